"""Is it somebody who is in the file already? An offer beneath the name, never a question."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smallcrm.queries.shapes import ClientRef, MatchKind
from smallcrm.ui.card.keys import key_name
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.queries.shapes import SearchResult
    from smallcrm.ui.context import UiContext

THEM_KEY: Final = "Ctrl+I" if sys.platform == "darwin" else "Alt+I"
_PAUSE_MS: Final = 250
_SLOT: Final = "same name"
_KINDS: Final = frozenset({MatchKind.NAME, MatchKind.PHONE, MatchKind.EMAIL})


class SameClient(QWidget):
    """Looks for clients of the name that is typed, and offers the likeliest.

    `chosen(ClientRef or None)` when the offer is taken, or taken back.
    """

    chosen = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._client: ClientRef | None = None
        self._offered: ClientRef | None = None
        self._name = ""
        self._words = RunLabel(context.theme, icon=("user", "second"))
        self.button = KeyButton(context.theme, "", kind="row")
        self.button.clicked.connect(self.take)
        row = QHBoxLayout(self)
        row.setContentsMargins(context.theme.px(108), 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._show()

    @property
    def client(self) -> ClientRef | None:
        """Return who it is, if it is somebody of the file."""
        return self._client

    def set_client(self, client: ClientRef | None) -> None:
        """Say who it is."""
        self._client = client
        self._show()
        self.chosen.emit(client)

    def look_for(self, name: str) -> None:
        """Look for a name after a pause in typing; another name is somebody else."""
        self._name = name
        self._offered = None
        if self._client is not None and name != self._client.name:
            self.set_client(None)
        self._show()
        self._pause.start()

    def _search(self) -> None:
        name = self._name
        if not name or self._client is not None:
            return
        self._context.runner.read(
            _SLOT, lambda queries: queries.search(name, limit=3, slot=_SLOT), self._on_found
        )

    def _on_found(self, result: SearchResult) -> None:
        if not shiboken6.isValid(self) or self._client is not None:
            return
        likely = (
            hit.client
            for hit in result.hits
            if any(match.kind in _KINDS for match in hit.matched_on)
        )
        self._offered = next(likely, None)
        self._show()

    def take(self) -> None:
        """Take the offer, or take it back."""
        self.set_client(None if self._client is not None else self._offered)

    def _show(self) -> None:
        tr = self._context.tr
        client = self._client or self._offered
        self.setVisible(client is not None)
        if client is None:
            return
        who = one_line(client.name)
        if client.organisation:
            who = tr.pgettext("client", "{name}, {organisation}").format(
                name=who, organisation=one_line(client.organisation)
            )
        if self._client is not None:
            # Translators: {client} is in the file already: note and number are put to theirs
            text = tr.gettext("Goes to {client}")
            button = tr.gettext("Somebody new")
        else:
            text = tr.gettext("Already in the file: {client}")
            button = tr.gettext("It is them")
        self._words.set_text(text.format(client=who), SMALL, "second")
        self.button.set_content(button, key=key_name(THEM_KEY))
