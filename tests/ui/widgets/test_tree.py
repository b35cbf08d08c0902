"""The drawn tree: where boxes stand, how they are walked, and that the picture has all of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest

from smallcrm.ui.dialogs import tree_paper
from smallcrm.ui.widgets.tree_layout import tidy
from smallcrm.ui.widgets.tree_look import screen_look
from smallcrm.ui.widgets.tree_picture import TreeBox, TreePicture
from smallcrm.ui.widgets.tree_view import LEAST, MOST, TreeView

# Pictures and views are the same for every drawn forest.
once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TREE = {1: [2, 3, 4], 2: [5, 6], 4: [7], 7: [8]}


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[int], dict[int, list[int]]]:
    """Draw trees of up to 80 clients: each was sent by an earlier one, or is a first one."""
    count = draw(st.integers(1, 80))
    senders = [draw(st.integers(0, number)) for number in range(count)]
    children: dict[int, list[int]] = {}
    roots = []
    for number, sender in enumerate(senders, start=1):
        if sender == 0 or number == 1:
            roots.append(number)
        else:
            children.setdefault(min(sender, number - 1), []).append(number)
    return roots, children


@given(forests())
def test_no_two_boxes_overlap_and_parents_stand_in_the_middle(forest):
    roots, children = forest
    spots = tidy(roots, children)
    everybody = {*roots, *(kid for kids in children.values() for kid in kids)}
    assert set(spots) == everybody
    columns: dict[int, list[float]] = {}
    for spot in spots.values():
        columns.setdefault(spot.column, []).append(spot.row)
    for rows in columns.values():
        assert all(below - above >= 1 - 1e-9 for above, below in pairwise(sorted(rows)))
    assert min(spot.row for spot in spots.values()) == pytest.approx(0)
    for parent, kids in children.items():
        places = [spots[kid] for kid in kids]
        assert [place.row for place in places] == sorted(place.row for place in places)
        assert {place.column for place in places} == {spots[parent].column + 1}
        middle = (places[0].row + places[-1].row) / 2
        assert spots[parent].row == pytest.approx(middle)


def test_a_chain_of_any_length_is_laid_out():
    count = 5_000
    spots = tidy([0], {number: [number + 1] for number in range(count)})
    assert spots[count].column == count
    assert {spot.row for spot in spots.values()} == {0.0}


def test_what_is_not_deep_makes_room_for_what_is():
    spots = tidy([1], {1: [2, 3], 2: [4, 5, 6]})
    # The third one stands beside the second's children, not below all of them.
    assert spots[3].row - spots[2].row == pytest.approx(1)


def picture(theme, children=None, roots=(1,), *, mirrored=False):
    def make(box_id):
        return TreeBox(id=box_id, name=f"Client {box_id}", amounts=("1.00 EUR",), sign="won")

    found = TREE if children is None else children
    return TreePicture(screen_look(theme), make, list(roots), found, mirrored=mirrored)


@once
@given(forests(), st.tuples(*[st.floats(-200, 3000)] * 2), st.tuples(*[st.floats(0, 900)] * 2))
def test_an_area_finds_the_boxes_that_it_touches(theme, forest, corner, size):
    roots, children = forest
    drawn = picture(theme, children, roots)
    area = QRectF(*corner, *size)
    found = drawn.within(area)
    assert len(found) == len(set(found))
    for box_id in drawn.ids():
        rect = drawn.rect(box_id)
        if rect.intersects(area):
            assert box_id in found
        elif not rect.adjusted(-30, -1, 30, 1).intersects(area.adjusted(0, 0, 1, 1)):
            assert box_id not in found


def test_a_click_finds_its_box(theme):
    drawn = picture(theme)
    for box_id in drawn.ids():
        assert drawn.at(drawn.rect(box_id).center()) == box_id
    assert drawn.at(QPointF(-50, -50)) is None
    assert list(drawn.walk()) == [1, 2, 5, 6, 3, 4, 7, 8]
    assert drawn.way(8) == [1, 4, 7, 8]
    assert drawn.position(3) == (2, 2, 3)


def test_right_to_left_the_first_stands_at_the_right(theme):
    plain, mirrored = picture(theme), picture(theme, mirrored=True)
    assert mirrored.whole == plain.whole
    for box_id in plain.ids():
        left = plain.whole.width() - plain.rect(box_id).right()
        assert mirrored.rect(box_id).left() == pytest.approx(left)
        assert mirrored.rect(box_id).top() == plain.rect(box_id).top()


@once
@given(forest=forests(), mirrored=st.booleans(), across=st.integers(1, 4), down=st.integers(1, 9))
def test_every_box_is_whole_on_one_page(theme, forest, mirrored, across, down):
    roots, children = forest
    drawn = picture(theme, children, roots, mirrored=mirrored)
    sheets = tree_paper.tiles(drawn, across, down)
    assert sorted(box for sheet in sheets for box in sheet.boxes) == sorted(drawn.ids())
    for sheet in sheets:
        for box_id in sheet.boxes:
            assert sheet.area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(drawn.rect(box_id))
        assert sheet.area.height() == pytest.approx((down + 1) * drawn.row_step)


@pytest.mark.parametrize("many", [True, False])
def test_a_plan_keeps_to_the_paper(theme, many):
    chain = picture(theme, {number: [number + 1] for number in range(1, 60)})
    wide = picture(theme, {1: list(range(2, 80))})
    for drawn in (chain, wide):
        plan = tree_paper.plan(drawn, "US", many=many)
        free = plan.layout.paintRect(plan.layout.units())
        assert len(plan.sheets) > 1 if many else len(plan.sheets) == 1
        for sheet in plan.sheets:
            assert sheet.area.width() * plan.scale <= free.width() + 61 * plan.scale
            assert sheet.area.height() * plan.scale <= free.height()
        whole = tree_paper.large(drawn)
        assert whole.layout.fullRect(whole.layout.units()).width() <= 14_400


@pytest.fixture
def view(qtbot, theme):
    made = TreeView(theme, picture(theme), lambda box_id: f"says {box_id}", name="Tree")
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.set_picture(picture(theme))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    made.start(1)
    made.go_to(1)

    def go(box_id, down):
        found = made.picture.first_below(box_id) if down else made.picture.parent(box_id)
        if found is not None:
            made.go_to(found)

    made.go_wanted.connect(go)
    return made


def walked(view) -> set[int]:
    """Walk with four keys alone: down each column, then to the first of the next one."""
    seen = set()
    QTest.keyClick(view, Qt.Key.Key_Home)
    waiting = [view.current]
    while waiting:
        view.go_to(waiting.pop())
        while True:
            here = view.current
            seen.add(here)
            QTest.keyClick(view, Qt.Key.Key_Right)
            if view.current != here and view.current not in seen:
                waiting.append(view.current)
            view.go_to(here)
            QTest.keyClick(view, Qt.Key.Key_Down)
            if view.current == here or view.current in seen:
                break
    return seen


@once
@given(forest=forests())
def test_the_keyboard_comes_to_every_box(view, theme, forest):
    roots, children = forest
    view.set_picture(picture(theme, children, roots))
    view.go_to(roots[0])
    assert walked(view) == set(view.picture.ids())


def test_keys_lead_up_down_and_beside(view):
    for key, expected in (
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Right, 7),
        (Qt.Key.Key_PageUp, 5),
        (Qt.Key.Key_Left, 2),
        (Qt.Key.Key_Home, 1),
    ):
        QTest.keyClick(view, key)
        assert view.current == expected
        assert view.accessibleDescription() == f"says {expected}"
        assert view.way == frozenset(view.picture.way(expected))


def test_the_current_box_comes_into_sight(view):
    view.zoom_to(3.0)
    for box_id in view.picture.ids():
        view.go_to(box_id)
        shown = view.mapToScene(view.viewport().rect()).boundingRect()
        assert shown.contains(view.picture.rect(box_id).center())


def test_keys_and_the_wheel_change_the_size(view):
    before = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom < before
    QTest.keyClick(view, Qt.Key.Key_1)
    assert view.zoom == pytest.approx(1.0)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > 1
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom == pytest.approx(MOST)
    for _ in range(80):
        QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(LEAST)
    QTest.keyClick(view, Qt.Key.Key_0)
    shown = view.mapToScene(view.viewport().rect()).boundingRect()
    assert shown.adjusted(-2, -2, 2, 2).contains(view.picture.whole)

    def turn(modifier):
        point = QPointF(view.viewport().rect().center())
        event = QWheelEvent(
            point,
            view.viewport().mapToGlobal(point),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        view.wheelEvent(event)

    size = view.zoom
    turn(Qt.KeyboardModifier.NoModifier)
    assert view.zoom == size
    turn(Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == pytest.approx(size * 1.2)


def test_a_click_chooses_and_letters_are_handed_on(view, qtbot):
    place = view.mapFromScene(view.picture.rect(3).center())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.current == 3
    with qtbot.waitSignal(view.typed) as typed:
        QTest.keyClick(view, Qt.Key.Key_B)
    assert typed.args == ["b"]
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [3]
    with qtbot.waitSignal(view.fold_wanted):
        QTest.keyClick(view, Qt.Key.Key_Space)


def test_folding_leaves_the_current_box_where_it_stands(view, theme):
    view.zoom_to(1.0)
    view.go_to(4)
    before = view.mapFromScene(view.picture.rect(4).center())
    view.set_picture(picture(theme, {1: [2, 3, 4], 4: [7], 7: [8]}))
    assert view.current == 4
    after = view.mapFromScene(view.picture.rect(4).center())
    assert (after - before).manhattanLength() <= 60
    view.set_picture(picture(theme, {1: [2, 3]}))
    assert view.current is None


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_picture_has_every_box(view, theme, choice):
    theme.set_choice(choice)
    try:
        drawn = picture(theme)
        view.set_picture(drawn)
        image = view.image(1.0)
        ground = QColor(theme.tokens.win)
        for box_id in drawn.ids():
            rect = drawn.rect(box_id).translated(-view.sceneRect().topLeft()).toRect()
            inside = image.copy(rect.adjusted(2, 2, -2, -2))
            assert inside.pixelColor(6, inside.height() // 2) == QColor(theme.tokens.surf)
            left = image.pixelColor(rect.left() - 6, rect.top() + 3)
            assert left == ground or box_id != 1
    finally:
        theme.set_choice("light")


def test_small_boxes_are_drawn_without_words(view):
    view.zoom_to(0.2)
    view.grab()
    view.zoom_to(1.0)
    assert not view.grab().toImage().isNull()
