"""`export`: the owner's data as files for other programs."""

from __future__ import annotations

from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import path_of


def export(run: Run) -> int:
    """Write what was asked for to a file."""
    from smallcrm.exporters.everything import export_everything
    from smallcrm.exporters.tab_sheets import export_tab

    target, what = path_of(run.asked.file), run.asked.what
    if what == "everything":
        count = export_everything(run.backend.queries, target)
    else:
        count = export_tab(run.backend.queries, what, None, target)
    if run.out.as_json:
        run.out.document({"file": str(target), "rows": count})
    else:
        text = run.tr.ngettext(
            "{count} row written to {file}", "{count} rows written to {file}", count
        )
        run.out.line(shown(text.format(count=run.tr.formats.number(count), file=target)))
    return DONE
