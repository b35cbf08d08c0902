"""Files that are kept: listed, looked at, renamed; e-mails that come in without a client."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smallcrm.domain.errors import Refusal
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.file_keeping import KeptWith, file_reader
from smallcrm.ui.wishes.base import Opener, Wish

if TYPE_CHECKING:
    from smallcrm.importers.keeping import WaitingMail
    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.queries.shapes import ClientRef
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.runner import Backend


class DocumentWishes(QObject):
    """What is kept beside the rows: contracts, photos, e-mails."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "documents": self._documents,
            "open_document": self._open,
            "open_email": self._open_email,
            "rename_document": self._rename,
            "keep_emails": self._keep_emails,
        }

    def _documents(self, whom: object) -> None:
        """Show the files of a client (its id), or of a sale, quote or contract (`KeptWith`)."""
        kept = KeptWith(whom) if isinstance(whom, int) else whom
        if isinstance(kept, KeptWith):
            self._at.context.runner.task(
                lambda backend: _client(backend, kept.client),
                lambda client: self._list(kept, client),
            )

    def _list(self, whom: KeptWith, client: ClientRef | None) -> None:
        from smallcrm.ui.dialogs.documents_window import DocumentsWindow

        if client is not None:
            parent = self._at.parent_of(whom.client)
            self._at.show(DocumentsWindow(self._at.context, whom, client.name, parent))

    def _open(self, document_id: object) -> None:
        from smallcrm.ui.dialogs.document_window import DocumentWindow

        if isinstance(document_id, int):
            self._at.show(DocumentWindow(self._at.context, document_id, self._at.window))

    def _open_email(self, interaction_id: object) -> None:
        """Show an e-mail by the contact that it is; without its message nothing opens."""
        if isinstance(interaction_id, int):
            self._at.context.runner.task(
                lambda backend: backend.queries.documents_of(interaction_id=interaction_id),
                self._open_message,
            )

    def _open_message(self, documents: tuple[DocumentShape, ...]) -> None:
        # The message was kept before what is attached to it.
        if documents:
            self._open(min(one.id for one in documents))

    def _rename(self, document_id: object) -> None:
        from smallcrm.ui.dialogs.document_dialog import DocumentDialog

        if isinstance(document_id, int):
            self._at.show(DocumentDialog(self._at.context, document_id, self._at.window))

    def _keep_emails(self, names: object) -> None:
        """Keep e-mails that were dropped on the window: by their addresses, or by asking."""
        if isinstance(names, list):
            paths = [Path(str(name)) for name in names]
            self._at.context.runner.task(lambda backend: _waiting(backend, paths), self._keep)

    def _keep(self, read: tuple[list[WaitingMail], Refusal | None]) -> None:
        waiting, refused = read
        if refused is not None:
            self._at.window.show_error(say(self._at.context.tr, refused))
        asked: list[WaitingMail] = []
        for mail in waiting:
            candidates = mail.parties.candidates
            if len(candidates) == 1:
                self._at.write(mail.command(candidates[0].client.id), self._say)
            else:
                asked.append(mail)
        self._ask(asked)

    def _ask(self, waiting: list[WaitingMail]) -> None:
        """Ask about one after the other."""
        from smallcrm.ui.dialogs.email_dialog import EmailDialog

        if waiting:
            dialog = EmailDialog(self._at.context, waiting[0], self._at.window)
            dialog.finished.connect(lambda _result: self._ask(waiting[1:]))
            self._at.show(dialog)

    def _say(self, outcome: Outcome) -> None:
        told = outcome.result.parameters
        if told.get("known"):
            text = self._at.context.tr.gettext("This e-mail is kept already, with {client}.")
            self._at.window.say(text.format(client=told.get("client")))
        else:
            self._at.say(outcome)


def _waiting(backend: Backend, paths: list[Path]) -> tuple[list[WaitingMail], Refusal | None]:
    """Read e-mails; one that is none does not stop the others."""
    reader = file_reader(backend)
    found: list[WaitingMail] = []
    refused: Refusal | None = None
    for path in paths:
        try:
            found.append(reader.waiting(reader.file(path), backend.queries))
        except Refusal as refusal:
            refused = refused or refusal
    return found, refused


def _client(backend: Backend, client_id: int) -> ClientRef | None:
    card = backend.queries.card(client_id)
    return card.details.ref if card is not None else None
