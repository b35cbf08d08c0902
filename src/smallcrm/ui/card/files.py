"""Files that are dropped on a card, pasted or chosen there, are kept with its client."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QKeySequence

from smallcrm.ui.card import keys
from smallcrm.ui.file_keeping import FileKeeper, KeptWith

if TYPE_CHECKING:
    from smallcrm.ui.card.window import CardWindow
    from smallcrm.ui.context import UiContext

KEEP_KEY: Final = "K"
LIST_KEYS: Final = "Ctrl+D"


def keep_files(context: UiContext, card: CardWindow) -> FileKeeper:
    """Let a card take files: K chooses some, Ctrl+V pastes, Ctrl+D lists what is kept."""
    whom = KeptWith(card.client_id)

    def say(text: str, wrong: bool) -> None:
        card.note.set_status(text, "debt" if wrong else "ok")

    keeper = FileKeeper(context, card, lambda: whom, say, also=[card.note.field])
    keeper.saved.connect(card.saved)
    keys.bind(card, {KEEP_KEY: keeper.choose})
    keys.bind_keys(card, {LIST_KEYS: partial(card.wanted.emit, "documents", card.client_id)})
    keys.bind_standard(card, QKeySequence.StandardKey.Paste, keeper.paste)
    return keeper
