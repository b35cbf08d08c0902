"""How long a call rings of which nobody tells the end."""

from datetime import UTC, datetime, timedelta

import pytest

from smallcrm.domain.ringing import RINGS, still_rings

AT = datetime(2026, 11, 21, 22, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "answered", "seconds", "rings"),
    [
        (timedelta(0), False, None, True),
        (RINGS - timedelta(seconds=1), False, None, True),
        (RINGS, False, None, False),
        (timedelta(0), True, None, False),
        (timedelta(0), False, 0, False),
    ],
)
def test_a_call_rings_until_it_is_answered_or_ends_and_for_three_minutes(
    after: timedelta, answered: bool, seconds: int | None, rings: bool
) -> None:
    assert still_rings(AT, AT + after, answered=answered, seconds=seconds) is rings
