"""Words about clients who may be one: what they share, and why a merge is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smallcrm.domain.enums import DuplicateReason
from smallcrm.i18n.messages import mark
from smallcrm.i18n.words import enum_name

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

# Code of a refusal -> wordings, the most telling first (`filling.fill`).
MERGING = {
    "merge_itself": mark("{client} is one and the same client. Choose another one."),
    "merge_sample": (
        mark("{client} is made up: the sample and your own clients are not merged."),
        mark("One of the two is made up: the sample and your own clients are not merged."),
    ),
    "no_such_field": mark("There is no field “{text}” to take over."),
    "merge_circle": (
        mark(
            "{client} and {merged} cannot be one: {referrer} sent the one and was sent, perhaps by"
            " others, by the other. Change who sent whom first."
        ),
        mark("Merged, they would have sent themselves. Change who sent whom first."),
    ),
    "no_such_merge": mark("This merge is not there any more."),
    "split_already": mark("{client} was taken apart again already."),
    "merge_later_first": mark(
        "{merged} was merged into {client} afterwards. Take that apart first."
    ),
    "merge_unreadable": mark("What is needed to take {client} apart again cannot be read."),
    "split_tied": (
        mark("{number} is about sales of both. Undo or credit it before {client} is taken apart."),
        mark("There are papers about sales of both."),
    ),
}


def reasons_text(tr: I18n, reasons: Sequence[DuplicateReason], shared: Sequence[str] = ()) -> str:
    """Say what two clients share: "same name and same phone 086 123 4567".

    `shared` has a text for each reason, or an empty one.
    """
    parts: list[str] = []
    for index, reason in enumerate(reasons):
        text = shared[index] if index < len(shared) else ""
        name = enum_name(tr, reason)
        if text:
            # Translators: {reason} is "same phone", {text} the number itself
            name = tr.gettext("{reason} {text}").format(reason=name, text=text)
        parts.append(name)
    return tr.formats.list_sentence(parts)
