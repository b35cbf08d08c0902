"""The window of who brought whom on a real file: walked, unfolded, narrowed, found in, printed."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu

from smallcrm.services import commands
from smallcrm.ui.dialogs.tree_window import TreeWindow

NAMES = ("Ann Lee", "Bo Berg", "Cy Okafor", "Dee Rossi", "Ed Nowak", "Flo Keane", "Gus Lund")


@pytest.fixture
def people(perform) -> Callable[..., dict[str, int]]:
    """Make clients, each sent by another of them: `people("Bo<Ann", ...)`; each pays 100."""

    def make(*pairs: str) -> dict[str, int]:
        ids: dict[str, int] = {}
        for pair in pairs:
            name, _, sender = pair.partition("<")
            ids[name] = perform(commands.AddClient(name=name)).result.id
            if sender:
                perform(
                    commands.AddReferral(
                        referrer=ids[sender], client=ids[name], on=date(2026, 3, 2)
                    )
                )
                perform(commands.AddSale(client=ids[name], title="A", amount=Decimal(100)))
                perform(commands.TakePayment(client=ids[name], amount=Decimal(100)))
        return ids

    return make


@pytest.fixture
def chain(people) -> dict[str, int]:
    """Seven people, each sent by the one before, and two more beside."""
    pairs = [f"{name}<{before}" for before, name in itertools.pairwise(NAMES)]
    return people(NAMES[0], *pairs, "Hal Byrne<Ann Lee", "Ida Moore<Bo Berg")


@pytest.fixture
def shown(context, show, settle, qtbot):
    def open_window(client=None, **values):
        window = show(TreeWindow(context, client, **values))
        settle(context)
        return window

    return open_window


def seen(window) -> set[int]:
    return {one for one in window.view.picture.ids() if one > 0}


def press(window, settle, context, *keys):
    for key in keys:
        QTest.keyClick(window.view, key)
        settle(context)


def test_everybody_who_brought_somebody_is_there(shown, chain, people):
    others = people("Zoe Hart", "Yan Fox<Zoe Hart", "Xen Alone")
    window = shown()
    assert window.windowTitle() == "Who brought whom"
    assert window.subtitle.whole_text() == "11 clients"
    assert others["Xen Alone"] not in seen(window)
    assert chain["Gus Lund"] not in seen(window)
    first = window.view.picture.box(chain["Ann Lee"])
    assert (first.name, first.amounts, first.last) == (
        "Ann Lee",
        ("800.00 EUR",),
        "sent 2, won 2",
    )
    assert (first.sign, first.opened, first.pill) == ("top", True, "")
    assert window.view.picture.box(chain["Bo Berg"]).sign == "won"
    assert window.view.picture.box(chain["Ed Nowak"]).pill == "2"


def test_each_box_says_name_money_and_place(shown, chain, context, settle):
    window = shown()
    assert window.view.current == chain["Ann Lee"]
    assert window.view.accessibleDescription() == (
        "Ann Lee, 800.00 EUR, sent 2, won 2, level 1, 1 of 1, unfolded"
    )
    press(window, settle, context, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert window.view.accessibleDescription() == (
        "Hal Byrne, 100.00 EUR, Won, came 2 Mar 2026, level 2, 2 of 2"
    )
    facts = [window.facts.facts.index(row).data() for row in range(6)]
    assert facts[0] == "Client, Hal Byrne, level 2"
    assert facts[1] == "Sent by, Ann Lee, 2 March"
    assert facts[2].startswith("Outcome, Won")
    assert facts[4].startswith("Paid, 100.00 EUR")
    QAbstractItemModelTester(
        window.facts.facts, QAbstractItemModelTester.FailureReportingMode.Fatal, window
    )


def test_going_right_reads_on_where_the_tree_was_cut(shown, chain, context, settle):
    window = shown()
    press(window, settle, context, *[Qt.Key.Key_Right] * 6)
    assert window.view.current == chain["Gus Lund"]
    assert seen(window) == set(chain.values())
    assert window.view.way == {chain[name] for name in NAMES}
    press(window, settle, context, *[Qt.Key.Key_Left] * 6)
    assert window.view.current == chain["Ann Lee"]


def test_what_was_opened_stays_open_after_a_commit(shown, chain, perform, context, settle, qtbot):
    window = shown()
    press(window, settle, context, *[Qt.Key.Key_Right] * 6)
    context.runner.write(commands.AddReferral(referrer=chain["Gus Lund"], client=add(perform)))
    settle(context)
    qtbot.waitUntil(lambda: len(seen(window)) == len(chain) + 1)
    settle(context)
    assert window.view.current == chain["Gus Lund"]
    assert window.view.picture.box(chain["Gus Lund"]).last == "sent 1, won 0"


def test_what_was_folded_stays_folded_after_a_commit(shown, chain, context, settle, qtbot):
    window = shown()
    press(window, settle, context, *[Qt.Key.Key_Right] * 6, Qt.Key.Key_Left, Qt.Key.Key_Space)
    assert window.view.current == chain["Flo Keane"]
    assert chain["Gus Lund"] not in seen(window)
    context.runner.write(commands.EditClient(client=chain["Ann Lee"], name="Anna Lee"))
    qtbot.waitUntil(lambda: window.view.picture.box(chain["Ann Lee"]).name == "Anna Lee")
    settle(context)
    assert window.view.current == chain["Flo Keane"]
    assert chain["Gus Lund"] not in seen(window)


def test_the_asterisk_unfolds_all_below(shown, people, context, settle):
    names = [f"Client {number:02}" for number in range(14)]
    people(names[0], *(f"{name}<{before}" for before, name in itertools.pairwise(names)))
    window = shown()
    press(window, settle, context, Qt.Key.Key_Asterisk)
    assert len(seen(window)) == 14
    assert window.view.current == window.state.first
    assert window.view.picture.way(max(seen(window)))[0] == window.state.first


def test_a_right_click_offers_what_can_be_done(shown, chain, qtbot):
    window = shown()
    window.view.menu_wanted.emit(chain["Ann Lee"], window.pos())
    (menu,) = [one for one in window.findChildren(QMenu) if one.isVisible()]
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        "&Open card",
        "Only this &branch",
        "Referrals and &rewards…",
        "&Fold",
        "Unfold &all below",
    ]
    with qtbot.waitSignal(window.wanted) as wanted:
        menu.actions()[2].trigger()
    assert wanted.args == ["rewards", chain["Ann Lee"]]
    menu.close()
    out = [action.text() for action in window.paper_button.menu().actions() if action.text()]
    assert len(out) == 5


def add(perform) -> int:
    return perform(commands.AddClient(name="Nia Newman")).result.id


def test_space_folds_and_unfolds(shown, chain, context, settle):
    window = shown()
    press(window, settle, context, Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert seen(window) == {chain["Ann Lee"], chain["Bo Berg"], chain["Hal Byrne"]}
    assert window.view.picture.box(chain["Bo Berg"]).pill == "6"
    assert window.view.current == chain["Bo Berg"]
    press(window, settle, context, Qt.Key.Key_Right)
    assert chain["Cy Okafor"] in seen(window)


def test_those_beyond_the_limit_are_read_one_step_at_a_time(shown, people, context, settle):
    people("Ann Lee", *(f"Client {number:02}<Ann Lee" for number in range(12)))
    window = shown(limit=5)
    assert len(seen(window)) == 5
    assert window.view.picture.box(-1).name == "8 more"
    assert window.subtitle.whole_text() == "13 clients"
    press(window, settle, context, Qt.Key.Key_Right, Qt.Key.Key_PageDown)
    assert window.view.current == -1
    assert window.view.accessibleDescription() == (
        "8 more clients are not shown yet: Space reads on"
    )
    press(window, settle, context, Qt.Key.Key_Space)
    assert len(seen(window)) == 9
    press(window, settle, context, Qt.Key.Key_PageDown, Qt.Key.Key_Return)
    assert len(seen(window)) == 13
    assert not any(one < 0 for one in window.view.picture.ids())


def test_trees_beyond_the_limit_are_read_too(shown, people, context, settle):
    firsts = set()
    for number in range(4):
        ids = people(f"First {number}", f"Second {number}<First {number}")
        firsts.add(ids[f"First {number}"])
    window = shown(limit=3)
    assert len(seen(window)) == 3
    window.view.go_to(0)
    assert window.view.accessibleDescription() == (
        "2 more clients are not shown yet: Space reads on"
    )
    press(window, settle, context, Qt.Key.Key_Space)
    assert 0 not in window.view.picture
    assert firsts <= seen(window)
    assert window.view.current == max(firsts)


def test_one_branch_alone_and_the_way_up_again(shown, chain, context, settle):
    window = shown()
    press(window, settle, context, *[Qt.Key.Key_Right] * 3)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert window.windowTitle() == "Whom Dee Rossi brought"
    assert window.view.current == chain["Dee Rossi"]
    assert chain["Ann Lee"] not in seen(window)
    assert [button.accessibleName() for button in window.crumbs.buttons] == [
        "Everybody",
        "Ann Lee",
        "Bo Berg",
        "Cy Okafor",
    ]
    assert "Sent by, Cy Okafor" in window.facts.facts.index(1).data()
    press(window, settle, context, Qt.Key.Key_Left)
    assert window.windowTitle() == "Whom Cy Okafor brought"
    assert window.view.current == chain["Cy Okafor"]
    press(window, settle, context, Qt.Key.Key_Backspace)
    assert window.windowTitle() == "Whom Bo Berg brought"
    assert window.view.current == chain["Cy Okafor"]
    window.crumbs.buttons[0].click()
    settle(context)
    assert window.windowTitle() == "Who brought whom"
    assert window.view.current == chain["Cy Okafor"]


def test_enter_opens_the_card(shown, chain, qtbot):
    window = shown(chain["Bo Berg"])
    with qtbot.waitSignal(window.wanted) as wanted:
        QTest.keyClick(window.view, Qt.Key.Key_Return)
    assert wanted.args == ["open_card", chain["Bo Berg"]]
    with qtbot.waitSignal(window.wanted) as wanted:
        window.open_button.click()
    assert wanted.args == ["open_card", chain["Bo Berg"]]
    assert window.isVisible()


def test_typing_finds_a_name_also_in_pinyin(shown, chain, people, context, settle):
    chinese = people("张伟", "王秀英<张伟")
    window = shown()
    for letters, expected in (
        ("gus", chain["Ed Nowak"]),
        ("wxy", chinese["王秀英"]),
        ("okaf", chain["Cy Okafor"]),
    ):
        window.view.setFocus()
        QTest.keyClick(window.view, Qt.Key.Key_A)
        assert window.find_field.hasFocus()
        assert window.find_field.text() == "a"
        window.find_field.setText(letters)
        if letters == "gus":
            # Not read yet: Enter looks in the whole file.
            assert window.find_field.accessibleDescription() == "Enter: everybody"
            QTest.keyClick(window.find_field, Qt.Key.Key_Return)
            settle(context)
            assert window.windowTitle() == "Whom Gus Lund brought"
            window.crumbs.buttons[0].click()
            settle(context)
            continue
        assert window.view.current == expected
        QTest.keyClick(window.find_field, Qt.Key.Key_Return)
        assert window.view.hasFocus()
        assert window.find_field.text() == ""


def test_several_of_a_name_are_gone_through(shown, people):
    ids = people("Ann Lee", "Lee One<Ann Lee", "Lee Two<Lee One")
    window = shown()
    window.find_field.setFocus()
    window.find_field.setText("lee")
    found = [window.view.current]
    for _ in range(3):
        QTest.keyClick(window.find_field, Qt.Key.Key_Down)
        found.append(window.view.current)
    assert set(found) == set(ids.values())
    assert found[0] == found[-1]
    QTest.keyClick(window.find_field, Qt.Key.Key_Escape)
    assert window.view.hasFocus()
    assert window.isVisible()


def test_nobody_of_that_name_is_said(shown, chain, context, settle):
    window = shown()
    window.find_field.setFocus()
    window.find_field.setText("xyzzy")
    QTest.keyClick(window.find_field, Qt.Key.Key_Return)
    settle(context)
    assert "nobody of that name" in window.notice.whole_text()


def test_finding_unfolds_the_way(shown, chain, context, settle):
    window = shown()
    press(window, settle, context, Qt.Key.Key_Space)
    assert seen(window) == {chain["Ann Lee"]}
    window.find_field.setText("dee")
    assert window.view.current == chain["Dee Rossi"]


def words_of(content: bytes) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return len(pages), " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_pdf_has_every_name_once(shown, people, tmp_path, context, settle):
    pairs = [f"Client {number:03}<Client {(number - 1) // 2:03}" for number in range(1, 60)]
    people("Client 000", *pairs)
    window = shown()
    for client in list(window.state.nodes()):
        if window.state.hidden(client.client.id):
            window.fold(client.client.id)
            settle(context)
    names = [f"Client {number:03}" for number in range(60)]
    assert len(seen(window)) == 60
    for many, most in ((False, 1), (True, 9)):
        target = tmp_path / f"{many}.pdf"
        window.output.save_to(target, many=many)
        settle(context)
        count, words = words_of(target.read_bytes())
        assert 1 <= count <= most
        assert "Who brought whom" in words
        boxes = words.replace("← Client", "")
        for name in names:
            assert boxes.count(name) == 1, name
        if many:
            assert count > 1
            assert f"Page {count} of {count}" in words
    assert "Saved:" in window.notice.whole_text()


def test_a_printer_gets_the_pages_that_its_paper_takes(shown, chain, tmp_path):
    window = shown()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A6),
            QPageLayout.Orientation.Portrait,
            QMarginsF(20, 20, 20, 20),
        )
    )
    window.output.print_to(printer, window.paper(), many=True)
    count, words = words_of((tmp_path / "out.pdf").read_bytes())
    assert count > 1
    assert words.count("Dee Rossi") >= 1
    assert "printer" in window.notice.whole_text()


def test_a_copy_is_a_picture_and_a_list(shown, chain):
    window = shown(chain["Cy Okafor"])
    QTest.keyClick(window.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    lines = mime.text().splitlines()
    assert lines[0] == "Cy Okafor, 500.00 EUR, sent 1, won 1"
    assert lines[1].startswith("\tDee Rossi, ")


def test_nobody_yet_is_said(shown, perform):
    perform(commands.AddClient(name="Ann Lee"))
    window = shown()
    assert window.empty.isVisible()
    assert not window.open_button.isEnabled()
    window.output.copy()


def test_a_client_who_sent_nobody_stands_alone(shown, perform, context, settle):
    client = perform(commands.AddClient(name="Ann Lee")).result.id
    window = shown(client)
    assert seen(window) == {client}
    assert window.view.picture.box(client).last == "sent nobody"
    press(window, settle, context, Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert window.view.current == client


def test_amounts_of_several_currencies_share_two_lines(shown, people, perform):
    ids = people("Ann Lee", "Bo Berg<Ann Lee")
    for currency in ("AUD", "USD", "GBP", "JPY", "CHF"):
        values = {"client": ids["Bo Berg"], "amount": Decimal(50), "currency": currency}
        perform(commands.AddSale(title="A", **values))
        perform(commands.TakePayment(**values))
    window = shown()
    amounts = window.view.picture.box(ids["Ann Lee"]).amounts
    assert amounts == ("100.00 EUR, 50.00 AUD", "50.00 CHF, 50.00 GBP + 2 more")
    whole = window.facts.facts.index(5).data()
    assert whole.startswith("Whole branch, 100.00 EUR, and 50.00 AUD")
    assert "50 JPY" in whole


def test_the_last_referral_that_goes_empties_the_window(shown, people, context, settle, qtbot):
    people("Ann Lee", "Bo Berg<Ann Lee")
    window = shown()
    assert Path(context.resources).is_dir()
    context.runner.write(commands.RemoveReferral(referral=1))
    qtbot.waitUntil(window.empty.isVisible)
    settle(context)
