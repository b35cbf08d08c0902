"""The card's details: what is out of date and confirmed by a key, why this level, own fields."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from tests.ui.card.conftest import press, settle

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import DetailKind, FollowUpCode, Level, OwnFieldKind, Source
from smallcrm.i18n.stale_words import stale_sentence
from smallcrm.queries.detail_shapes import StaleDetail
from smallcrm.services.api import Services
from smallcrm.services.commands import (
    AddClient,
    AddLevelRule,
    AddNote,
    AddOwnField,
    AddSale,
    EmailInput,
    OwnValueInput,
    PhoneInput,
    TakePayment,
    Undo,
)
from smallcrm.ui.card.care import AboutItem, AboutStrip


def at(backend, day: date) -> Services:
    """Write on an earlier day."""
    instant = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return Services(backend.database, Clock.fixed(instant, backend.clock.zone))


def perform(services, command) -> int:
    return services.perform(command, source=Source.SCREEN).result.id


@pytest.fixture
def old(backend) -> int:
    """A client of March 2024 with a phone and an e-mail that nobody asked for since."""
    return perform(
        at(backend, date(2024, 3, 3)),
        AddClient(
            name="Ann Lee",
            phones=(PhoneInput(number="01 677 1234"),),
            emails=(EmailInput(address="ann@example.com"),),
        ),
    )


def stale(backend, client):
    return [one.kind for one in backend.queries.card(client).details.stale]


def test_one_key_confirms_what_is_out_of_date(open_card, old, backend, qtbot, context):
    card = open_card(old)
    strip = card.body.stale
    assert strip.isVisible()
    assert strip.label.whole_text() == "Ask now, 26 months old: phone and e-mail"
    assert "01 677 1234, confirmed on 3 March 2024" in strip.label.toolTip()
    saved = []
    card.saved.connect(saved.append)
    press(qtbot, card, Qt.Key.Key_D, alt=True)
    settle(qtbot, context)
    assert stale(backend, old) == []
    assert len(saved) == 1
    assert strip.label.whole_text() == "Details confirmed today"
    assert strip.undo_button.isVisible()
    assert not strip.confirm_button.isVisible()
    press(qtbot, card, Qt.Key.Key_D, alt=True)
    settle(qtbot, context)
    assert len(saved) == 1, "what was just confirmed is not confirmed again"


def test_it_is_taken_back_from_the_card(open_card, old, backend, qtbot, context):
    card = open_card(old)
    asked = []
    card.wanted.connect(lambda *what: asked.append(what))
    press(qtbot, card, Qt.Key.Key_Escape)
    press(qtbot, card, Qt.Key.Key_D)
    settle(qtbot, context)
    card.body.stale.undo_button.click()
    assert asked == [("undo", None)]
    context.runner.write(Undo())
    settle(qtbot, context)
    assert stale(backend, old) == [DetailKind.PHONE, DetailKind.EMAIL]
    assert card.body.stale.confirm_button.isVisible(), "it asks again"


def test_one_detail_alone_is_confirmed_from_the_menu(open_card, old, backend, qtbot, context):
    card = open_card(old)
    strip = card.body.stale
    strip.label.setFocus()
    qtbot.keyClick(strip.label, Qt.Key.Key_Return)
    assert strip.menu is not None
    first = strip.menu.actions()[0]
    assert "01 677 1234" in first.text()
    first.trigger()
    strip.menu.close()
    settle(qtbot, context)
    assert stale(backend, old) == [DetailKind.EMAIL]
    assert strip.label.whole_text() == "E-mail confirmed 26 months ago: ask now"
    assert strip.confirm_button.isVisible(), "the other one is still to be asked for"


def test_what_was_confirmed_is_said_until_something_else_is_done(
    open_card, old, backend, qtbot, context
):
    card = open_card(old)
    press(qtbot, card, Qt.Key.Key_D, alt=True)
    settle(qtbot, context)
    context.runner.write(AddNote(client=old, text="Likes tea."))
    settle(qtbot, context)
    assert not card.body.stale.isVisible()
    press(qtbot, card, Qt.Key.Key_D, alt=True)
    settle(qtbot, context)
    assert card.body.stale.isVisible()
    context.runner.write(AddClient(name="Somebody else"))
    settle(qtbot, context)
    assert not card.body.stale.isVisible(), "undo would take back something else now"


def test_details_that_are_new_can_be_confirmed_too(open_card, backend, qtbot, context):
    client = perform(backend.services, AddClient(name="Bo", phones=(PhoneInput(number="1"),)))
    card = open_card(client)
    assert not card.body.stale.isVisible()
    press(qtbot, card, Qt.Key.Key_D, alt=True)
    settle(qtbot, context)
    assert backend.queries.card(client).details.details_confirmed_on == date(2026, 5, 12)
    assert card.body.stale.label.whole_text() == "Details confirmed today"


def test_a_reminder_is_asked_for_by_a_key(open_card, old, qtbot):
    card = open_card(old)
    asked = []
    card.wanted.connect(lambda *what: asked.append(what))
    press(qtbot, card, Qt.Key.Key_U, alt=True)
    card.body.stale.remind_button.click()
    assert asked == [("remind_of_details", old)] * 2


def test_the_reminder_is_dated_and_done_once_all_is_confirmed(old, backend, context, qtbot):
    from smallcrm.ui.dialogs.details_dialog import DetailsReminderDialog

    dialog = DetailsReminderDialog(context, old)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    settle(qtbot, context)
    assert "phone and e-mail" in dialog.about.text()
    dialog.day.setText("2026-05-20")
    dialog.submit()
    settle(qtbot, context)
    (reminder,) = backend.queries.card(old).follow_ups
    assert (reminder.code, reminder.due) == (FollowUpCode.UPDATE_DETAILS, date(2026, 5, 20))
    from smallcrm.services.commands import ConfirmDetails

    perform(backend.services, ConfirmDetails(client=old))
    assert not backend.queries.card(old).follow_ups


def test_the_card_says_why_this_level(open_card, backend):
    perform(backend.services, AddLevelRule(level=Level.VIP, paid=Decimal(1000), within_months=12))
    client = perform(backend.services, AddClient(name="Ann"))
    perform(backend.services, AddSale(client=client, title="A", amount=Decimal(1240)))
    perform(backend.services, TakePayment(client=client, amount=Decimal(1240)))
    card = open_card(client)
    assert "VIP: paid 1,240.00 EUR in 12 months" in card.body.about.text()
    assert "paid 1,240.00 EUR" in card.body.head.badge.toolTip()


@pytest.fixture
def known(backend) -> int:
    """A client with tags and values in own fields, one of which the card does not show."""
    kinds = (
        ("Piano", OwnFieldKind.TEXT, "Steinway B", True),
        ("Web", OwnFieldKind.LINK, "https://example.com", True),
        ("Secret", OwnFieldKind.TEXT, "1234", False),
    )
    own = []
    for name, kind, value, shown in kinds:
        field = perform(backend.services, AddOwnField(name=name, kind=kind, on_card=shown))
        own.append(OwnValueInput(own_field=field, value=value))
    return perform(
        backend.services, AddClient(name="Ann", tags=("piano", "school"), own=tuple(own))
    )


def test_tags_and_own_fields_are_on_the_card(open_card, known, monkeypatch, qtbot):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True
    )
    card = open_card(known)
    assert card.body.about.text() == "piano, school | Piano  Steinway B | Web  example.com"
    link = card.body.about.labels()[2]
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert opened == ["https://example.com"]


def test_a_card_with_nothing_more_has_no_line_for_it(open_card, backend):
    client = perform(backend.services, AddClient(name="Ann"))
    card = open_card(client)
    assert not card.body.about.isVisible()
    assert not card.body.stale.isVisible()


def test_there_are_two_lines_at_most_and_the_rest_is_counted(context, qtbot):
    strip = AboutStrip(context)
    qtbot.addWidget(strip)
    strip.resize(500, 40)
    items = [AboutItem(f"value {number}", f"Field number {number}") for number in range(12)]
    strip.show_items(items)
    strip.resize(500, strip.heightForWidth(500))
    shown = strip.text().split(" | ")
    assert 3 <= len(shown) < 12
    assert shown[-1] == f"+{12 - len(shown) + 1}"
    assert strip._more.geometry().bottom() <= strip.height()
    two = strip.heightForWidth(500)
    strip.show_items(items[:2])
    assert strip.heightForWidth(500) < two
    assert strip.text() == "Field number 0  value 0 | Field number 1  value 1"
    strip.show_items((AboutItem("x" * 400, "Long"),))
    strip.resize(500, strip.heightForWidth(500))
    assert strip.labels()[0].width() <= 500


def test_sentences_of_stale_details(tr, tr_zh):
    day = date(2024, 3, 3)
    phone = StaleDetail(DetailKind.PHONE, 1, "086 1", day, 26, ever_confirmed=True)
    never = StaleDetail(DetailKind.ADDRESS, 2, "Main 1", day, 30, ever_confirmed=False)
    assert stale_sentence(tr, ()) == ""
    assert stale_sentence(tr, (phone,)) == "Phone confirmed 26 months ago: ask now"
    assert stale_sentence(tr, (never,)) == "Address not confirmed for 30 months: ask now"
    assert stale_sentence(tr, (phone, never)) == "Ask now, 30 months old: phone and address"
    assert stale_sentence(tr_zh, (phone,)) == "电话 26 个月前核实：请现在询问"
