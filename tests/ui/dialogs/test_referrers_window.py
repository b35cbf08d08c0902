"""The window of referrers and sources on a real file: figures, places, periods, ways out."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from smallcrm.domain.enums import ReferralOutcome
from smallcrm.services import commands
from smallcrm.ui.dialogs.period_field import Period, days_of
from smallcrm.ui.dialogs.referrers_window import ReferrersWindow


@pytest.fixture
def league(perform) -> dict[str, int]:
    """Ann sent three, of whom two paid; Bo sent one long ago, who paid in dollars; and others."""
    ids = {
        name: perform(commands.AddClient(name=name, source=source)).result.id
        for name, source in (
            ("Ann Lee", "Fair"),
            ("Bo Berg", "Fair"),
            ("Cy Okafor", None),
            ("Dee Rossi", None),
            ("Ed Nowak", None),
            ("Flo Keane", None),
            ("Gus Lund", "Web"),
        )
    }
    for referrer, client, on in (
        ("Ann Lee", "Cy Okafor", date(2026, 2, 1)),
        ("Ann Lee", "Dee Rossi", date(2026, 3, 1)),
        ("Ann Lee", "Ed Nowak", date(2025, 8, 1)),
        ("Bo Berg", "Flo Keane", date(2024, 1, 31)),
    ):
        perform(commands.AddReferral(referrer=ids[referrer], client=ids[client], on=on))
    for name, amount, currency in (
        ("Cy Okafor", "100", "EUR"),
        ("Dee Rossi", "250.50", "EUR"),
        ("Flo Keane", "700", "USD"),
        ("Gus Lund", "40", "EUR"),
    ):
        values = {"client": ids[name], "amount": Decimal(amount), "currency": currency}
        perform(commands.AddSale(title="A", **values))
        perform(commands.TakePayment(**values))
    perform(commands.EditReferral(referral=3, outcome=ReferralOutcome.LOST))
    return ids


@pytest.fixture
def shown(context, show, settle):
    def open_window(page="referrers"):
        window = show(ReferrersWindow(context, page=page))
        settle(context)
        return window

    return open_window


def cells(page) -> list[list[str]]:
    model = page.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def heads(page) -> list[str]:
    model = page.model
    across = Qt.Orientation.Horizontal
    return [model.headerData(column, across) for column in range(model.columnCount())]


def facts(page) -> list[str]:
    model = page.facts.facts
    return [model.index(row).data() for row in range(model.rowCount())]


def test_referrers_are_ranked_by_what_came_of_those_they_sent(shown, league):
    window = shown()
    assert heads(window.league)[6:8] == ["Worth, EUR", "Reward, EUR"]
    assert cells(window.league) == [
        ["1", "Ann Lee", "3", "2", "67%", "0", "350.50", "0.00", "1 Mar 2026"],
        ["2", "Bo Berg", "1", "1", "100%", "0", "0.00", "0.00", "31 Jan 2024"],
    ]
    assert window.league.table.hasFocus()
    spoken = window.league.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("1. Ann Lee: sent 3, won 2, pending 0, worth 350.50 EUR")
    assert facts(window.league)[1:4] == [
        "Sent, 4, 0 still pending",
        "Won, 3, 75%",
        "Worth, 350.50 EUR, paid by those who were sent",
    ]
    for page in (window.league, window.sources):
        QAbstractItemModelTester(
            page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, window
        )


def test_amounts_of_two_currencies_are_never_added(shown, league):
    window = shown()
    assert window.currency_field.isVisible()
    assert window.currency_field.values() == ["EUR", "USD"]
    window.currency_field.setCurrentIndex(1)
    assert window.currency == "USD"
    assert heads(window.league)[6] == "Worth, USD"
    assert [(row[0], row[1], row[6]) for row in cells(window.league)] == [
        ("1", "Bo Berg", "700.00"),
        ("2", "Ann Lee", "0.00"),
    ]


def test_any_column_sorts_and_places_go_with_the_figures(shown, league):
    window = shown()
    page = window.league

    def names():
        return [(row[0], row[1]) for row in cells(page)]

    page.sort_by(4)
    assert names() == [("1", "Bo Berg"), ("2", "Ann Lee")]
    assert page.current().referrer.name == "Ann Lee"
    page.sort_by(4)
    assert names() == [("2", "Ann Lee"), ("1", "Bo Berg")]
    page.sort_by(1)
    assert names() == [("2", "Ann Lee"), ("1", "Bo Berg")]
    assert page.table.header.sorted_column() == (1, False)
    page.sort_by(5)
    assert [place for place, _ in names()] == ["1", "1"]
    page.sort_by(8)
    assert [name for _, name in names()] == ["Bo Berg", "Ann Lee"]


def test_keys_sort_too(shown, league):
    window = shown()
    table, alt = window.league.table, Qt.KeyboardModifier.AltModifier
    seen = []
    for _ in range(8):
        QTest.keyClick(table, Qt.Key.Key_Right, alt)
        seen.append(table.header.sorted_column()[0])
    assert seen == [7, 8, 1, 2, 3, 4, 5, 6]
    QTest.keyClick(table, Qt.Key.Key_Left, alt)
    assert table.header.sorted_column() == (5, True)
    QTest.keyClick(table, Qt.Key.Key_Up, alt)
    assert table.header.sorted_column() == (5, False)
    assert window.league.current().referrer.name == "Ann Lee"


def test_enter_opens_the_card_and_a_key_the_tree(shown, league):
    window = shown()
    wanted = []
    window.wanted.connect(lambda *wish: wanted.append(wish))
    QTest.keyClick(window.league.table, Qt.Key.Key_Down)
    QTest.keyClick(window.league.table, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    window.print_button.click()
    assert wanted == [
        ("open_card", league["Bo Berg"]),
        ("referral_tree", league["Bo Berg"]),
        ("print_league", (None, None)),
    ]
    assert window.isVisible()


def test_a_period_counts_who_was_sent_in_it(shown, league, context, settle):
    window = shown()
    for period, expected in (
        (Period.THIS_YEAR, [("Ann Lee", "2")]),
        (Period.TWELVE_MONTHS, [("Ann Lee", "3")]),
        (Period.LAST_YEAR, [("Ann Lee", "1")]),
        (Period.ALL, [("Ann Lee", "3"), ("Bo Berg", "1")]),
    ):
        window.period.choose(period)
        settle(context)
        assert [(row[1], row[2]) for row in cells(window.league)] == expected


def test_days_of_ones_own_and_what_is_wrong_with_them(shown, league, context, settle):
    window = shown()
    window.period.choose(Period.LAST_YEAR)
    settle(context)
    window.period.choose(Period.OWN)
    assert window.period.first.isVisible()
    assert window.period.first.text() == "1 Jan 2025"
    window.period.first.setText("1 Jan 2024")
    window.period.until.setText("soon")
    window.period.until.editingFinished.emit()
    assert "soon" in window.notice.whole_text()
    window.period.until.setText("31 Dec 2023")
    window.period.until.editingFinished.emit()
    assert window.notice.whole_text() == "The first day is after the last: change one."
    window.period.until.setText("31 Jan 2024")
    window.period.until.editingFinished.emit()
    settle(context)
    assert not window.notice.isVisible()
    assert [row[1] for row in cells(window.league)] == ["Bo Berg"]
    window.period.first.setText("1 Feb 2024")
    window.period.until.setText("2 Feb 2024")
    window.period.until.editingFinished.emit()
    settle(context)
    assert window.league.empty.isVisible()
    assert not window.open_button.isEnabled()
    assert not window.record_button.isVisible()


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 5, 12), date(2025, 5, 13)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_twelve_months_are_a_year_to_the_day(today, first):
    assert days_of(Period.TWELVE_MONTHS, today) == (first, today)


def test_sources_compare_the_referred_with_the_rest(shown, league):
    window = shown("sources")
    assert window.page == "sources"
    assert not window.tree_button.isVisible()
    assert cells(window.sources) == [
        ["Referred", "4", "3", "75%", "350.50", "116.83"],
        ["Fair", "2", "0", "0%", "0.00", "–"],
        ["Web", "1", "1", "100%", "40.00", "40.00"],
    ]
    assert facts(window.sources) == [
        "Referred, 75% bought, 4 clients",
        "Referred, each who bought, 116.83 EUR, 350.50 EUR in all",
        "All others, 33% bought, 3 clients",
        "All others, each who bought, 40.00 EUR, 40.00 EUR in all",
    ]
    window.sources.sort_by(0)
    assert [row[0] for row in cells(window.sources)] == ["Referred", "Fair", "Web"]


def test_it_is_copied_as_it_is_sorted(shown, league):
    window = shown()
    window.league.sort_by(1)
    window.league.sort_by(1)
    window.copy_button.click()
    lines = QGuiApplication.clipboard().mimeData().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Place", "Referrer", "Sent"]
    assert [line.split("\t")[1] for line in lines[1:]] == ["Bo Berg", "Ann Lee"]
    assert "2 rows" in window.notice.whole_text()


def test_an_export_has_every_currency(shown, league, tmp_path, context, settle):
    window = shown()
    target = tmp_path / "league.csv"
    window.export_to(target)
    settle(context)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Referrer"] for row in rows] == ["Ann Lee", "Bo Berg"]
    assert (rows[0]["Worth EUR"], rows[0]["Worth USD"]) == ("350.50", "")
    assert (rows[1]["Worth USD"], rows[1]["Won percent"]) == ("700.00", "100.0")
    assert "league.csv" in window.notice.whole_text()
    window.show_page("sources")
    target = tmp_path / "sources.json"
    window.export_to(target)
    settle(context)
    found = json.loads(target.read_text(encoding="utf-8"))
    assert "Fair" in json.dumps(found)
    window.export_to(tmp_path / "no" / "where.csv")
    settle(context)
    assert "where.csv" in window.notice.whole_text()


def test_a_commit_is_followed(shown, league, context, settle, qtbot):
    window = shown()
    window.league.table.select_row(1)
    values = {"client": league["Flo Keane"], "amount": Decimal(900)}
    context.runner.write(commands.AddSale(title="B", **values))
    context.runner.write(commands.TakePayment(**values))
    qtbot.waitUntil(lambda: cells(window.league)[0][1] == "Bo Berg")
    settle(context)
    assert cells(window.league)[0][6] == "900.00"
    assert window.league.current().referrer.name == "Bo Berg"


def test_nothing_yet_offers_to_begin(shown, qtbot):
    window = shown()
    assert window.league.empty.isVisible()
    assert not window.copy_button.isEnabled()
    with qtbot.waitSignal(window.wanted) as wanted:
        window.record_button.click()
    assert wanted.args == ["record_referral", None]
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.page == "sources"
    assert window.sources.empty.isVisible()
