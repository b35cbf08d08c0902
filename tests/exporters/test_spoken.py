"""Sheets in the owner's language: said in words, and read by our own importer as the others are."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.filled import fill

from smallcrm import importers
from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.exporters.client_sheet import _AFTER, _BEFORE, _PERSON, _REACHED
from smallcrm.exporters.referral_sheets import league_sheet, source_sheet
from smallcrm.exporters.spoken import spoken
from smallcrm.exporters.tab_sheets import TABS, export_tab, tab_sheet
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sheet_words import HEADINGS, heading_words

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def chinese(backend: Backend) -> I18n:
    return I18n.load("zh_CN", RESOURCES, clock=backend.clock)


@pytest.fixture
def english(backend: Backend) -> I18n:
    return I18n.load("en", RESOURCES, clock=backend.clock)


def read(path: Path) -> object:
    """Return what our importer makes of a file: its kind and records, or why it has none."""
    try:
        plan = importers.read(path, country="IE", default_currency="EUR")
    except Refusal as refused:
        return refused.code
    return plan.understood.kind, plan.records, len(plan.rejected)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("tab", ["clients", "sales", "payments", "products", "referrals"])
def test_our_importer_reads_them_as_it_reads_the_others(
    backend: Backend, english: I18n, chinese: I18n, tmp_path: Path, tab: str, ending: str
) -> None:
    fill(backend)
    plain = tmp_path / f"plain{ending}"
    export_tab(backend.queries, tab, None, plain)
    assert not isinstance(read(plain), str)
    for tr in (english, chinese):
        said = tmp_path / f"{tr.language}{ending}"
        export_tab(backend.queries, tab, None, said, tr=tr, in_words=True)
        assert read(said) == read(plain), tr.language


@pytest.mark.parametrize("tab", TABS)
def test_every_heading_has_words(backend: Backend, chinese: I18n, tab: str) -> None:
    fill(backend)
    sheet = tab_sheet(backend.queries, tab)
    own = {field.name for field in backend.queries.own_fields()}
    said = spoken(sheet, chinese)
    for plain, heading in zip(sheet.heading, said.heading, strict=True):
        if plain in own or plain in {"QQ", "WhatsApp"}:
            assert heading == plain
        else:
            assert heading != plain
            assert not heading.isascii()
    assert len(set(said.heading)) == len(said.heading)


def test_headings_of_clients_have_words_whoever_has_what() -> None:
    always = [column.heading for column in (*_BEFORE, *_AFTER)]
    assert {*always, *_REACHED, *_PERSON} <= HEADINGS.keys()


def test_numbers_and_currencies_stay_behind_a_heading(chinese: I18n) -> None:
    assert heading_words(chinese, "Phone 2") == "电话 2"
    assert heading_words(chinese, "Price EUR") == "单价 EUR"
    for own in ("Phone of mum", "Piano", "Phone Two", "", "2"):
        assert heading_words(chinese, own) == own


def test_codes_are_words_and_documents_stay(backend: Backend, chinese: I18n) -> None:
    fill(backend)
    plain = list(tab_sheet(backend.queries, "clients").rows)
    said = list(spoken(tab_sheet(backend.queries, "clients"), chinese).rows)
    assert [row.document for row in said] == [row.document for row in plain]
    assert {row.cells[3] for row in plain} >= {"person"}
    assert {row.cells[3] for row in said} >= {"个人"}


def test_the_league_and_the_sources_speak_too(backend: Backend, chinese: I18n) -> None:
    fill(backend)
    for sheet in (league_sheet(backend.queries.league()), source_sheet(backend.queries.sources())):
        assert not any(heading.isascii() for heading in spoken(sheet, chinese).heading)
