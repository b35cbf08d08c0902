"""Pages to look at: of what is newest in the file, and made up where there is nothing."""

from __future__ import annotations

import pytest
from tests.filled import fill
from tests.reports.conftest import text_of
from tests.reports.factory import RESOURCES

from smallcrm.domain.paper_texts import PLACEHOLDER, SLOTS
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import make
from smallcrm.reports.specimen import (
    INVENTED,
    MADE_UP_CREDIT,
    Specimens,
    mail_values,
    newest_papers,
    sample_values,
)
from smallcrm.ui.dialogs.letterhead_preview import KINDS


def made(backend, paper, language="en", settings=None):
    settings = settings or backend.file_settings()
    tr = I18n.load(language, RESOURCES, clock=backend.clock)
    stationery = Stationery(settings, tr, RESOURCES, backend.clock)
    specimens = Specimens(backend.queries, settings, tr, backend.clock.today())
    return text_of(make(specimens, paper, stationery, language=language).content)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "CNY"])
@pytest.mark.parametrize("kind", sorted(INVENTED))
def test_an_empty_file_shows_what_is_made_up(backend, kind, currency, language):
    settings = FileSettings(country="IE", currency=currency, owner_name="Aoife Brennan")
    row = -1 if kind is PaperKind.REMINDER else 0
    text = made(backend, Paper(kind, row), language, settings)
    assert "Aoife Brennan" in text
    told = {PaperKind.DELIVERY: "D-0001", PaperKind.THANKS: "Bob Sample", None: "320"}
    if language == "zh_CN":
        told[PaperKind.THANKS] = "李四"
    assert told.get(kind, told[None]) in text


@pytest.mark.parametrize("kind", sorted(INVENTED))
def test_the_e_mail_with_it_is_told_of_it(backend, kind):
    settings = backend.file_settings()
    tr = I18n.load("en", RESOURCES, clock=backend.clock)
    specimens = Specimens(backend.queries, settings, tr, backend.clock.today())
    stationery = Stationery(settings, tr, RESOURCES, backend.clock)
    row = -1 if kind is PaperKind.REMINDER else 0
    assert mail_values(specimens, Paper(kind, row), stationery)["client"] == "Ann Example"


def test_a_credit_note_can_be_made_up(backend):
    assert "C-0001" in made(backend, Paper(PaperKind.INVOICE, MADE_UP_CREDIT))


def test_an_empty_file_has_no_newest_papers(backend):
    assert newest_papers(backend.queries) == {}


def test_the_newest_papers_of_a_file_are_found_and_made(backend):
    fill(backend)
    found = newest_papers(backend.queries)
    assert {"invoice", "quote", "receipt", "statement", "delivery", "thanks"} <= found.keys()
    for name, row in found.items():
        if name in KINDS:
            assert made(backend, Paper(KINDS[name], row))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_placeholder_has_a_value(backend, language):
    tr = I18n.load(language, RESOURCES, clock=backend.clock)
    settings = FileSettings(country="IE", currency="EUR", owner_name="Aoife")
    values = sample_values(settings, tr, backend.clock.today())
    for slot in SLOTS.values():
        assert set(slot.placeholders) <= values.keys()
    assert all(values.values())
    assert not any(PLACEHOLDER.search(value) for value in values.values())
