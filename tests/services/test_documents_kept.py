"""Files kept with clients: each content once, undone and redone, no byte of it in the journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import client, do, dump, redo, refused, rows, sale, sound, undo

from smallcrm.app import open_backend
from smallcrm.db.unit_of_work import unit_of_work
from smallcrm.domain import kept_files
from smallcrm.domain.enums import Direction, Source
from smallcrm.domain.errors import Refusal
from smallcrm.importers.mail_file import read
from smallcrm.reports.render import pdf_text
from smallcrm.services import commands, documents_kept
from smallcrm.services.document_commands import FileInput

AT = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
PDF = FileInput(name="Vertrag.pdf", content=b"%PDF-1.7 signed", media_type="application/pdf")


def keep(backend, client_id, *files, **about):
    return do(backend, commands.AddDocuments(client=client_id, files=files or (PDF,), **about))


def email(client_id, **fields):
    values = {
        "message_id": "<1@example.org>",
        "direction": Direction.IN,
        "at": AT,
        "subject": "The piano",
        "body": "It is out of tune.",
        "message": FileInput(name="The piano.eml", content=b"From: x", media_type="message/rfc822"),
        "attachments": (FileInput(name="piano.png", content=b"\x89PNG", media_type="image/png"),),
        **fields,
    }
    return commands.AddEmail(client=client_id, **values)


def contents(backend):
    return rows(backend, "SELECT sha256, size, content, text FROM document_content ORDER BY id")


def test_a_file_is_kept_once_however_often_it_comes(backend):
    ann, bob = client(backend), client(backend, "Bob")
    first = keep(backend, ann)
    assert first.parameters["documents"] == [first.id]
    again = keep(backend, ann, FileInput(name="other name.pdf", content=PDF.content))
    assert (again.id, again.parameters["count"], again.parameters["known"]) == (first.id, 0, 1)
    sold = sale(backend, ann)
    of_sale = keep(backend, ann, sale=sold)
    keep(backend, bob, PDF, PDF)
    assert of_sale.id != first.id
    assert [one.name for one in backend.queries.documents_of(client_id=bob)] == ["Vertrag.pdf"]
    assert len(contents(backend)) == 1
    assert backend.queries.document_content(first.id) == PDF.content
    assert [one.id for one in backend.queries.documents_of(sale_id=sold)] == [of_sale.id]
    sound(backend)


def test_undo_redo_and_a_restart_bring_the_bytes_back(backend, paths, clock):
    ann = client(backend)
    before = dump(backend)
    kept = keep(backend, ann, FileInput(name="photo.png", content=bytes(range(256)) * 40))
    after = dump(backend)
    journal = "".join(str(row) for row in rows(backend, "SELECT before, after FROM change"))
    assert len(journal) < 5000, "the bytes of a file are in the journal"
    undo(backend)
    assert dump(backend) == before
    assert backend.queries.document_content(kept.id) is None
    backend.close()
    again = open_backend(paths, clock)
    try:
        redo(again)
        assert dump(again) == after
        assert again.queries.document_content(kept.id) == bytes(range(256)) * 40
        do(again, commands.RemoveDocument(document=kept.id))
        assert again.queries.documents_of(client_id=ann) == ()
        undo(again)
        assert again.queries.document(kept.id).name == "photo.png"
        sound(again)
    finally:
        again.close()


def test_contents_go_when_neither_document_nor_journal_names_them(backend, clock):
    ann = client(backend)
    kept = keep(backend, ann)
    do(backend, commands.RemoveDocument(document=kept.id))
    keep(backend, ann, FileInput(name="stays.txt", content=b"stays"))

    def drop():
        with unit_of_work(backend.database, clock, source=Source.SCREEN) as uow:
            return documents_kept.drop_unused_contents(uow)

    assert drop() == 0
    with backend.database.write() as connection:
        connection.exec_driver_sql(
            "DELETE FROM change WHERE tbl = 'document' AND row_id = ?", (kept.id,)
        )
    assert drop() == 1
    assert [row[2] for row in contents(backend)] == [b"stays"]


def test_a_document_is_renamed_moved_and_refused(backend):
    ann, bob = client(backend), client(backend, "Bob")
    kept = keep(backend, ann)
    sold, of_bob = sale(backend, ann), sale(backend, bob)
    change = commands.EditDocument
    do(backend, change(document=kept.id, name="C:\\Temp\\Signed\u202e.pdf "))
    do(backend, change(document=kept.id, sale=sold))
    shown = backend.queries.document(kept.id)
    assert (shown.name, shown.sale_id, shown.size) == ("Signed.pdf", sold, len(PDF.content))
    assert refused(backend, change(document=kept.id, name=" .. ")).code == "no_file_name"
    assert refused(backend, change(document=99)).code == "no_such_document"
    elsewhere = refused(backend, change(document=kept.id, sale=of_bob))
    assert (elsewhere.code, elsewhere.field) == ("document_of_other_client", "sale")
    assert refused(backend, change(document=kept.id, quote=1)).code == "no_such_quote"
    assert refused(backend, commands.RemoveDocument(document=99)).code == "no_such_document"
    none = commands.AddDocuments(client=ann, files=())
    assert refused(backend, none).code == "no_files"


def test_a_file_that_is_too_large_is_refused_by_name(backend, monkeypatch):
    monkeypatch.setattr(kept_files, "LARGEST", 8)
    ann = client(backend)
    large = FileInput(name="film.mp4", content=b"123456789")
    refusal = refused(backend, commands.AddDocuments(client=ann, files=(PDF, large)))
    assert (refusal.code, refusal.field) == ("document_too_large", "files")
    fits = keep(backend, ann, FileInput(name="eight", content=b"12345678"))
    empty = keep(backend, ann, FileInput(name="empty", content=b""))
    assert backend.queries.document_content(fits.id) == b"12345678"
    assert backend.queries.document_content(empty.id) == b""
    sound(backend)


def test_an_email_comes_in_once(backend):
    ann, bob = client(backend), client(backend, "Bob")
    first = do(backend, email(ann))
    assert first.parameters["known"] == 0
    again = do(backend, email(bob))
    assert (again.id, again.parameters["known"], again.parameters["client"]) == (
        first.id,
        1,
        "Ann Lee",
    )
    kept = backend.queries.documents_of(interaction_id=first.id)
    assert sorted(one.name for one in kept) == ["The piano.eml", "piano.png"]
    found = rows(backend, "SELECT kind, direction, summary, body, start_at FROM interaction")
    assert found == [("email", "in", "The piano", "It is out of tune.", "2026-05-11T09:30:00.000Z")]
    undo(backend)
    assert backend.queries.documents_of(client_id=ann) == ()
    redo(backend)
    assert len(backend.queries.documents_of(client_id=ann)) == 2
    sound(backend)


def test_an_email_of_tomorrow_does_not_stand_above_all_others(backend, clock):
    ann, bob = client(backend), client(backend, "Bob")
    do(backend, email(ann, at=clock.now() + timedelta(days=4000)))
    do(backend, commands.AddNote(client=bob, text="Called"))
    spoken = rows(backend, "SELECT max(spoken_at) FROM search_document")
    assert spoken[0][0] <= clock.now().isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"message_id": " "}, "no_message_id"), ({"contact_person": 7}, "not_their_contact")],
)
def test_what_no_email_can_be_is_refused(backend, fields, code):
    assert refused(backend, email(client(backend), **fields)).code == code


def test_files_go_with_the_client_they_are_merged_into_and_come_apart_again(backend):
    ann, double = client(backend), client(backend, "Ann Leigh")
    kept = keep(backend, double)
    merged = do(backend, commands.MergeClients(keep=ann, merge=double))
    assert backend.queries.document(kept.id).client.id == ann
    do(backend, commands.SplitClients(merge=merged.id))
    assert backend.queries.document(kept.id).client.name == "Ann Leigh"
    sound(backend)


def test_files_are_found_by_name_and_by_what_they_say(backend):
    ann = client(backend)
    keep(
        backend,
        ann,
        FileInput(name="Angebot.pdf", content=b"1", text="Übung: Stimmung des Flügels"),
    )
    keep(backend, ann, FileInput(name="Foto.png", content=b"2"))
    names = [
        [one.name for one in backend.queries.documents_of(client_id=ann, says=says)]
        for says in ("angebot", "STIMMUNG", "übung", "foto", "%", "")
    ]
    assert names == [
        ["Angebot.pdf"],
        ["Angebot.pdf"],
        ["Angebot.pdf"],
        ["Foto.png"],
        [],
        ["Foto.png", "Angebot.pdf"],
    ]


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_hides_its_ending(name):
    try:
        cleaned = kept_files.clean_name(name)
    except Refusal:
        return
    assert cleaned == kept_files.clean_name(cleaned)
    assert not set(cleaned) & set("/\\\0\n\r\u202e\u2066\u200f")
    assert 0 < len(cleaned) <= kept_files.LONGEST_NAME
    assert cleaned.strip(". ")
    cleaned.encode()


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("a.EXE", True),
        ("a.pdf.exe", True),
        ("a.exe. .", True),
        ("a.desktop", True),
        ("a.pdf", False),
        ("exe", False),
    ],
)
def test_programs_are_told_by_their_ending(name, program):
    assert kept_files.is_program(name) is program


@given(st.text())
def test_what_can_be_read_is_text_that_can_be_kept(text):
    kept = kept_files.readable(text)
    assert kept is None or (kept.strip() and "\0" not in kept and kept.encode())


def test_a_client_is_found_by_the_name_of_a_file(backend):
    ann = client(backend)
    kept = keep(backend, ann, FileInput(name="Wartungsvertrag_2026.pdf", content=b"1"))
    (hit,) = backend.queries.search("wartungs").hits
    assert (hit.client.id, hit.matched_on[0].kind.value) == (ann, "document")
    do(backend, commands.EditDocument(document=kept.id, name="合同.pdf"))
    assert backend.queries.search("wartungs").hits == ()
    assert [hit.client.id for hit in backend.queries.search("合同").hits] == [ann]
    undo(backend)
    undo(backend)
    assert backend.queries.search("wartungs").hits == ()
    sound(backend)


def test_the_sample_has_files_that_can_be_looked_at(backend):
    do(backend, commands.FillSample(clients=40))
    kept = {one.media_type: one for one in backend.queries.documents_of()}
    assert set(kept) == {"application/pdf", "image/png", "message/rfc822"}
    paper = kept["application/pdf"]
    content = backend.queries.document_content(paper.id)
    assert paper.about in pdf_text(content)
    message = kept["message/rfc822"]
    mail = read(backend.queries.document_content(message.id), name="a.eml", now=AT)
    assert mail.message_id in str(rows(backend, "SELECT source_key FROM interaction"))
    sound(backend)
