"""What a card says, without a window."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.ui.card import people

from smallcrm.app import Backend
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.shapes import ClientCard, TimelineKind
from smallcrm.services.commands import AddClient, AddFollowUp, AddNote, AddQuote, FinishFollowUp
from smallcrm.ui.card import present, timeline_rows
from smallcrm.ui.card.referral_line import referral_line
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.timeline import TimelineRow


def _card(backend: Backend, client: int) -> ClientCard:
    card = backend.queries.card(client)
    assert card is not None
    return card


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


@pytest.fixture
def beatriz(backend: Backend) -> ClientCard:
    return _card(backend, people.beatriz(backend))


def test_the_title_begins_with_the_name(tr: I18n, beatriz: ClientCard) -> None:
    sentence = present.sentence_of(tr, beatriz)
    title = present.window_title(tr, beatriz, sentence)
    assert title == "Beatriz Gonçalves, owes 480.00 EUR – Small CRM"


def test_the_banner_is_the_sentence_in_lines(tr: I18n, beatriz: ClientCard) -> None:
    banner = present.banner(present.sentence_of(tr, beatriz))
    assert banner.variant == "debt"
    assert banner.headline == "Owes 480.00 EUR"
    assert banner.second == "Oldest since 14 March 2024: piano tuning, not reminded yet"
    assert [banner.second[a:b] for a, b in banner.second_strong] == ["14 March 2024: piano tuning"]
    assert banner.third == "3 sales open, 420.00 overdue"
    assert banner.sentence.startswith(
        "Owes 480.00 EUR, oldest since 14 March 2024: piano tuning, not reminded yet;"
    )


def test_pinned_notes_say_when_they_were_noted(tr: I18n, beatriz: ClientCard) -> None:
    first, second = present.pinned_notes(tr, beatriz.pinned_notes)
    assert first.text == "Secretary is Judith. Son in hospital, ask."
    assert (first.when, second.when) == ("Noted 3 weeks ago", "8 Jan 2025")


def test_only_so_many_pinned_notes_have_room(tr: I18n, backend: Backend) -> None:
    card = _card(backend, people.hostile(backend))
    shown = present.pinned_notes(tr, card.pinned_notes)
    assert 0 < len(shown) < len(card.pinned_notes)
    rest = len(card.pinned_notes) - len(shown)
    assert present.more_pinned(tr, card.pinned_notes).startswith(f"{rest} more pinned notes")


def test_the_facts(tr: I18n, beatriz: ClientCard) -> None:
    contact, sale, payment = present.facts(tr, beatriz)
    assert (contact.value, contact.second) == (
        "Call, 6 days ago",
        "6 May: asks for tuning before the exams",
    )
    assert (sale.value, sale.second) == ("60.00 EUR, 29 Apr", "Humidity control refill")
    assert (payment.value, payment.second) == ("110.00 EUR, 2 Apr", "Transfer")


def test_the_call_on_the_line_is_not_the_last_contact(tr: I18n, beatriz: ClientCard) -> None:
    present_call = present.Calling("x", interaction=beatriz.last_interactions[0].id)
    contact = present.facts(tr, beatriz, present_call)[0]
    assert contact.second == "3 Feb: humidity again"


def test_whom_they_sent_and_their_credit(tr: I18n, beatriz: ClientCard) -> None:
    text = _text(referral_line(tr, beatriz).runs)
    assert text == "Sent 4, won 3, worth 9,202.00 EUR  ·  credit 150.00 EUR"


def test_the_number_that_rings_comes_first(tr: I18n, beatriz: ClientCard) -> None:
    calling = present.Calling("0209104180")
    lines = present.phone_lines(tr, beatriz.details, calling, "IE")
    assert [_text(line.runs) for line in lines] == [
        "+353 20 910 4180  Judith, office: calling now",
        "+353 20 910 4182  mobile",
    ]
    assert [line.calling for line in lines] == [True, False]
    quiet = present.phone_lines(tr, beatriz.details, None, "IE")
    assert _text(quiet[0].runs) == "+353 20 910 4182  mobile"


def test_a_number_that_is_not_theirs_is_shown_all_the_same(tr: I18n, beatriz: ClientCard) -> None:
    lines = present.phone_lines(tr, beatriz.details, present.Calling("+49 30 901820"), "IE")
    assert _text(lines[0].runs) == "+49 30 901820  calling now"
    assert len(lines) == 3


def test_who_sent_them(tr: I18n, beatriz: ClientCard) -> None:
    assert present.sent_by(tr, beatriz) == "Sent by Henrik Dahl, Sep 2021"
    assert present.second_line(tr, beatriz.details) == "Gonçalves School of Music, Dublin"


def _rows(tr: I18n, card: ClientCard) -> list[TimelineRow]:
    whole = timeline_rows.TimelineRows(tr, card).lines()
    return timeline_rows.shown(whole, timeline_rows.ALL, "").rows


def test_the_timeline_in_words(tr: I18n, beatriz: ClientCard) -> None:
    rows = _rows(tr, beatriz)
    thanks = [row for row in rows if row.id.kind is TimelineKind.FOLLOW_UP]
    assert f"{thanks[0].head} {thanks[0].text}" == (
        "To do, due today: Thank Beatriz Gonçalves for sending Hannah Keogh"
    )
    rows = rows[len(thanks) :]
    said = [(row.date, f"{row.head} {row.text}".strip(), row.amount) for row in rows]
    assert said[:4] == [
        ("6 May", "Call, 4 min: asks for tuning before the exams", ""),
        ("29 Apr", "Sale S-2026-0001: Humidity control refill, open", "60.00"),
        ("21 Apr", "Note: Judith says the op went well, ring in May", ""),
        ("20 Apr", "Pinned note: Secretary is Judith. Son in hospital, ask.", ""),
    ]
    assert ("2 Apr", "Payment: Transfer, for hammer voicing", "110.00") in said
    assert ("18 Mar", "Referral: sent Hannah Keogh, won", "") in said
    overdue = next(row for row in rows if "piano tuning" in row.text)
    assert (overdue.icon, overdue.icon_tone) == ("triangle-alert", "debt")
    assert rows[1].accessible_text == (
        "29 April 2026 Sale S-2026-0001: Humidity control refill, open 60.00 EUR"
    )


def test_filters_and_text_narrow_the_timeline(tr: I18n, beatriz: ClientCard) -> None:
    lines = timeline_rows.TimelineRows(tr, beatriz).lines()
    calls = timeline_rows.shown(lines, "calls", "").rows
    assert {row.icon for row in calls} == {"phone-incoming"}
    found = timeline_rows.shown(lines, "all", "EXAMS call").rows
    assert [row.text for row in found] == ["asks for tuning before the exams"]
    assert [found[0].text[a:b] for a, b in found[0].text_ranges] == ["exams"]
    assert timeline_rows.shown(lines, "all", "no such thing") == timeline_rows.Shown([], False)


def test_each_filter_has_a_digit(tr: I18n) -> None:
    assert [(chip.key, chip.id) for chip in timeline_rows.chips(tr)] == [
        ("0", "all"),
        ("1", "calls"),
        ("2", "notes"),
        ("3", "sales"),
        ("4", "quotes"),
        ("5", "payments"),
        ("6", "referrals"),
        ("7", "documents"),
        ("8", "mail"),
        ("9", "to_do"),
    ]


def test_what_is_to_do_comes_first(tr: I18n, backend: Backend) -> None:
    client = people.perform(backend, AddClient(name="Anna"))
    people.perform(backend, AddNote(client=client, text="note"))
    late = AddFollowUp(client=client, text="send the price", due=date(2026, 5, 10))
    done = people.perform(backend, late)
    people.perform(backend, AddFollowUp(client=client, text="ring", due=date(2026, 5, 13)))
    rows = _rows(tr, _card(backend, client))
    assert [row.head for row in rows] == ["To do, 2 days late:", "To do, due tomorrow:", "Note:"]
    assert rows[0].icon_tone == "debt"
    people.perform(backend, FinishFollowUp(follow_up=done))
    rows = _rows(tr, _card(backend, client))
    assert [row.head for row in rows][:1] == ["To do, due tomorrow:"]
    assert {row.head for row in rows[1:]} == {"Follow-up done:", "Note:"}


def test_nothing_known_is_said_too(tr: I18n, backend: Backend) -> None:
    card = _card(backend, people.perform(backend, AddClient(name="Anna")))
    assert [fact.value for fact in present.facts(tr, card)] == ["None yet"] * 3
    assert referral_line(tr, card).runs == ()
    assert (
        present.banner(present.sentence_of(tr, card)).sentence == "Owes nothing, nothing sold yet"
    )
    assert _rows(tr, card) == []
    assert not present.has_curve(card.quarters)


def test_what_the_owner_typed_is_never_markup(tr: I18n, backend: Backend) -> None:
    card = _card(backend, people.hostile(backend))
    title = present.window_title(tr, card, present.sentence_of(tr, card))
    # Fenced in: what is written from right to left turns nothing else around.
    assert title.startswith("\u2068<b>Bobby</b>")
    assert "\u2069" in title
    rows = _rows(tr, card)
    assert all("\n" not in row.text for row in rows)
    assert any(row.amount.endswith("JPY") for row in rows)
    assert any(row.id.kind is TimelineKind.NOTE for row in rows)  # type: ignore[attr-defined]


def test_the_curve_is_of_one_currency(tr: I18n, beatriz: ClientCard) -> None:
    points = present.curve(tr, beatriz.quarters)
    assert points[-1].label == "Q2 2026"
    assert points[-1].money == 110.0
    assert points[-1].tip == "Q2 2026: 110.00 EUR, 1 contact"


def test_what_was_quoted_billed_promised_and_reminded(tr: I18n, backend: Backend) -> None:
    client = people.beatriz(backend)
    people.dealings(backend, client)
    card = backend.queries.card(client)
    assert card is not None
    last = present.facts(tr, card)[2]
    assert (last.label, last.value) == ("Last price quoted", "340.00 EUR")
    assert last.second == "Until 31 May, 19 days"
    lines = timeline_rows.TimelineRows(tr, card).lines()
    rows = timeline_rows.shown(lines, timeline_rows.ALL, "").rows
    heads = {row.head: row.text for row in rows}
    assert heads["Quote Q-2026-0001 rev 3:"] == "Two grands, June"
    assert heads["Promised:"] == "by 8 May, broken: after the holidays"
    assert heads["Reminder 2:"] == "letter"
    assert heads["Invoice I-2026-0001:"].startswith("due ")
    kept = timeline_rows.shown(lines, "quotes", "").rows
    assert [row.head for row in kept] == ["Quote Q-2026-0001 rev 3:"]
    assert "promised 8 May, broken" in present.sentence_of(tr, card).whole


def test_a_lapsed_quote_is_said_to_be_so(tr: I18n, backend: Backend) -> None:
    client = people.perform(backend, AddClient(name="Anna"))
    people.perform(
        backend,
        AddQuote(
            client=client,
            title="Grand",
            amount=Decimal(90),
            on=date(2026, 3, 1),
            valid_until=date(2026, 4, 1),
        ),
    )
    card = backend.queries.card(client)
    assert card is not None
    assert present.facts(tr, card)[2].second == "Lapsed, 1 Mar"
