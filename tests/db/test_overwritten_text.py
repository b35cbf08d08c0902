"""Overwritten bytes in a text are damage, said as such, and no fault of the program."""

from __future__ import annotations

import pytest

from smallcrm.app import Backend
from smallcrm.db.connection import plain_errors
from smallcrm.domain.errors import DataFileError, FileTrouble


def test_bytes_that_are_no_text_are_damage(backend: Backend) -> None:
    with pytest.raises(DataFileError) as raised, plain_errors():
        b"\xff\xfe".decode("utf-8")
    assert raised.value.trouble is FileTrouble.DAMAGED
    assert backend.check().problems == ()
