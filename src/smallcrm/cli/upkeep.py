"""Settings, undo and redo, copies, checks, sample data."""

from __future__ import annotations

from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE, REFUSED, STATUS_OF
from smallcrm.cli.values import path_of, text_of
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.domain.paper_settings import logo_bytes
from smallcrm.domain.settings import SETTINGS, Scope, setting
from smallcrm.exporters import json_out
from smallcrm.i18n import sentences
from smallcrm.services.commands import FillSample, Redo, SetSetting, Undo

_LOGO = "letterhead.logo"


def settings(run: Run) -> int:
    """Show all settings, or one, or set one."""
    key, value = run.asked.key, run.asked.value
    if key is None:
        values = {name: _value(run, name) for name in SETTINGS}
        if run.out.as_json:
            run.out.document(values)
        else:
            tr = run.tr
            run.out.table(
                (
                    tr.pgettext("column", "Setting"),
                    tr.pgettext("column", "Value"),
                    tr.pgettext("column", "Meaning"),
                ),
                [
                    (name, _spoken(run, name, text), sentences.setting_name(tr, name))
                    for name, text in values.items()
                    if text or not name.startswith("text.")
                ],
            )
        return DONE
    found = setting(key)
    if value is not None:
        text = _logo_of(value) if key == _LOGO else text_of(value, key)
        if found.scope is Scope.MACHINE:
            run.machine_settings.set(key, text)
            run.nudge()
        else:
            run.perform(SetSetting(key=key, value=text))
    if run.out.as_json:
        run.out.document({"key": key, "value": _value(run, key)})
    else:
        run.out.line(shown(_spoken(run, key, _value(run, key))))
    return DONE


def _logo_of(text: str) -> str:
    """Read the picture of a file that is named; a logo as it is kept, or nothing, stays."""
    if not text.strip() or text.startswith("data:"):
        return text_of(text, _LOGO)
    from smallcrm.reports.pictures import LARGEST_FILE, logo_from

    path = path_of(text)
    try:
        with path.open("rb") as stream:
            return logo_from(stream.read(LARGEST_FILE + 1))
    except FileNotFoundError as error:
        raise Refusal("file_not_found", field="file", file=str(path)) from error
    except OSError as error:
        raise Refusal("file_unreadable", field="file", file=str(path)) from error


def _spoken(run: Run, key: str, text: str) -> str:
    """Write a setting for people: of a logo, what it is and how large."""
    if key != _LOGO or not (picture := logo_bytes(text)):
        return text
    kind = "PNG" if text.startswith("data:image/png") else "JPEG"
    # Translators: a picture's kind and size: "PNG, 34 KB"
    return run.tr.gettext("{kind}, {size} KB").format(
        kind=kind, size=run.tr.formats.number(max(1, round(len(picture) / 1000)))
    )


def _value(run: Run, key: str) -> str:
    if setting(key).scope is Scope.MACHINE:
        return run.machine_settings.get(key)
    return run.backend.queries.settings().value(key)


def undo(run: Run) -> int:
    """Take back the last action, and say what it was."""
    done = run.perform(Undo()).result
    return _say(run, done.label, sentences.undone(run.tr, done.label, done.parameters))


def redo(run: Run) -> int:
    """Bring back what was undone last, and say what it was."""
    done = run.perform(Redo()).result
    return _say(run, done.label, sentences.redone(run.tr, done.label, done.parameters))


def _say(run: Run, label: str, text: str) -> int:
    if run.out.as_json:
        run.out.document({"action": label, "message": text})
    else:
        run.out.line(shown(text))
    return DONE


def backup(run: Run) -> int:
    """Make a verified copy."""
    target = path_of(run.asked.file) if run.asked.file is not None else None
    if target is not None and target.exists():
        raise Refusal("file_exists", field="file", file=str(target))
    try:
        made = run.backend.backup(target)
    except DataFileError as error:
        if target is None or error.trouble is not FileTrouble.UNWRITABLE:
            raise
        raise Refusal("cannot_write_file", field="file", file=str(target)) from error
    if run.out.as_json:
        run.out.document({"file": str(made)})
    else:
        run.out.line(shown(run.tr.gettext("Backed up to {file}").format(file=made)))
    return DONE


def restore(run: Run) -> int:
    """Put a copy in the place of the data file, which is kept beside it."""
    source = path_of(run.asked.file)
    kept = run.program.restore(run.paths, run.clock, source)
    run.nudge()
    if run.out.as_json:
        run.out.document({"restored": str(source), "kept": str(kept) if kept else None})
        return DONE
    run.out.line(shown(run.tr.gettext("Restored from {file}").format(file=source)))
    if kept is not None:
        text = run.tr.gettext("What was there before is kept as {file}")
        run.out.line(shown(text.format(file=kept)))
    return DONE


def check(run: Run) -> int:
    """Look for what is wrong with the file; pages that cannot be read have their own status."""
    report = run.backend.check()
    if run.out.as_json:
        run.out.document(
            {
                "ok": not report.problems,
                "problems": [
                    {
                        "code": problem.code,
                        "message": sentences.problem(run.tr, problem),
                        **{key: json_out.plain(value) for key, value in problem.parameters.items()},
                    }
                    for problem in report.problems
                ],
                "clients": report.clients,
                "sales": report.sales,
                "payments": report.payments,
                "sqlite": report.sqlite,
                "schema": report.schema,
            }
        )
    else:
        text = run.tr.gettext(
            "Clients: {clients}, sales: {sales}, payments: {payments}; SQLite {sqlite}, "
            "schema {schema}"
        )
        number = run.tr.formats.number
        run.out.line(
            text.format(
                clients=number(report.clients),
                sales=number(report.sales),
                payments=number(report.payments),
                sqlite=report.sqlite,
                schema=report.schema,
            )
        )
        run.out.lines(shown(sentences.problem(run.tr, problem)) for problem in report.problems)
        if not report.problems:
            run.out.line(run.tr.gettext("Nothing is wrong."))
    if not report.problems:
        return DONE
    count = len(report.problems)
    text = run.tr.ngettext("{count} problem was found.", "{count} problems were found.", count)
    run.out.complain(text.format(count=run.tr.formats.number(count)))
    return STATUS_OF[FileTrouble.DAMAGED] if report.unreadable else REFUSED


def erase(run: Run) -> int:
    """Say that this is not built yet."""
    del run
    raise Refusal("not_built", what="erase")


def sample(run: Run) -> int:
    """Fill an empty file with made-up data."""
    command = FillSample(clients=run.asked.clients, seed=run.asked.seed)
    done = run.perform(command).result
    overview = run.backend.queries.overview()
    if run.out.as_json:
        run.out.document({"clients": overview.clients})
    else:
        run.out.line(shown(sentences.action(run.tr, done.label, done.parameters)))
    return DONE
