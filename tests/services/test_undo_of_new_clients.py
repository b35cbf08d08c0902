"""Undo of a new client takes along what the program logged about it by itself."""

from __future__ import annotations

from smallcrm.app import Backend
from smallcrm.db import journal
from smallcrm.domain.enums import Source
from smallcrm.services import commands


def perform(backend: Backend, command: commands.Command) -> commands.Done:
    return backend.services.perform(command, source=Source.SCREEN).result


def counts(backend: Backend) -> tuple[int, int, int]:
    with backend.database.read("test") as connection:
        return tuple(
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("client", "interaction", "note")
        )


def test_a_call_and_a_dropped_draft_go_and_come_back_with_the_client(backend: Backend) -> None:
    assert journal.columns("note")[1] == journal.columns("interaction")[1] == "client_id"
    client = perform(backend, commands.AddClient(name="Ann Lee")).id
    perform(backend, commands.AddInteraction(client=client, number="5550100", by_itself=True))
    perform(backend, commands.SaveDraft(client=client, text="calls about"))
    perform(backend, commands.SaveDraft(client=client, text=""))
    perform(backend, commands.SaveDraft(client=client, text="calls about the piano"))
    before = counts(backend)
    for _ in range(3):
        perform(backend, commands.Undo())
        assert counts(backend) == (0, 0, 0)
        assert backend.check().problems == ()
        perform(backend, commands.Redo())
        assert counts(backend) == before
        assert backend.check().problems == ()
    perform(backend, commands.AddInteraction(client=client, by_itself=True))
    perform(backend, commands.Undo())
    assert counts(backend) == (0, 0, 0)
