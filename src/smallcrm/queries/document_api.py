"""The part of the read side that files kept with clients are found and read by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.queries import contact_shapes


class DocumentQueries(Reading):
    """Documents and what is in them; a part of `Queries`."""

    def documents_of(
        self,
        *,
        client_id: int | None = None,
        sale_id: int | None = None,
        quote_id: int | None = None,
        contract_id: int | None = None,
        interaction_id: int | None = None,
        says: str = "",
        slot: str = "documents",
    ) -> tuple[contact_shapes.DocumentShape, ...]:
        """Return the files of what is named (nothing: all), the newest first, without content.

        With `says` only those whose name or text has it.
        """
        from smallcrm.queries.kept_documents import documents

        given = {
            "client": client_id,
            "sale": sale_id,
            "quote": quote_id,
            "contract": contract_id,
            "interaction": interaction_id,
        }
        of, row_id = next(((of, one) for of, one in given.items() if one is not None), (None, 0))
        with self._database.read(slot) as connection:
            return documents(connection, of, row_id, says=says)

    def document(self, document_id: int) -> contact_shapes.DocumentShape | None:
        """Return a document with what can be read in it, or None where there is none."""
        from smallcrm.queries.kept_documents import document

        with self._database.read("documents") as connection:
            return document(connection, document_id)

    def mail_parties(
        self, sender: str | None, receivers: Sequence[str], *, client_id: int | None = None
    ) -> contact_shapes.MailParties:
        """Tell which way an e-mail went, and which clients it can belong to, by its addresses."""
        from smallcrm.queries.mail_parties import mail_parties

        with self._database.read("documents") as connection:
            return mail_parties(connection, sender, receivers, client_id=client_id)

    def document_content(self, document_id: int, *, slot: str = "content") -> bytes | None:
        """Return what is in a document, or None where there is no such document."""
        from smallcrm.queries.kept_documents import content

        with self._database.read(slot) as connection:
            return content(connection, document_id)
