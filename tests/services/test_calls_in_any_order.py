"""However the reports of calls are mixed up and repeated, the same rows come of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import NOW, ZONE
from tests.factories import client, do, outcome, rows, sound

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.paths import Paths
from smallcrm.services.commands import ContactPersonInput, LogCall, PhoneInput

ANN, BOB, SHARED, SHORT = "+35314960123", "021 427 1234", "+4930123456", "12"
# Few, so that calls of the same are many.
NUMBERS = (ANN, ANN, "01 496 0123", ANN, BOB, BOB, "+353214271234", SHARED, SHORT, "")
ROWS = """
    SELECT client_id, contact_person_id, number, direction, start_at, answered, seconds,
        source_key, handled_at IS NOT NULL, NULL FROM interaction
    UNION ALL
    SELECT NULL, NULL, number, direction, start_at, answered, seconds, source_key,
        handled_at IS NOT NULL, name FROM unknown_call ORDER BY 8
"""


@pytest.fixture(scope="module")
def empty(empty_file: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty file as a path, which a failing example can show."""
    path = tmp_path_factory.mktemp("calls") / "empty.db"
    path.write_bytes(empty_file)
    return path


@contextmanager
def opened(empty: Path) -> Iterator[Backend]:
    with TemporaryDirectory() as folder:
        data = Path(folder)
        paths = Paths(data=data, machine_settings=data / "machine.json")
        paths.database.write_bytes(empty.read_bytes())
        paths.database.chmod(0o600)
        backend = open_backend(paths, Clock.fixed(NOW, ZONE))
        people = (ContactPersonInput(name="Eve", phones=(PhoneInput(number=SHARED),)),)
        client(backend, phones=(PhoneInput(number=ANN),), contact_people=people)
        client(backend, "Cem", phones=(PhoneInput(number=SHARED),))
        client(
            backend, "Max", contact_people=(replace(people[0], phones=(PhoneInput(number=SHORT),)),)
        )
        try:
            yield backend
        finally:
            backend.close()


@st.composite
def a_call(draw: st.DrawFn, key: str) -> list[LogCall]:
    """Return what a source that tells of its ends says of one call, in its order."""
    one = LogCall(
        source="any",
        key=key,
        number=draw(st.sampled_from(NUMBERS)),
        name=draw(st.sampled_from(("", "A. Lee"))),
        outgoing=draw(st.booleans()),
        at=NOW - timedelta(minutes=draw(st.integers(4, 20))),
    )
    ring = replace(
        one, answered=draw(st.sampled_from((None, False))) if not one.outgoing else False
    )
    if draw(st.booleans()):
        # The number comes after the first ring.
        ring = replace(ring, number="", name="")
    if draw(st.booleans()):
        return [ring, replace(one, answered=False, seconds=0)]
    end = replace(one, answered=True, seconds=draw(st.integers(0, 90)))
    return [ring, replace(one, answered=True), end]


@st.composite
def a_mix(draw: st.DrawFn) -> tuple[list[LogCall], list[LogCall]]:
    """Return the reports of some calls in order, and the same mixed up, some of them twice."""
    ordered = [draw(a_call(str(key))) for key in range(draw(st.integers(2, 5)))]
    ordered.sort(key=lambda call: (call[0].at, call[0].key))
    plain = [report for call in ordered for report in call]
    again = draw(st.lists(st.sampled_from(plain), max_size=5))
    backwards = [report for call in reversed(ordered) for report in call]
    return plain, draw(st.one_of(st.just(backwards + again), st.permutations(plain + again)))


@settings(max_examples=60, deadline=None)
@given(mix=a_mix())
def test_any_order_comes_to_the_same(empty: Path, mix: tuple[list[LogCall], list[LogCall]]) -> None:
    found = []
    for reports in mix:
        with opened(empty) as backend:
            for report in reports:
                outcome(backend, report, Source.CALL)
            found.append(rows(backend, ROWS))
            sound(backend)
    assert found[0] == found[1]
    assert len(found[0]) == len({report.key for report in mix[0]})


HOSTILE = (
    "",
    "\0",
    "\ud800" * 3,
    "+" * 5000,
    "9" * 100_000,
    "'; DROP TABLE client; --",
    "%_%",
    "\u202e+353 1 496 0123\u2066",
    "＋３５３１４９６０１２３",
    "٠١٤٩٦٠١٢٣",
    "sip:%00%ff@x;ext=9",
    "<b>Ann</b>\r\nANSWERED 1",
    '{"kind": "call"}',
    "ﷺ" * 400,
    "e\u0301" * 300,
    "+353 1 496 0123 ext 5",
    "-1",
    "1e9",
)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_hostile_calls_are_each_kept_once(backend: Backend, seed: int) -> None:
    chosen = random.Random(seed)
    ann = client(backend, phones=(PhoneInput(number=ANN),))
    clients = rows(backend, "SELECT * FROM client")
    for number in range(1000):
        report = LogCall(
            source=chosen.choice(("any", "x" * 300, "\0")),
            key=chosen.choice((f"{number}", f"{number}\0", f"{'k' * 500}{number}")),
            number=chosen.choice(HOSTILE),
            name=chosen.choice(HOSTILE),
            at=chosen.choice((None, NOW + timedelta(days=900), NOW - timedelta(days=40000))),
            answered=chosen.choice((None, False, True)),
            seconds=chosen.choice((None, 0, -5, 10**30)),
        )
        outcome(backend, report, Source.CALL)
        if number % 7 == 0:
            outcome(backend, report, Source.CALL)
    kept = rows(backend, ROWS)
    assert len(kept) == 1000
    assert {row[0] for row in kept} == {ann, None}
    assert rows(backend, "SELECT * FROM client") == clients
    for row in rows(backend, "SELECT number, name FROM unknown_call"):
        assert all(text is None or (text.isprintable() and len(text) <= 200) for text in row)
    assert max(row[4] for row in kept) == "2026-05-12T08:42:00.000Z"
    assert all(row[6] is None or 0 <= row[6] <= 10_000_000 for row in kept)
    assert do(backend, report).action_id
    sound(backend)
