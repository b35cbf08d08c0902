"""`add document`, `add email`: files that are kept with a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smallcrm.cli.context import Run
from smallcrm.cli.references import CONTRACT, QUOTE, References
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import path_of, text_of
from smallcrm.exporters import json_lists
from smallcrm.i18n import sentences
from smallcrm.services.commands import AddDocuments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.importers.keeping import FileReader


def document(run: Run) -> int:
    """Keep files with a client, and with a sale, quote or contract of theirs."""
    from smallcrm.cli.adding import sale_of_number

    asked = run.asked
    client_id = run.client_id(asked.client)
    numbers = References(run)
    reader = file_reader(run)
    sale, quote, contract = asked.sale, asked.quote, asked.contract
    outcome = run.perform(
        AddDocuments(
            client=client_id,
            files=tuple(reader.file(path_of(name)) for name in asked.files),
            sale=sale_of_number(run, client_id, text_of(sale, "sale")) if sale else None,
            quote=numbers.find(text_of(quote, "quote"), QUOTE, "quote") if quote else None,
            contract=numbers.find(text_of(contract, "contract"), CONTRACT, "contract")
            if contract
            else None,
        )
    )
    if run.out.as_json:
        ids = cast("Sequence[int]", outcome.result.parameters["documents"])
        kept = [run.backend.queries.document(one) for one in ids]
        run.out.document([json_lists.document_row(one) for one in kept if one is not None])
        return DONE
    tr = run.tr
    if outcome.result.parameters.get("count"):
        done = outcome.result
        run.out.line(sentences.action(tr, done.label, done.parameters))
    else:
        run.out.line(tr.gettext("This is kept already."))
    return DONE


def email(run: Run) -> int:
    """Keep an e-mail with a client: a contact, the message and what is attached to it."""
    asked = run.asked
    client_id = run.client_id(asked.client)
    reader = file_reader(run)
    file = reader.file(path_of(asked.file))
    waiting = reader.waiting(file, run.backend.queries, client_id)
    outcome = run.perform(waiting.command(client_id))
    told = outcome.result.parameters
    if run.out.as_json:
        kept = run.backend.queries.documents_of(interaction_id=outcome.result.id)
        run.out.document(
            {
                "id": outcome.result.id,
                "client": told.get("client_id"),
                "known": bool(told.get("known")),
                "documents": [json_lists.document_row(one) for one in kept],
            }
        )
        return DONE
    tr = run.tr
    if told.get("known"):
        text = tr.gettext("This e-mail is kept already, with {client}.")
        run.out.line(text.format(client=told.get("client")))
    else:
        run.out.line(sentences.action(tr, outcome.result.label, told))
    return DONE


def file_reader(run: Run) -> FileReader:
    """Return what files are read with, by the settings of the data file."""
    from smallcrm.importers.keeping import FileReader
    from smallcrm.reports.render import pdf_text

    country = run.backend.queries.settings().country
    return FileReader(pdf_text=pdf_text, country=country, now=run.clock.now())
