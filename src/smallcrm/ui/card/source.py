"""Where a card has its contents from: read when it opens, and anew whenever they may differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.shapes import ClientCard
from smallcrm.ui.card.draft import NoteDraft
from smallcrm.ui.card.same_as import surely

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.queries.care_shapes import DuplicatePair
    from smallcrm.ui.context import UiContext


class Found(NamedTuple):
    """What was read: the card, or who became of a client that is gone."""

    card: ClientCard | None
    became: int | None = None


class CardSource(QObject):
    """Reads one client's card off the GUI thread; what was read before stays until news come.

    `arrived` with each new `ClientCard`; `gone` where there is no such client any more, or
    `merged(id)` where another became of it; `failed(error)` where it could not be read.
    `likened` a moment later with who is likely the same client (`DuplicatePair`s).
    """

    arrived = Signal(object)
    likened = Signal(object)
    gone = Signal()
    merged = Signal(int)
    failed = Signal(object)

    def __init__(self, context: UiContext, client_id: int, seat: int, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._client_id = client_id
        self._slot = f"card:{seat}"
        self._card: ClientCard | None = None
        self._touched: frozenset[int] = frozenset()
        self._just_paid = False
        self._stopped = False
        self._related: frozenset[int] = frozenset({client_id})
        # Several commits in a row are looked at once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.read)
        context.hub.committed.connect(self._on_committed)

    @property
    def card(self) -> ClientCard | None:
        """Return what was read last."""
        return self._card

    @property
    def just_paid(self) -> bool:
        """Tell whether the last thing done was to record a payment of this client's."""
        return self._just_paid

    def read(self) -> None:
        """Read; a read that is under way is superseded."""
        client_id, slot = self._client_id, self._slot

        def query(queries: Queries) -> Found:
            card = queries.card(client_id, slot=slot)
            return Found(card, queries.merged_into(client_id) if card is None else None)

        self._context.runner.read(slot, query, self._on_read, self.failed.emit)

    def stop(self) -> None:
        """Read no more."""
        if self._stopped:
            return
        self._stopped = True
        self._soon.stop()
        self._context.hub.committed.disconnect(self._on_committed)
        for slot in (self._slot, f"{self._slot}:same"):
            self._context.runner.cancel(slot)

    def _on_read(self, found: Found) -> None:
        card = found.card
        before, self._card = self._card, card
        if card is None:
            if found.became is None:
                self.gone.emit()
            else:
                self.merged.emit(found.became)
            return
        if before is not None and self._touched:
            known = {payment.id for payment in before.last_payments}
            self._just_paid = any(
                payment.id in self._touched and payment.id not in known and not payment.void
                for payment in card.last_payments
            )
        self._touched = frozenset()
        self._related = _related(card)
        self.arrived.emit(card)
        self._read_same()

    def _read_same(self) -> None:
        """Ask who may be the same, once what matters at the ring is there."""
        client_id, slot = self._client_id, f"{self._slot}:same"

        def query(queries: Queries) -> tuple[DuplicatePair, ...]:
            return surely(queries.duplicates_of(client_id, slot=slot))

        self._context.runner.read(slot, query, self.likened.emit, lambda _error: None)

    def _on_committed(self, changes: Changes, initiator: object | None) -> None:
        if isinstance(initiator, NoteDraft):
            # What is still being typed shows nowhere, and is no step of undo.
            return
        concerned = changes.everything or not self._related.isdisjoint(changes.client_ids)
        offered, self._just_paid = self._just_paid, False
        if self._client_id in changes.client_ids:
            self._touched = changes.rows.get(Entity.PAYMENT, frozenset())
        if concerned or changes.touches(Entity.SETTING):
            self._soon.start(0)
        elif self._card is not None and offered:
            # The offer to undo was about the last thing done: now that is another one.
            self.arrived.emit(self._card)


def _related(card: ClientCard) -> frozenset[int]:
    ids = {card.details.ref.id}
    for referral in (*card.referred, *card.sent_out):
        ids |= {referral.client.id, referral.counterpart.id}
    if card.referred_by is not None:
        ids.add(card.referred_by.counterpart.id)
    return frozenset(ids)
