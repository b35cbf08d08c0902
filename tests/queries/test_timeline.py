"""The timeline: everything in one list, as far back as it was read, with what is in it."""

from __future__ import annotations

from datetime import date, timedelta

from tests.conftest import NOW
from tests.factories import TODAY, client, do, sale

from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.queries.shapes import TimelineKind
from smallcrm.services import commands
from smallcrm.services.commands import AddDocuments, AddEmail, FileInput


def test_the_card_reads_so_many_of_each_kind_and_says_how_far_back(backend):
    ann = client(backend)
    for number in range(45):
        do(backend, commands.AddNote(client=ann, text=f"note {number}"))
        at = NOW - timedelta(days=number)
        do(backend, commands.AddInteraction(client=ann, at=at))
    sale(backend, ann, "1", on=date(2020, 1, 1))
    card = backend.queries.card(ann)
    assert card.timeline_cut[TimelineKind.CALL] == TODAY - timedelta(days=39)
    assert TimelineKind.NOTE in card.timeline_cut
    assert TimelineKind.SALE not in card.timeline_cut
    # What is older than that of other kinds is read all the same, for their own filters.
    assert any(entry.sale for entry in card.timeline)
    whole = backend.queries.timeline(ann, limit=None)
    assert whole.cut == {}
    assert len(whole.entries) == 91
    assert backend.queries.timeline(999, limit=None) is None
    again = backend.queries.timeline(ann, limit=40)
    assert (again.entries, again.cut) == (card.timeline, card.timeline_cut)


def test_what_is_remembered_and_to_be_done_does_not_say_how_far_back_was_read(backend):
    ann = client(backend)
    for number in range(40):
        do(backend, commands.AddNote(client=ann, text=f"pinned {number}", pinned=True))
        do(backend, commands.AddFollowUp(client=ann, text="x", due=TODAY))
    cut = backend.queries.card(ann).timeline_cut
    assert (cut[TimelineKind.NOTE], cut[TimelineKind.FOLLOW_UP]) == (TODAY, TODAY)


def test_the_last_done_comes_first(backend):
    ann = client(backend)
    for number in range(3):
        made = commands.AddFollowUp(client=ann, text=f"{number}", due=TODAY)
        do(backend, commands.FinishFollowUp(follow_up=do(backend, made).id))
    done = [one.follow_up.text for one in backend.queries.card(ann).timeline if one.follow_up]
    assert done == ["2", "1", "0"]


def test_files_stand_by_themselves_and_those_of_an_e_mail_with_it(backend):
    ann = client(backend)
    do(
        backend,
        AddEmail(
            client=ann,
            message_id="<1@x.example>",
            direction=Direction.IN,
            at=NOW,
            subject="Bill",
            body="The body names a bookkeeper.",
            message=FileInput(name="m.eml", content=b"m"),
            attachments=(FileInput(name="bill.pdf", content=b"p", text="Two grands"),),
        ),
    )
    do(backend, AddDocuments(client=ann, files=(FileInput(name="c.pdf", content=b"c", text="t"),)))
    found = backend.queries.timeline(ann, limit=None, texts=True)
    kinds = [(entry.kind, entry.document and entry.document.name) for entry in found.entries]
    assert sorted(kinds) == [(TimelineKind.DOCUMENT, "c.pdf"), (TimelineKind.INTERACTION, None)]
    (mail,) = [entry.interaction for entry in found.entries if entry.interaction]
    assert (mail.kind, mail.documents, mail.body) == (InteractionKind.EMAIL, 2, None)
    assert backend.queries.interaction(mail.id)[1].body == "The body names a bookkeeper."
    text = found.texts[(TimelineKind.INTERACTION, mail.id)]
    assert all(word in text for word in ("bookkeeper", "bill.pdf", "Two grands"))
    assert [text for key, text in found.texts.items() if key[0] is TimelineKind.DOCUMENT] == ["t"]


def test_lines_of_sales_and_numbers_of_calls_can_be_found(backend):
    ann = client(backend)
    bought = sale(backend, ann, "1")
    call = do(backend, commands.AddInteraction(client=ann, number="+353 1 555 0199")).id
    texts = backend.queries.timeline(ann, limit=5, texts=True).texts
    assert (TimelineKind.SALE, bought) in texts
    assert "555 0199" in texts[(TimelineKind.CALL, call)]
