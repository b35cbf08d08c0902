"""Undo, redo and request ids: across restarts, threads and processes, or refused by name."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError
from tests.factories import (
    client,
    do,
    dump,
    open_of,
    outcome,
    payment,
    redo,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.app import open_backend
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands


def by_itself(backend, sql, *values):
    """Change something in an action that is no step of the owner's."""
    with backend.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO action (at, kind, source, label, parameters, schema)"
            " VALUES ('2026-05-12T09:00:00.000Z', 'auto', 'program', 'later', '{}', '0001')"
        )
        connection.exec_driver_sql("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        connection.exec_driver_sql(sql, values)
        connection.exec_driver_sql("DELETE FROM journal_now")


def test_undo_and_redo_outlive_a_restart(backend, paths, clock):
    ann = client(backend)
    one = sale(backend, ann)
    payment(backend, ann, "40")
    after = dump(backend)
    undo(backend)
    before = dump(backend)
    backend.close()
    again = open_backend(paths, clock)
    try:
        assert again.queries.undo_state().redo[0] == "take_payment"
        redo(again)
        assert dump(again) == after
        undo(again)
        assert dump(again) == before
        undo(again)
        assert again.queries.sale(one) is None
        sound(again)
    finally:
        again.close()


def test_something_new_ends_what_can_be_redone_but_a_draft_does_not(backend):
    ann = client(backend)
    sale(backend, ann)
    undo(backend)
    do(backend, commands.SaveDraft(client=ann, text="He"))
    assert backend.queries.undo_state().redo[0] == "add_sale"
    redo(backend)
    undo(backend)
    client(backend, "Bob")
    assert backend.queries.undo_state().redo is None
    assert refused(backend, commands.Redo()).code == "nothing_to_redo"


def test_undo_tells_what_and_the_window_what_to_look_at_again(backend):
    ann = client(backend)
    one = sale(backend, ann, "12.50")
    state = backend.queries.undo_state()
    assert state.undo[0] == "add_sale"
    assert state.undo[1]["amount"] == [1250, "EUR"]
    result = undo(backend)
    assert result.result.label == "add_sale"
    assert ann in result.changes.client_ids
    assert one in result.changes.rows["sale"]


def test_lines_alone_are_a_change_of_their_client(backend):
    ann = client(backend)
    one = sale(backend, ann, "10")
    line = commands.LineInput(description="Other words", unit_price=Decimal(10))
    result = outcome(backend, commands.EditSale(sale=one, lines=(line,)))
    assert ann in result.changes.client_ids


def test_the_journal_says_when_and_by_which_path(backend):
    outcome(backend, commands.AddClient(name="Ann"), Source.COMMAND_LINE)
    undo(backend)
    redo(backend)
    kinds = "SELECT kind, source, label, at FROM action ORDER BY id"
    assert rows(backend, kinds)[1:] == [
        ("do", "command_line", "add_client", "2026-05-12T08:42:00.000Z"),
        ("undo", "screen", "add_client", "2026-05-12T08:42:00.000Z"),
        ("redo", "screen", "add_client", "2026-05-12T08:42:00.000Z"),
    ]


def test_a_thousand_steps_can_be_taken_back(backend):
    ann = client(backend)
    before = dump(backend)
    note = do(backend, commands.AddNote(client=ann, text="0")).id
    for number in range(1, 60):
        do(backend, commands.EditNote(note=note, text=str(number)))
    for _ in range(60):
        undo(backend)
    assert dump(backend) == before
    for _ in range(60):
        redo(backend)
    assert backend.queries.card(ann).recent_notes[0].text == "59"


def test_what_an_auto_action_changed_since_is_not_undone(backend):
    """Somebody's note was finished, and then its draft was typed into by itself."""
    ann = client(backend)
    note = do(backend, commands.AddNote(client=ann, text="He is ill")).id
    by_itself(backend, "UPDATE note SET text = 'Better' WHERE id = ?", note)
    assert refused(backend, commands.Undo()).code == "changed_since"
    assert backend.queries.card(ann).recent_notes[0].text == "Better"


def test_what_was_logged_with_a_new_client_goes_and_comes_back_with_the_client(backend):
    before = dump(backend)
    ann = client(backend)
    do(backend, commands.AddInteraction(client=ann, by_itself=True))
    for text in ("He", "He is", "", "He is ill"):
        do(backend, commands.SaveDraft(client=ann, text=text))
    after = dump(backend)
    for _ in range(3):
        undo(backend)
        assert dump(backend) == before
        sound(backend)
        redo(backend)
        assert dump(backend) == after
        sound(backend)
    do(backend, commands.AddInteraction(client=ann, by_itself=True))
    undo(backend)
    assert dump(backend) == before


def test_what_another_row_needs_is_not_undone_and_the_file_stays_usable(backend):
    ann = client(backend)
    by_itself(
        backend,
        "INSERT INTO follow_up (client_id, text, due_on) VALUES (?, 'Call', '2026-06-01')",
        ann,
    )
    for _ in range(2):
        assert refused(backend, commands.Undo()).code == "conflict"
    bob = client(backend, "Bob")
    undo(backend)
    assert backend.queries.card(bob) is None
    assert backend.queries.card(ann) is not None


def test_what_an_auto_action_changed_since_is_not_redone(backend):
    ann = client(backend, code="C-1")
    do(backend, commands.EditClient(client=ann, code=None))
    undo(backend)
    by_itself(backend, "UPDATE client SET code = NULL WHERE id = ?", ann)
    assert refused(backend, commands.Redo()).code == "changed_since"


def test_an_older_programs_images_are_not_replayed(backend):
    client(backend)
    with backend.database.write() as connection:
        connection.exec_driver_sql("UPDATE action SET schema = '0000'")
    assert refused(backend, commands.Undo()).code == "older_program"


def test_nothing_to_undo_or_redo(backend):
    assert refused(backend, commands.Undo()).code == "nothing_to_undo"
    assert refused(backend, commands.Redo()).code == "nothing_to_redo"
    assert backend.queries.undo_state().undo is None


# -- request ids ----------------------------------------------------------------------------------


def test_a_repeated_request_answers_as_the_first_time(backend):
    ann = client(backend)
    command = commands.AddSale(client=ann, title="Tuning", amount=Decimal(10), request_id="one")
    first = outcome(backend, command)
    before = dump(backend)
    again = outcome(backend, command)
    assert again.result.repeated
    assert not first.result.repeated
    assert (again.result.id, again.result.number, again.result.action_id) == (
        first.result.id,
        "S-2026-0001",
        first.result.action_id,
    )
    assert again.result.parameters == first.result.parameters
    assert again.changes.rows == {}
    assert dump(backend) == before
    assert backend.queries.undo_state().undo_id == first.result.action_id


def test_a_request_stays_used_after_undo_and_after_a_restart(backend, paths, clock):
    ann = client(backend)
    command = commands.TakePayment(client=ann, amount=Decimal(10), request_id="pay-1")
    do(backend, command)
    undo(backend)
    before = dump(backend)
    assert do(backend, command).repeated
    assert dump(backend) == before
    backend.close()
    again = open_backend(paths, clock)
    try:
        assert do(again, command).repeated
        assert dump(again) == before
    finally:
        again.close()


def test_a_refused_request_may_be_sent_again(backend):
    ann = client(backend)
    command = commands.AddNote(client=ann + 1, text="x", request_id="n")
    assert refused(backend, command).code == "no_such_client"
    client(backend, "Bob")
    assert not do(backend, command).repeated


def test_a_double_click_is_one_payment(backend):
    ann = client(backend)
    one = sale(backend, ann, "100")
    command = commands.TakePayment(client=ann, amount=Decimal(60), request_id="click")
    answers: list[commands.Done] = []
    barrier = threading.Barrier(8)

    def click():
        barrier.wait()
        answers.append(do(backend, command))

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.id for answer in answers}) == 1
    assert sum(not answer.repeated for answer in answers) == 1
    assert open_of(backend, one) == ["40.00"]
    assert rows(backend, "SELECT count(*) FROM payment") == [(1,)]
    sound(backend)


def test_an_unforeseen_conflict_is_a_refusal_and_never_half_a_change(backend, monkeypatch):
    from smallcrm.services import clients

    monkeypatch.setattr(clients, "_code", lambda _uow, code, _own: code)
    client(backend, code="C-1")
    assert refused(backend, commands.AddClient(name="Bob", code="C-1")).code == "conflict"
    with pytest.raises(Refusal) as caught:
        do(backend, commands.AddClient(name="Bob", code="C-1"))
    assert isinstance(caught.value.__cause__, IntegrityError)
    sound(backend)


def test_that_a_follow_up_was_told_of_is_no_reason_against_an_undo(backend):
    ann = client(backend)
    due = backend.clock.today()
    made = do(backend, commands.AddFollowUp(client=ann, text="Call", due=due)).id
    do(backend, commands.EditFollowUp(follow_up=made, text="Call Ann"))
    do(backend, commands.MarkNotified(follow_ups=(made,)))
    undo(backend)
    told = "SELECT text, notified_at IS NOT NULL FROM follow_up"
    assert rows(backend, told) == [("Call", 1)]
    redo(backend)
    assert rows(backend, told) == [("Call Ann", 1)]
    undo(backend)
    undo(backend)
    assert rows(backend, told) == []
    sound(backend)
