"""The client report of a real file: what the card knows stands on it, with the same sums."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import TODAY, client, do, payment, sale
from tests.reports.conftest import packed, reader, text_of
from tests.reports.factory import RESOURCES

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.money import sum_by_currency
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery
from smallcrm.reports.client_tables import unused_credit
from smallcrm.reports.material import ClientOptions, Paper, PaperKind
from smallcrm.reports.papers import make
from smallcrm.services import commands


@pytest.fixture
def ann(backend):
    """A client with something of everything."""
    field = do(backend, commands.AddOwnField(name="Instrument", kind=OwnFieldKind.TEXT)).id
    found = client(
        backend,
        name="Ann Lee",
        own=(commands.OwnValueInput(own_field=field, value="Steinway <D>"),),
    )
    sale(backend, found, "120", title="Old tuning", on=date(2024, 2, 12), due=date(2024, 3, 14))
    sale(backend, found, "60", title="New tuning", on=TODAY)
    payment(backend, found, "300", currency="USD", on=TODAY, reference="GSM 7")
    do(backend, commands.Remind(client=found, on=TODAY, method="email"))
    do(
        backend,
        commands.AddPromise(
            client=found, amount=Decimal(50), until=TODAY + timedelta(days=3), note="after rent"
        ),
    )
    do(backend, commands.AddInteraction(client=found, summary="Asked for a discount"))
    do(
        backend,
        commands.AddQuote(
            client=found,
            title="Two grands",
            on=TODAY,
            lines=(commands.LineInput(description="Tuning", unit_price=Decimal(340)),),
        ),
    )
    do(backend, commands.AddContract(client=found, title="Care of all pianos"))
    for text, pinned in (("Secretary is Judith", True), ("Wants both grands done", False)):
        do(backend, commands.AddNote(client=found, text=text, pinned=pinned))
    return found


def report(backend, client_id, *, notes="all", chosen=None, language="en"):
    tr = I18n.load(language, RESOURCES, clock=backend.clock)
    stationery = Stationery(backend.file_settings(), tr, RESOURCES, backend.clock)
    paper = Paper(PaperKind.CLIENT, client_id, options=ClientOptions(notes=chosen))
    return make(backend.queries, paper, stationery, notes=notes).content


@pytest.mark.parametrize(
    "words",
    [
        "Instrument", "Steinway <D>", "Old tuning", "Reminders and promises", "Reminder 1",
        "after rent", "50.00 EUR", "Credit not used yet", "GSM 7", "300.00 USD",
        "Quotes", "Two grands", "340.00 EUR", "Contracts", "Care of all pianos",
        "Last price quoted", "Timeline", "Asked for a discount", "Pinned note",
    ],
)  # fmt: skip
def test_what_the_card_knows_stands_on_paper(words, ann, backend):
    assert packed(words) in packed(text_of(report(backend, ann)))


def test_sums_are_those_of_the_card(ann, backend):
    card = backend.queries.client_history(ann, full=True)
    text = text_of(report(backend, ann))
    assert sum_by_currency(one.free for one in unused_credit(card, TODAY)) == card.balance.credit
    for owed in card.balance.owed:
        assert f"Owes {owed.amount.major:,.2f} {owed.amount.currency}" in text
    assert text.count("Amounts in EUR") == 1


def test_the_timeline_has_every_entry_of_the_card(ann, backend):
    card = backend.queries.client_history(ann, full=True)
    text = packed(text_of(report(backend, ann)))
    kinds = {entry.kind for entry in card.timeline}
    assert len(kinds) >= 6
    timeline = text[text.rindex("Timeline") :]
    for words in ("Call", "Note:", "Sale", "Payment", "Quote", "Promised", "Reminder1"):
        assert words.rstrip(":") in timeline


def test_only_the_ticked_notes_stand_on_it(ann, backend):
    card = backend.queries.client_history(ann, full=True)
    (pinned,), (other,) = card.pinned_notes, card.recent_notes
    both = text_of(report(backend, ann))
    # Once in their section, once in the timeline.
    assert both.count("Secretary is Judith") == 2
    assert both.count("Wants both grands done") == 2
    one = text_of(report(backend, ann, chosen=frozenset({other.id})))
    assert "Secretary is Judith" not in one
    assert one.count("Wants both grands done") == 2
    none = text_of(report(backend, ann, chosen=frozenset()))
    assert "Secretary" not in none
    assert "Notes" not in none
    assert "Pinned note" not in none
    assert "Judith" in text_of(report(backend, ann, notes="none", chosen=frozenset({pinned.id})))
    assert "grands done" not in text_of(report(backend, ann, notes="pinned"))


def test_sections_are_bookmarks_in_both_languages(ann, backend):
    for language, name in (("en", "Timeline"), ("zh_CN", "时间线")):
        outline = reader(report(backend, ann, language=language)).outline
        titles = [mark["/Title"] for mark in outline[1]]
        assert name in titles
        assert len(titles) >= 9
