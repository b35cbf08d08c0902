"""Random stories of calls and of what the owner does about them, undone and done again.

A call that was told of is in the file once, whatever was undone since; undo and redo are never
refused for what the program noted by itself; the file is sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import NOW
from tests.factories import do, redo, rows, sound, undo
from tests.services.test_calls_in_any_order import ANN, BOB, SHORT, opened

from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import (
    AddClient,
    AddNote,
    AttributeCall,
    Command,
    EditClient,
    EditInteraction,
    HandleCall,
    LogCall,
    MergeClients,
    NoteUnknownCall,
    PhoneInput,
    RateContact,
    RemoveInteraction,
    SaveDraft,
    TakeCaller,
)

NUMBERS = (ANN, BOB, SHORT, "")
# What the owner is refused for good reasons.
FAIR = {
    "no_such_call",
    "no_such_client",
    "no_such_interaction",
    "not_missed",
    "merge_itself",
    "nothing_to_undo",
    "nothing_to_redo",
    "no_name",
    "merge_circle",
}
KEYS = "SELECT source_key FROM interaction UNION ALL SELECT source_key FROM unknown_call ORDER BY 1"


@dataclass
class Story:
    """One file, and which calls were told of."""

    backend: Backend
    told: set[str] = field(default_factory=set)

    def step(self, what: int, one: int, other: int) -> None:
        """Do one thing; `one` and `other` choose of what."""
        acts: tuple[Callable[[int, int], Command], ...] = (
            self._ring,
            self._end,
            self._miss,
            lambda one, other: AttributeCall(
                unknown_call=one % 6 + 1, client=other % 4 + 1, others=bool(other % 2)
            ),
            lambda one, other: TakeCaller(
                add=AddClient(name=f"New {one}", phones=(PhoneInput(number=NUMBERS[other % 3]),)),
                unknown_call=one % 6 + 1,
                note="wants oak",
                others=bool(one % 2),
            ),
            lambda one, _: AddClient(
                name=f"Max {one}", phones=(PhoneInput(number=NUMBERS[one % 3]),)
            ),
            lambda one, other: HandleCall(interaction=one % 6 + 1, handled=bool(other % 3)),
            lambda one, other: HandleCall(unknown_call=one % 6 + 1, handled=bool(other % 3)),
            lambda one, other: RateContact(interaction=one % 6 + 1, satisfaction=other % 5 + 1),
            lambda one, other: EditInteraction(
                interaction=one % 6 + 1, summary=f"said {other}", answered=bool(other % 2)
            ),
            lambda one, _: RemoveInteraction(interaction=one % 6 + 1),
            lambda one, other: NoteUnknownCall(unknown_call=one % 6 + 1, text=f"typed {other}"),
            lambda one, other: SaveDraft(client=one % 4 + 1, text="x" * (other % 3)),
            lambda one, other: AddNote(client=one % 4 + 1, text=f"note {other}"),
            lambda one, other: MergeClients(keep=one % 4 + 1, merge=other % 4 + 1),
            lambda one, other: EditClient(
                client=one % 4 + 1, phones=(PhoneInput(number=NUMBERS[other % 3]),)
            ),
        )
        try:
            if what >= len(acts):
                (undo if what % 2 else redo)(self.backend)
            else:
                do(self.backend, acts[what](one, other))
        except Refusal as refusal:
            assert refusal.code in FAIR, refusal.code  # noqa: PT017  (some are fair)
        self.holds()

    def holds(self) -> None:
        """Each call that was told of is there once."""
        assert [row[0] for row in rows(self.backend, KEYS)] == sorted(self.told)

    def _ring(self, one: int, other: int) -> Command:
        return self._told(one, other, answered=(None, False, True)[other % 3])

    def _end(self, one: int, other: int) -> Command:
        return self._told(one, other, answered=True, seconds=other)

    def _miss(self, one: int, other: int) -> Command:
        return self._told(one, other, answered=False, seconds=0)

    def _told(self, one: int, other: int, **fields: Any) -> Command:
        key = str(one % 5)
        self.told.add(key)
        at = NOW - timedelta(minutes=one % 5 * 7)
        number = NUMBERS[(one + other) % 4]
        outgoing = one % 5 == 0
        return LogCall(source="any", key=key, number=number, outgoing=outgoing, at=at, **fields)


STEP = st.tuples(st.integers(0, 21), st.integers(0, 30), st.integers(0, 30))


@pytest.fixture(scope="module")
def empty(empty_file: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty file as a path, which a failing example can show."""
    path = tmp_path_factory.mktemp("calls") / "empty.db"
    path.write_bytes(empty_file)
    return path


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(STEP, min_size=8, max_size=25))
def test_no_call_is_lost_and_no_undo_is_in_the_way(
    empty: Path, steps: list[tuple[int, int, int]]
) -> None:
    with opened(empty) as backend:
        story = Story(backend)
        for step in steps:
            story.step(*step)
        sound(backend)
        while backend.queries.undo_state().undo is not None:
            undo(backend)
            story.holds()
        sound(backend)
        while backend.queries.undo_state().redo is not None:
            redo(backend)
            story.holds()
        sound(backend)
