"""Quotes: made, opened, revised, accepted, declined."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class QuoteWishes(QObject):
    """What is offered, and what becomes of it."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "new_quote": self._new,
            "open_quote": self._open,
            "revise_quote": self._revise,
            "accept_quote": self._accept,
            "decline_quote": self._decline,
            "reopen_quote": self._reopen,
        }

    def _new(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.quote_dialog import QuoteDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(QuoteDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _open(self, quote_id: object) -> None:
        from smallcrm.ui.dialogs.quote_window import QuoteWindow

        if isinstance(quote_id, int):
            self._at.show(QuoteWindow(self._at.context, quote_id, self._at.window))

    def _revise(self, quote_id: object) -> None:
        from smallcrm.ui.dialogs.quote_dialog import QuoteDialog

        if isinstance(quote_id, int):
            self._at.show(QuoteDialog(self._at.context, None, self._at.window, quote_id=quote_id))

    def _accept(self, quote_id: object) -> None:
        from smallcrm.ui.dialogs.decide_quote import AcceptQuoteDialog

        if isinstance(quote_id, int):
            self._at.show(AcceptQuoteDialog(self._at.context, quote_id, self._at.window))

    def _decline(self, quote_id: object) -> None:
        from smallcrm.ui.dialogs.decide_quote import DeclineQuoteDialog

        if isinstance(quote_id, int):
            self._at.show(DeclineQuoteDialog(self._at.context, quote_id, self._at.window))

    def _reopen(self, quote_id: object) -> None:
        from smallcrm.services.commands import ReopenQuote

        if isinstance(quote_id, int):
            self._at.write(ReopenQuote(quote=quote_id), self._at.say)
