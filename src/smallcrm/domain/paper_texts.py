"""The owner's own texts on paper and in e-mails: which there are, and what each can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

# The languages that a paper is written in.
PAPER_LANGUAGES: Final = ("en", "zh_CN")

_LINE: Final = 200
_PAGE: Final = 4000
# Only plain names between single braces: whatever else stands in braces stands as typed.
PLACEHOLDER: Final = re.compile(r"\{([a-z_]{1,20})\}")

_ALWAYS: Final = ("client", "owner", "date")
_OF_PAPER: Final[Mapping[str, tuple[str, ...]]] = {
    "quote": ("number", "title", "total", "until"),
    "invoice": ("number", "total", "due", "sale"),
    "credit_note": ("number", "total", "invoice"),
    "delivery": ("number", "title", "sale"),
    "receipt": ("number", "total", "method"),
    "statement": ("since", "until", "total", "overdue"),
    "reminder": ("total", "overdue", "interest", "fee", "until", "days"),
    "thanks": ("referred",),
    "record": (),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A text of the owner's: of which paper, which part, how long, and what it can be told.

    `paper` is what the settings call it (`invoice`, `reminder_2`, `mail.invoice`), `part` one of
    opening, closing, subject, body.
    """

    paper: str
    part: str
    placeholders: tuple[str, ...]

    @property
    def name(self) -> str:
        """The slot's name: `invoice.opening`, `mail.statement.subject`."""
        return f"{self.paper}.{self.part}"

    @property
    def longest(self) -> int:
        """How many characters it may have."""
        return _LINE if self.part == "subject" else _PAGE

    def key(self, language: str) -> str:
        """Return the key of the setting that holds it in a language."""
        return f"text.{language}.{self.name}"


def _slots() -> Iterator[Slot]:
    for paper in ("quote", "invoice", "credit_note", "delivery", "receipt", "statement"):
        for part in ("opening", "closing"):
            yield Slot(paper, part, _ALWAYS + _OF_PAPER[paper])
    letters = ("reminder_1", "reminder_2", "reminder_3", "thanks")
    mails = tuple(f"mail.{paper}" for paper in _OF_PAPER)
    for paper in (*letters, *mails):
        kind = re.sub(r"_[123]$", "", paper.removeprefix("mail."))
        for part in ("subject", "body"):
            yield Slot(paper, part, _ALWAYS + _OF_PAPER[kind])


SLOTS: Final[Mapping[str, Slot]] = {slot.name: slot for slot in _slots()}


def unknown_placeholders(slot: Slot, text: str) -> tuple[str, ...]:
    """Return what stands in braces and is not known there: it will stand on paper as typed."""
    found = (name for name in PLACEHOLDER.findall(text) if name not in slot.placeholders)
    return tuple(dict.fromkeys(f"{{{name}}}" for name in found))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of the placeholders that are among them; all else stands as typed.

    What a value says is not looked into again, so nobody's name can ask for another value.
    """
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
