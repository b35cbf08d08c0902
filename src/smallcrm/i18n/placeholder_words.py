"""What the placeholders of the owner's texts stand for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.messages import InContext, mark_in

if TYPE_CHECKING:
    from smallcrm.domain.paper_texts import Slot
    from smallcrm.i18n.catalog import I18n

_WORDS: Final[Mapping[str, InContext]] = {
    "client": mark_in("placeholder", "the client’s name"),
    "owner": mark_in("placeholder", "your name"),
    "date": mark_in("placeholder", "the day of the paper"),
    "number": mark_in("placeholder", "the number of the paper"),
    "title": mark_in("placeholder", "what it is about"),
    "total": mark_in("placeholder", "the total with its currency"),
    "until": mark_in("placeholder", "until when"),
    "due": mark_in("placeholder", "the day on which it is due"),
    "sale": mark_in("placeholder", "the number of the sale"),
    "invoice": mark_in("placeholder", "the number of the invoice"),
    "method": mark_in("placeholder", "how it was paid"),
    "since": mark_in("placeholder", "since when"),
    "overdue": mark_in("placeholder", "what of it is overdue"),
    "interest": mark_in("placeholder", "the interest"),
    "fee": mark_in("placeholder", "the fee"),
    "days": mark_in("placeholder", "how many days late"),
    "referred": mark_in("placeholder", "whom they sent to you"),
}
# Where a placeholder means something more exact on a paper than elsewhere.
_OF_PAPER: Final[Mapping[tuple[str, str], InContext]] = {
    ("quote", "until"): mark_in("placeholder", "until when the quote is valid"),
    ("statement", "until"): mark_in("placeholder", "the last day of the statement"),
    ("statement", "total"): mark_in("placeholder", "what is owed"),
    ("reminder", "until"): mark_in("placeholder", "until when to pay"),
    ("reminder", "total"): mark_in("placeholder", "all that is to be paid"),
}


def placeholder_words(tr: I18n, slot: Slot, name: str) -> str:
    """Say what a placeholder of a text stands for; the name itself where it is not known."""
    kind = slot.paper.removeprefix("mail.").rstrip("_123")
    found = _OF_PAPER.get((kind, name)) or _WORDS.get(name)
    return tr.pgettext(*found) if found else name
