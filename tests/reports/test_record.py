"""All that is stored of a client on paper, read back: every section, what was changed and when."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.factories import client, do
from tests.filled import fill
from tests.reports.conftest import packed, reader, text_of
from tests.reports.factory import RESOURCES

from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.exporters.record_file import export_record
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.record_words import FIELDS, SECTIONS, section_name
from smallcrm.queries.client_record import owned_by
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, make
from smallcrm.services import commands

HOSTILE = "Zoë <b>&amp; \x01{amount}\u202e %s\n'\"</font>"


def record(backend: Backend, client_id: int, language: str = "en") -> MadePaper:
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    stationery = Stationery(
        settings=backend.file_settings(), tr=tr, resources=RESOURCES, clock=backend.clock
    )
    return make(backend.queries, Paper(PaperKind.RECORD, client_id), stationery, language=language)


def bookmarks(pdf: bytes) -> list[str]:
    found: list[str] = []
    for item in reader(pdf).outline:
        found += [one.title for one in (item if isinstance(item, list) else [item])]
    return found


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_section_has_its_place_and_its_bookmark(backend: Backend, language: str) -> None:
    ann = fill(backend)
    made = record(backend, ann, language)
    tr = I18n.load(language, RESOURCES, clock=backend.clock)
    found = backend.queries.client_record(ann)
    assert found is not None
    titles = bookmarks(made.content)
    for section in found.sections:
        name = section_name(tr, section.table)
        assert any(title.startswith(name) for title in titles), section.table
    said = packed(text_of(made.content))
    for words in ("C-1", "ann@example.org", "Judith", "Likestea", "tea"):
        assert words in said
    assert reader(made.content).metadata.title


def test_words_are_there_for_every_table_and_column() -> None:
    assert set(owned_by()) == set(SECTIONS)
    assert all(name.message for name in FIELDS.values())


def test_what_was_changed_is_said_from_what_to_what(backend: Backend) -> None:
    ann = client(backend, name="Ann", phones=(commands.PhoneInput(number="030 111111"),))
    do(backend, commands.EditClient(client=ann, name="Anna", phones=()))
    said = packed(text_of(record(backend, ann).content))
    assert "Name:Ann→Anna" in said
    assert packed("Phone number 030 111111 removed") not in said  # it is gone, and has no name
    assert packed("Phone number removed") in said
    assert "Number:030111111" in said


def test_drafts_and_notes_of_several_lines_are_in_it(backend: Backend) -> None:
    ann = client(backend, name="Ann")
    do(backend, commands.AddNote(client=ann, text="First line\n\nthird line"))
    do(backend, commands.SaveDraft(client=ann, text="half a thought"))
    said = packed(text_of(record(backend, ann).content))
    for words in ("Firstline", "thirdline", "halfathought", "Draft"):
        assert words in said


def test_others_are_named_only_where_the_relation_needs_it(backend: Backend) -> None:
    ann, bob = client(backend, name="Ann"), client(backend, name="Bob", note="Secret of Bob")
    client(backend, name="Carol")
    do(backend, commands.AddReferral(referrer=ann, client=bob))
    said = packed(text_of(record(backend, ann).content))
    assert "Bob" in said
    assert "Secret" not in said
    assert "Carol" not in said


def test_hostile_text_is_printed_and_nothing_else(backend: Backend) -> None:
    ann = client(
        backend,
        name=HOSTILE,
        note=HOSTILE * 40,
        tags=(HOSTILE[:40],),
        addresses=(commands.AddressInput(text=HOSTILE),),
    )
    made = record(backend, ann)
    assert "<b>&amp;" in text_of(made.content)
    assert made.file_name.endswith(".pdf")


def test_a_long_note_goes_over_pages(backend: Backend) -> None:
    text = " ".join(f"word{number}" for number in range(9_000))
    ann = client(backend, name="Ann", note=text)
    made = record(backend, ann)
    assert len(reader(made.content).pages) > 5
    assert "word8999" in text_of(made.content)


def test_nobody_has_no_record(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        record(backend, 7)
    assert refused.value.code == "no_such_client"
    with pytest.raises(Refusal) as refused:
        export_record(backend.queries, 7, tmp_path / "x.json", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.code == "no_such_client"


def test_the_file_for_programs_holds_every_row(backend: Backend, tmp_path: Path) -> None:
    ann = fill(backend)
    path = tmp_path / "x.json"
    written = export_record(backend.queries, ann, path, now=backend.clock.now())
    found = json.loads(path.read_text("utf-8"))
    shape = backend.queries.client_record(ann)
    assert shape is not None
    assert written.rows == len(shape.history) + sum(len(one.rows) for one in shape.sections)
    assert {name: len(rows) for name, rows in found["tables"].items()} == {
        section.table: len(section.rows) for section in shape.sections
    }
    (merge,) = found["tables"]["client_merge"]
    assert isinstance(merge["record"], dict)
