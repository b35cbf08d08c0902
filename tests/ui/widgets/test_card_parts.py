"""Banner, pinned notes, note field, chips, timeline and action row."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.ui.theme import LIGHT
from smallcrm.ui.widgets.action_row import ActionRow, ActionSpec
from smallcrm.ui.widgets.banner import Banner, BannerAction, BannerContent
from smallcrm.ui.widgets.filter_bar import ChipSpec, FilterBar
from smallcrm.ui.widgets.note_field import NoteField
from smallcrm.ui.widgets.pinned import PinnedNote, PinnedNotes
from smallcrm.ui.widgets.timeline import TimelineList, TimelineModel, TimelineRow

DEBT = BannerContent(
    "debt",
    "Owes 480.00 EUR",
    "Owes 480.00 EUR, oldest since 14 March 2024: piano tuning, reminded twice",
    "Oldest since 14 March 2024: piano tuning, reminded twice",
    ((13, 40),),
    "3 sales open",
)


def test_banner_is_told_as_one_sentence(theme, shown, qtbot):
    banner = Banner(theme)
    banner.set_content(DEBT, BannerAction("Take payment", "P"))
    shown(banner, 490)
    assert banner.accessibleName() == DEBT.sentence
    assert banner.content is DEBT
    with qtbot.waitSignal(banner.acted):
        qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    image = banner.grab().toImage()
    assert image.pixelColor(2, 40).name() == LIGHT.debt.lower()
    assert image.pixelColor(300, 80).name() == LIGHT.debtbg.lower()
    banner.set_content(BannerContent("plain", "Owes 95.00 EUR", "Owes 95.00 EUR"))
    assert not banner.button.isVisible()
    banner.grab()


def test_banner_grows_with_its_words(theme, shown):
    banner = shown(Banner(theme), 490)
    banner.set_content(DEBT)
    low = banner.heightForWidth(490)
    banner.set_content(BannerContent("soon", "Owes " * 20, "s", "word " * 60))
    assert banner.heightForWidth(490) > low
    theme.set_scale(1.5)
    theme.set_choice("dark")
    banner.grab()


NOTES = (PinnedNote("a", "Secretary is Judith.", "3 weeks ago"), PinnedNote("b", "442 Hz", "2025"))


def test_pinned_notes_can_be_unpinned_by_mouse_and_keyboard(theme, shown, qtbot):
    notes = PinnedNotes(theme, name="Pinned", unpin_name="Unpin")
    notes.set_notes(NOTES)
    shown(notes, 490)
    with qtbot.waitSignal(notes.unpin_requested) as caught:
        qtbot.mouseClick(notes, Qt.MouseButton.LeftButton, pos=QPoint(22, 38))
    assert caught.args == ["b"]
    with qtbot.assertNotEmitted(notes.unpin_requested):
        qtbot.mouseClick(notes, Qt.MouseButton.LeftButton, pos=QPoint(200, 38))
    notes.setFocus()
    qtbot.keyClick(notes, Qt.Key.Key_Down)
    with qtbot.waitSignal(notes.unpin_requested) as caught:
        qtbot.keyClick(notes, Qt.Key.Key_Delete)
    assert caught.args == ["b"]
    qtbot.mouseMove(notes, QPoint(22, 20))
    notes.grab()
    assert "Secretary is Judith. (3 weeks ago)" in notes.accessibleDescription()


def test_pinned_notes_wrap_up_to_a_limit_and_hide_when_there_are_none(theme, shown):
    notes = PinnedNotes(theme, max_lines=3)
    notes.set_notes((PinnedNote(1, "many words " * 100, "today"),))
    shown(notes, 490)
    assert notes.heightForWidth(490) == 3 * 20 + 16
    notes.set_notes(())
    assert notes.isHidden()


def test_note_field_grows_and_tells_its_state(theme, shown, qtbot):
    note = NoteField(theme, placeholder="Type a note", name="Note", most_lines=4)
    shown(note, 490)
    low = note.field.height()
    with qtbot.waitSignal(note.edited):
        note.set_text("one\ntwo\nthree\nfour\nfive\nsix")
    assert low < note.field.height() < 6 * low
    assert note.text().startswith("one")
    note.set_status("Saved 10:42")
    note.set_hint("Esc, then a letter")
    note.setFocus()
    note.grab()
    assert note.focusProxy() is note.field


def test_note_field_takes_a_composition(theme, shown, qtbot):
    note = shown(NoteField(theme), 490)
    note.setFocus()
    committed = QInputMethodEvent("", [])
    committed.setCommitString("想在六月")
    QApplication.sendEvent(note.field, committed)
    assert note.text() == "想在六月"


CHIPS = tuple(ChipSpec(name, name.title(), key=str(n)) for n, name in enumerate(("all", "calls")))


def test_one_chip_is_chosen(theme, shown, qtbot):
    bar = FilterBar(theme, "flat", name="Show")
    bar.set_chips(CHIPS)
    shown(bar, 400)
    assert bar.current() == "all"
    with qtbot.waitSignal(bar.chosen) as caught:
        qtbot.mouseClick(bar.chip("calls"), Qt.MouseButton.LeftButton)
    assert caught.args == ["calls"]
    with qtbot.assertNotEmitted(bar.chosen):
        qtbot.mouseClick(bar.chip("calls"), Qt.MouseButton.LeftButton)
    bar.grab()


def test_new_counts_leave_the_choice(theme, shown, qtbot):
    bar = FilterBar(theme)
    bar.set_chips((ChipSpec("all", "All", "214"), ChipSpec("vip", "VIP", "12")))
    shown(bar, 400)
    bar.set_current("vip")
    with qtbot.assertNotEmitted(bar.chosen):
        bar.set_chips((ChipSpec("all", "All", "215"), ChipSpec("vip", "VIP", "13")))
    assert bar.current() == "vip"
    assert bar.chip("vip").accessibleName() == "VIP 13"
    bar.set_chips((ChipSpec("late", "Late"),))
    assert bar.current() == "late"
    width = bar.chip("late").sizeHint().width()
    bar.chip("late").setChecked(False)
    assert bar.chip("late").sizeHint().width() == width
    bar.grab()


ROWS = tuple(
    TimelineRow(n, "6 May", "phone-incoming", "Call:", "asks <b>& more", "60.00") for n in range(80)
)


def test_chips_without_room_are_behind_the_last_one(theme, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = FilterBar(theme, more="{count} more…", parent=window)
    words = ("All", "Open", "Overdue", "Ordered", "Cancelled")
    bar.set_chips([ChipSpec(one.lower(), one, "12") for one in words])
    whole = bar.sizeHint().width()
    bar.resize(whole, 30)
    window.show()
    assert not bar.more.isVisible()
    bar.resize(whole - 40, 30)
    assert bar.more.isVisible()
    hidden = [action.data() for action in bar.menu().actions()]
    assert bar.more.spec.text == f"{len(hidden)} more…"
    assert hidden[-1] == "cancelled"
    assert all(not bar.chip(one).isVisible() for one in hidden)
    with qtbot.waitSignal(bar.chosen) as chosen:
        bar.menu().actions()[-1].trigger()
    assert chosen.args == ["cancelled"]
    assert bar.chip("cancelled").isVisible(), "what is chosen stays in sight"
    assert bar.chip("cancelled").geometry().right() < bar.more.geometry().left()
    assert bar.more.geometry().right() <= bar.width()
    bar.resize(bar.minimumSizeHint().width(), 30)
    assert bar.chip("cancelled").isVisible()
    bar.resize(whole + 20, 30)
    assert all(bar.chip(one.lower()).isVisible() for one in words)


def test_timeline_model_keeps_the_rules(qapp):
    model = TimelineModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(ROWS[:3])
    model.append(ROWS[3:5])
    model.append(())
    index = model.index(4, 0)
    assert index.data() == "Call: asks <b>& more"
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "6 May Call: asks <b>& more 60.00"
    model.set_rows(())
    assert model.row(0) is None
    assert tester is not None


def test_timeline_opens_and_leaves_letters_to_the_window(theme, shown, qtbot):
    timeline = TimelineList(theme, name="Timeline")
    timeline.set_rows(ROWS)
    shown(timeline, 520, 200)
    timeline.setFocus()
    timeline.setCurrentIndex(timeline.rows.index(2, 0))
    assert timeline.current() is ROWS[2]
    with qtbot.waitSignal(timeline.opened) as caught:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert caught.args == [2]
    qtbot.keyClick(timeline, Qt.Key.Key_P)
    assert timeline.current() is ROWS[2]
    with qtbot.waitSignal(timeline.near_end):
        timeline.scrollToBottom()
    timeline.grab()
    assert timeline.sizeHintForRow(0) == 26


def test_column_of_dates_takes_a_date_with_its_year(theme, shown):
    timeline = shown(TimelineList(theme, name="Timeline"), 520, 200)
    timeline.set_rows(ROWS[:2])
    assert timeline.rows.longest_date == "6 May"
    timeline.append((TimelineRow(90, "18 Nov 2025", "banknote", "Payment:"),))
    assert timeline.rows.longest_date == "18 Nov 2025"
    timeline.grab()
    timeline.set_rows(())
    assert not timeline.rows.longest_date


def test_actions_tell_their_keys(theme, shown, qtbot):
    row = ActionRow(
        theme,
        (ActionSpec("note", "sticky-note", "Note", "N"), ActionSpec("pay", "banknote", "Pay", "P")),
        name="Actions",
    )
    shown(row, 520)
    assert row.height() == 61
    with qtbot.waitSignal(row.triggered) as caught:
        qtbot.mouseClick(row.button("pay"), Qt.MouseButton.LeftButton)
    assert caught.args == ["pay"]
    assert row.button("pay").accessibleDescription() == "P"
    row.button("pay").setEnabled(False)
    row.button("note").setFocus()
    row.grab()
