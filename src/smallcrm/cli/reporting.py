"""`report`: the PDFs that the window prints."""

from __future__ import annotations

from smallcrm import paths
from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import path_of
from smallcrm.domain.errors import Refusal


def report(run: Run) -> int:
    """Write a report; those that are not built yet are refused by name."""
    asked = run.asked
    if asked.what != "client":
        raise Refusal("not_built", what=f"report {asked.what}")
    if asked.client is None:
        raise WrongUsageError(run.tr.gettext("report client takes a CLIENT"))
    target = path_of(asked.pdf)
    client_id = run.client_id(asked.client)
    card = run.backend.queries.client_history(client_id, full=True)
    if card is None:
        raise Refusal("no_client_of_id", field="client", id=client_id)
    from smallcrm.reports import render_client_report, write_pdf

    content = render_client_report(
        card,
        settings=run.backend.queries.settings(),
        tr=run.tr,
        resources=paths.resources(),
        clock=run.clock,
        notes=asked.notes,
    )
    write_pdf(content, target)
    if run.out.as_json:
        run.out.document({"file": str(target), "bytes": len(content)})
    else:
        run.out.line(shown(run.tr.gettext("Written to {file}").format(file=target)))
    return DONE
