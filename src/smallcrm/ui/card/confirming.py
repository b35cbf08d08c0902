"""Details that the client confirms while they are on the line: asked for, confirmed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smallcrm.ui.card.draft import NoteDraft

if TYPE_CHECKING:
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.card.care import StaleStrip
    from smallcrm.ui.card.changes import CardChanges
    from smallcrm.ui.card.source import CardSource
    from smallcrm.ui.context import UiContext


class Confirming(QObject):
    """Shows a card's strip of stale details; what was confirmed until something else is done."""

    def __init__(
        self, context: UiContext, strip: StaleStrip, source: CardSource, changes: CardChanges
    ) -> None:
        super().__init__(strip)
        self._context = context
        self._strip = strip
        self._source = source
        self._changes = changes
        self._said = ""
        strip.confirmed.connect(changes.confirm)
        changes.confirmed.connect(self._on_confirmed)
        source.arrived.connect(self._show)
        context.hub.committed.connect(self._on_committed)

    def confirm(self) -> None:
        """Confirm what is asked for; where nothing is, all details are right today."""
        card = self._source.card
        if card is not None and card.details.stale:
            self._strip.confirm()
        elif card is not None and not self._said:
            self._changes.confirm(None)

    def _show(self, card: ClientCard) -> None:
        stale = card.details.stale
        self._strip.show_stale(stale, just_confirmed="" if stale else self._said)

    def _on_confirmed(self) -> None:
        self._said = self._context.tr.pgettext("details", "Details confirmed today")
        if self._source.card is not None:
            self._show(self._source.card)

    def _on_committed(self, _changes: object, initiator: object | None) -> None:
        # It comes before the answer to who wrote it: what is confirmed now is said after this.
        if isinstance(initiator, NoteDraft) or not self._said:
            return
        self._said = ""
        if self._source.card is not None:
            self._show(self._source.card)
