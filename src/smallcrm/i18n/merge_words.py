"""Words about clients who may be one: how sure it is and why, and why a merge is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smallcrm.domain.enums import DuplicateReason, Likeness
from smallcrm.i18n.messages import InContext, mark, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_LIKENESS: Mapping[Likeness, InContext] = {
    Likeness.CERTAIN: mark_in("likeness", "The same"),
    Likeness.LIKELY: mark_in("likeness", "Likely the same"),
    Likeness.POSSIBLE: mark_in("likeness", "Possibly the same"),
}
_REASONS: Mapping[DuplicateReason, InContext] = {
    DuplicateReason.PHONE: mark_in("same", "same phone"),
    DuplicateReason.EMAIL: mark_in("same", "same e-mail"),
    DuplicateReason.NAME: mark_in("same", "same name"),
    DuplicateReason.READING: mark_in("same", "name that sounds the same"),
    DuplicateReason.SIMILAR: mark_in("same", "similar name"),
    DuplicateReason.ORGANISATION: mark_in("same", "same organisation"),
    DuplicateReason.ADDRESS: mark_in("same", "same address"),
    DuplicateReason.TAX_NUMBER: mark_in("same", "same tax number"),
    DuplicateReason.CODE: mark_in("same", "same code"),
    DuplicateReason.BIRTHDAY: mark_in("same", "same birthday"),
}
# Code of a refusal -> wordings, the most telling first (`filling.fill`).
MERGING = {
    "merge_itself": mark("{client} is one and the same client. Choose another one."),
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


def likeness_name(tr: I18n, likeness: Likeness) -> str:
    """Say how sure it is: "Likely the same"."""
    return tr.pgettext(*_LIKENESS[likeness])


def reason_name(tr: I18n, reason: DuplicateReason) -> str:
    """Say one thing that two clients share, within a sentence: "same phone"."""
    return tr.pgettext(*_REASONS[reason])


def reasons_text(tr: I18n, reasons: Sequence[DuplicateReason], shared: Sequence[str] = ()) -> str:
    """Say what two clients share: "same name and same phone 086 123 4567".

    `shared` has a text for each reason, or an empty one.
    """
    parts: list[str] = []
    for index, reason in enumerate(reasons):
        text = shared[index] if index < len(shared) else ""
        name = reason_name(tr, reason)
        if text:
            # Translators: {reason} is "same phone", {text} the number itself
            name = tr.gettext("{reason} {text}").format(reason=name, text=text)
        parts.append(name)
    return tr.formats.list_sentence(parts)
