"""What is read for papers about a client: the client report, the statement, all that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Notes, Stationery
from smallcrm.reports.files import safe_file_name
from smallcrm.reports.material import ClientOptions, Material, Paper
from smallcrm.reports.reading import LONGEST_NAME, addressee_of, card_of, for_client, receiver_of

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.queries.referral_shapes import RewardCredit
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.queries.trade_shapes import ContractShape
    from smallcrm.reports.document import Document


def client(queries: Queries, paper: Paper) -> Material:
    """Read the client report."""
    options = paper.options
    return client_report(
        card_of(queries, paper.id, full=True),
        queries.rewards_of(paper.id),
        queries.contracts_of(paper.id),
        chosen=options.notes if isinstance(options, ClientOptions) else None,
    )


def client_report(
    card: ClientCard,
    rewards: Sequence[RewardCredit] = (),
    contracts: Sequence[ContractShape] = (),
    *,
    chosen: frozenset[int] | None = None,
) -> Material:
    """Return what the client report is made of; `card` is that of the whole history.

    `chosen` are the notes that stand on it; None: as is asked for when it is drawn.
    """

    def draw(document: Document, stationery: Stationery, notes: Notes) -> None:
        from smallcrm.reports import client_report as report

        report.draw(
            document,
            card,
            stationery,
            notes=notes,
            rewards=rewards,
            contracts=contracts,
            chosen=chosen,
        )

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file
        stem = tr.gettext("{client}, client report, {date}").format(
            client=card.details.ref.name[:LONGEST_NAME],
            date=tr.formats.clock.today().isoformat(),
        )
        return safe_file_name(stem)

    return Material(
        client=card.details.ref.name,
        language=None,
        out=True,
        name=lambda tr: tr.gettext("Client report"),
        file_name=file_name,
        draw=draw,
    )


def statement(queries: Queries, paper: Paper) -> Material:
    """Read a statement of account."""
    from smallcrm.reports import statement as report

    found = queries.statement(paper.id)
    if found is None:
        raise Refusal("no_such_client", field="client", id=paper.id)
    facts = report.StatementFacts(found.accounts, found.open_sales, found.open_parts, paper.since)
    receiver = found.receiver

    def draw(document: Document, stationery: Stationery, _: Notes) -> None:
        report.draw(document, facts, receiver, stationery)

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file
        stem = tr.gettext("{client}, statement of account, {date}").format(
            client=receiver.ref.name[:LONGEST_NAME],
            date=tr.formats.clock.today().isoformat(),
        )
        return safe_file_name(stem)

    material = for_client(
        receiver,
        report.title,
        draw,
        text="statement",
        values=lambda stationery: report.values_of(facts, receiver, stationery),
    )
    return replace(material, file_name=file_name)


def record(queries: Queries, paper: Paper) -> Material:
    """Read all that is stored of a client."""
    from smallcrm.reports import record as report

    found = queries.client_record(paper.id)
    if found is None:
        raise Refusal("no_such_client", field="client", id=paper.id)
    name = found.client.name or ""
    receiver = receiver_of(queries, paper.id)

    def draw(document: Document, stationery: Stationery, _: Notes) -> None:
        report.draw(document, found, stationery)

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file
        stem = tr.gettext("{client}, all that is stored, {date}").format(
            client=name[:LONGEST_NAME], date=tr.formats.clock.today().isoformat()
        )
        return safe_file_name(stem)

    return Material(
        client=name,
        language=found.language,
        out=True,
        name=report.title,
        file_name=file_name,
        draw=draw,
        addressee=addressee_of(receiver, "record"),
    )
