"""The card's line that says who may be the same client, and leads to both side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import DuplicateReason, Likeness
from smallcrm.i18n.merge_words import reasons_text
from smallcrm.ui.card.head import LinkLabel
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smallcrm.queries.care_shapes import DuplicatePair
    from smallcrm.ui.context import UiContext

SAME_KEY: Final = "M"
# Who merely shares a number or a name is not worth a line on every card of a family.
_SURE: Final = frozenset({Likeness.CERTAIN, Likeness.LIKELY})


def surely(pairs: Iterable[DuplicatePair]) -> tuple[DuplicatePair, ...]:
    """Return the pairs that a card speaks of."""
    return tuple(pair for pair in pairs if pair.likeness in _SURE)


class SameAsLine(LinkLabel):
    """Says who may be the same; hidden where nobody is. A press is `clicked`."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, icon="merge")
        self.hide()

    def show_pairs(self, client_id: int, pairs: Sequence[DuplicatePair]) -> None:
        """Show the likeliest of them."""
        self.setVisible(bool(pairs))
        if not pairs:
            return
        tr, pair = self._context.tr, pairs[0]
        other = pair.other if pair.one.id == client_id else pair.one
        shared = [
            "" if reason is DuplicateReason.NAME else one_line(text)
            for reason, text in zip(pair.reasons, pair.shared, strict=True)
        ]
        # Translators: {client} is another client, {why} says what both share
        text = tr.gettext("May be the same as {client}: {why}").format(
            client=one_line(other.name), why=reasons_text(tr, pair.reasons, shared)
        )
        self.set_runs((Run(text, SMALL, "second"),))
        self.setToolTip(text)
