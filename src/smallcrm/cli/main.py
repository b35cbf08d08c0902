"""From arguments to an exit status: the one way through the command line."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from smallcrm import __version__, paths
from smallcrm.cli import display, refusals
from smallcrm.cli.arguments import WrongUsageError, argparse_speaks, peeked
from smallcrm.cli.context import Run
from smallcrm.cli.log import log_fault
from smallcrm.cli.output import CannotPrintError, Output, prepare_streams
from smallcrm.cli.parser import Grammar
from smallcrm.cli.values import instant_of
from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.exporters import json_out
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.system import LANGUAGES, system_language
from smallcrm.machine_settings import MachineSettings

if TYPE_CHECKING:
    from smallcrm.cli.program import Program

_INTERRUPTED: Final = 130
_BACKUPS_NAMED: Final = 3
# Whoever reads these may have had enough of them; of the others, something is left unsaid.
_READING: Final = frozenset({"lookups", "listing"})


def main(arguments: Sequence[str], program: Program) -> int:
    """Carry out one command line; every way out is one of the contract's exit statuses."""
    prepare_streams()
    out = Output(as_json="--json" in arguments)
    found = paths.find(peeked(arguments, "--data-dir"))
    tr = _language(peeked(arguments, "--lang"), found, Clock())
    try:
        status = _carry_out(list(arguments), program, found, tr, out)
        out.flush()
        return status  # noqa: TRY300
    except (BrokenPipeError, CannotPrintError):  # of --help and --version
        out.silence()
        return refusals.DONE
    except WrongUsageError as error:
        if out.as_json:
            out.document({"error": "wrong_usage", "message": str(error)})
        out.complain(str(error))
        return refusals.WRONG_USAGE


def _carry_out(
    arguments: list[str], program: Program, found: paths.Paths, tr: I18n, out: Output
) -> int:
    with argparse_speaks(tr):
        try:
            asked = Grammar(tr).build().parse_args(arguments)
        except SystemExit:  # of --help, which has printed it
            return refusals.DONE
    if asked.version:
        out.line(f"Small CRM {__version__}")
        return refusals.DONE
    if not getattr(asked, "data_dir", "given").strip():
        # A script's variable that is not set must not make the current folder ours.
        raise WrongUsageError(tr.gettext("--data-dir takes a folder"))
    out.as_json = getattr(asked, "json", False)
    clock = _clock(getattr(asked, "now", None), tr)
    language = getattr(asked, "lang", None)
    run = Run(asked, program, found, clock, _language(language, found, clock), out, language)
    if getattr(asked, "passphrase_file", None) is not None:
        return _refused(run, Refusal("not_built", what="--passphrase-file"))
    if asked.handler is None and not display.has_display():
        return _refused(run, Refusal("no_display"))
    if asked.handler is None:
        return program.run_window(found, clock, language=language, smoke_test=asked.smoke_test)
    return _guarded(run, asked.handler)


def _guarded(run: Run, handler: str) -> int:
    """Carry out a command; whatever happens, one plain line and a status come of it."""
    try:
        try:
            status = _function(handler)(run)
            run.out.flush()
        finally:
            run.close()
    except WrongUsageError:
        raise
    except Refusal as refused:
        status = _refused(run, refused)
    except DataFileError as error:
        status = _in_trouble(run, error)
    except BrokenPipeError:
        status = _unheard(run, handler)
    except CannotPrintError as error:
        run.out.silence()
        text = run.tr.gettext("What was to be printed cannot be written ({reason}).")
        run.out.complain(text.format(reason=error))
        status = refusals.REFUSED
    except KeyboardInterrupt:
        run.out.complain(run.tr.gettext("Stopped. What was acknowledged before is kept."))
        status = _INTERRUPTED
    except Exception as fault:  # noqa: BLE001  (the last resort: nobody should read a traceback)
        log_fault(run.paths.logs, run.clock, fault)
        text = run.tr.gettext(
            "Something went wrong inside the program ({kind}), and was noted in {folder}. The part "
            "that failed changed nothing."
        ).format(kind=type(fault).__name__, folder=run.paths.logs)
        status = _failed(run, "internal", text, refusals.REFUSED)
    return status


def _function(handler: str) -> Callable[[Run], int]:
    module, _, name = handler.partition(":")
    function: Callable[[Run], int] = getattr(
        importlib.import_module(f"smallcrm.cli.{module}"), name
    )
    return function


def _refused(run: Run, refused: Refusal) -> int:
    more: dict[str, object] = {}
    if refused.field is not None:
        more["field"] = refused.field
    if isinstance(refused, refusals.SeveralClients):
        more["candidates"] = [json_out.hit(hit) for hit in refused.candidates]
    return _failed(run, refused.code, refusals.sentence(run.tr, refused), refusals.REFUSED, more)


def _in_trouble(run: Run, error: DataFileError) -> int:
    text = refusals.trouble(run.tr, error)
    backups: list[str] = []
    if error.trouble is FileTrouble.DAMAGED:
        newest = sorted(run.paths.backups.glob("*.db"), reverse=True)[:_BACKUPS_NAMED]
        backups = [str(path) for path in newest]
        if backups:
            more = run.tr.gettext("Backups: {files}. To put one back: smallcrm restore FILE")
            more = more.format(files=run.tr.pgettext("list", ", ").join(backups))
        else:
            more = run.tr.gettext("There is no backup in {folder} yet.")
            more = more.format(folder=run.paths.backups)
        # Translators: two whole sentences
        text = run.tr.pgettext("sentences", "{first} {second}").format(first=text, second=more)
    more_keys: dict[str, object] = {"backups": backups} if backups else {}
    return _failed(run, error.trouble.value, text, refusals.STATUS_OF[error.trouble], more_keys)


def _failed(
    run: Run, code: str, text: str, status: int, more: dict[str, object] | None = None
) -> int:
    try:
        if run.out.as_json:
            run.out.document({"error": code, "message": text, **(more or {})})
            run.out.flush()
    except (BrokenPipeError, CannotPrintError):
        run.out.silence()
    run.out.complain(text)
    return status


def _unheard(run: Run, handler: str) -> int:
    """End quietly where the reader of a list had enough; what was written is told to have been."""
    run.out.silence()
    if handler.partition(":")[0] in _READING:
        return refusals.DONE
    run.out.complain(run.tr.gettext("Stopped, since nobody reads what is printed any more."))
    return refusals.REFUSED


def _language(asked: str | None, found: paths.Paths, clock: Clock) -> I18n:
    chosen = asked if asked in LANGUAGES else None
    if chosen is None:
        kept = MachineSettings(found.machine_settings).get("machine.language")
        chosen = kept if kept in LANGUAGES else system_language()
    return I18n.load(chosen, paths.resources(), clock=clock)


def _clock(now: str | None, tr: I18n) -> Clock:
    if now is None:
        return Clock()
    try:
        return Clock.fixed(instant_of(now, "now"))
    except Refusal as refused:
        raise WrongUsageError(f"--now: {refusals.sentence(tr, refused)}") from refused
