"""What the readers of papers share: whom a paper is for, and what a client's file is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Notes, Stationery
from smallcrm.reports.files import safe_file_name
from smallcrm.reports.material import Addressee, Material

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.queries.statement_shapes import Receiver
    from smallcrm.reports.document import Document
    from smallcrm.reports.receivers import Recipient

LONGEST_NAME = 80


def for_client(
    client: Recipient,
    name: Callable[[I18n], str],
    draw: Callable[[Document, Stationery, Notes], None],
    *,
    text: str = "",
    values: Callable[[Stationery], Mapping[str, str]] | None = None,
    out: bool = True,
    receiver: str = "",
) -> Material:
    """Put together what is made for a client, in the client's language.

    `text` and `values` are of the e-mail that it is sent with (`Addressee`).
    """
    shown = receiver or client.ref.name

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file: "Invoice I-2026-0012, Ann Lee"
        stem = tr.gettext("{paper}, {client}").format(paper=name(tr), client=shown[:LONGEST_NAME])
        return safe_file_name(stem)

    return Material(
        client=shown,
        language=client.language,
        out=out,
        name=name,
        file_name=file_name,
        draw=draw,
        addressee=addressee_of(client, text, values),
    )


def addressee_of(
    client: Recipient,
    text: str = "",
    values: Callable[[Stationery], Mapping[str, str]] | None = None,
) -> Addressee:
    """Return whom a client's papers are sent to: at their own address before a contact's."""
    own = sorted(client.emails, key=lambda email: email.of is not None)
    return Addressee(client.ref.id, own[0].address if own else "", text, values)


def receiver_of(queries: Queries, client_id: int) -> Receiver:
    """Return for whom a paper is; refuses `no_such_client`."""
    found = queries.receiver(client_id)
    if found is None:
        raise Refusal("no_such_client", field="client", id=client_id)
    return found


def card_of(queries: Queries, client_id: int, *, full: bool = False) -> ClientCard:
    """Return a client's card; refuses `no_such_client`."""
    if full:
        card = queries.client_history(client_id, full=True)
    else:
        card = queries.card(client_id, slot="report")
    if card is None:
        raise Refusal("no_such_client", field="client", id=client_id)
    return card
