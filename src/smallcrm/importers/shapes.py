"""Telling files of the same shape: what is remembered of one holds for the next."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from smallcrm.importers.heading_text import normalised

_LENGTH: Final = 32


def shape_of(headings: Sequence[str]) -> str:
    """Return what is the same for tables with the same headings in the same order.

    Case, width, spaces and punctuation do not count; empty for a file without headings.
    """
    if not headings:
        return ""
    text = "\x1f".join(normalised(heading) or heading for heading in headings)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
