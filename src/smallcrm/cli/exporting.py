"""`export`: the owner's data as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import path_of
from smallcrm.domain.errors import Refusal

if TYPE_CHECKING:
    from smallcrm.exporters import Written

_RECORD = "record"
_DOCUMENT = "document"
_CARDS = ".vcf"
_CALENDAR = ".ics"
_TO_DO = "followups"


def export(run: Run) -> int:
    """Write what was asked for to a file."""
    target = path_of(run.asked.file)
    written = _written(run, target)
    if run.out.as_json:
        cut = {"cut": written.cut} if written.cut else {}
        run.out.document({"file": str(target), "rows": written.rows, **cut})
        return DONE
    tr = run.tr
    text = tr.ngettext(
        "{count} row written to {file}", "{count} rows written to {file}", written.rows
    )
    run.out.line(shown(text.format(count=tr.formats.number(written.rows), file=target)))
    if written.cut:
        text = tr.ngettext(
            "{count} cell is longer than a workbook takes and was cut; .json has it whole.",
            "{count} cells are longer than a workbook takes and were cut; .json has them whole.",
            written.cut,
        )
        run.out.line(text.format(count=tr.formats.number(written.cut)))
    return DONE


def _written(run: Run, target: Path) -> Written:
    from smallcrm.exporters.everything import export_everything
    from smallcrm.exporters.record_file import export_record
    from smallcrm.exporters.tab_sheets import export_tab

    what, client, queries = run.asked.what, run.asked.client, run.backend.queries
    if (run.asked.id is None) == (what == _DOCUMENT):
        raise WrongUsageError(run.tr.gettext("export document takes --id, and nothing else does"))
    if (client is None) == (what == _RECORD):
        raise WrongUsageError(run.tr.gettext("export record takes --client, and nothing else does"))
    if run.asked.vcard is not None and target.suffix.lower() != _CARDS:
        raise WrongUsageError(run.tr.gettext("--vcard is for files that end in .vcf"))
    if what == _TO_DO:
        return _calendar(run, target)
    if what == _DOCUMENT:
        return _document(run, run.asked.id, target)
    if what == _RECORD:
        return export_record(queries, run.client_id(client), target, now=run.clock.now())
    if what == "everything":
        return export_everything(queries, target, tr=run.tr)
    name = "vcard3" if run.asked.vcard == "3.0" else ""
    return export_tab(queries, what, None, target, tr=run.tr, format_name=name)


def _calendar(run: Run, target: Path) -> Written:
    """Write what is to be done as a calendar, with names and birthdays as the settings say."""
    if target.suffix.lower() != _CALENDAR:
        raise Refusal("unknown_ending", field="file", text=target.suffix, known=(_CALENDAR,))
    from smallcrm.exporters.calendar_file import Shown, export_calendar

    machine = run.machine_settings
    shown = Shown(
        names=machine.get("calendar.names") == "yes",
        birthdays=machine.get("calendar.birthdays") == "yes",
    )
    return export_calendar(run.backend.queries, target, tr=run.tr, clock=run.clock, shown=shown)


def _document(run: Run, document_id: int, target: Path) -> Written:
    """Write a kept file's bytes as they are."""
    from smallcrm.exporters import Written
    from smallcrm.exporters.files import write_whole

    content = run.backend.queries.document_content(document_id)
    if content is None:
        raise Refusal("no_such_document", field="id", id=document_id)
    write_whole(target, lambda stream: stream.write(content))
    return Written(1)
