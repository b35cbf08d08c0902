"""Looks at all objects are put off while long work lasts, and only so long."""

from __future__ import annotations

import gc

import pytest

from smallcrm.domain.collecting import seldom_collecting


def test_the_collector_is_as_it_was_afterwards():
    before = gc.get_threshold()
    with seldom_collecting():
        within = gc.get_threshold()
        assert within[:2] == before[:2]
        assert within[2] > before[2]
        with seldom_collecting():
            assert gc.get_threshold() == within
        assert gc.get_threshold() == within
    assert gc.get_threshold() == before


def test_it_is_so_after_a_failure_too():
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="torn"), seldom_collecting():
        raise ValueError("torn")
    assert gc.get_threshold() == before
