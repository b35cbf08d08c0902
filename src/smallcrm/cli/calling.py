"""`call`: the card of whoever is calling, in the window that is open or is opened for it."""

from __future__ import annotations

from smallcrm.cli.context import Run
from smallcrm.cli.display import has_display
from smallcrm.cli.refusals import DONE
from smallcrm.domain.errors import Refusal
from smallcrm.telephony.handover import deliver
from smallcrm.telephony.launch import start_window
from smallcrm.telephony.wire import decode, encode_call


def call(run: Run) -> int:
    """Hand the call to the open window; else start one, or become it (`--start`)."""
    asked = run.asked
    line = encode_call(asked.number, asked.name, outgoing=asked.outgoing)
    if deliver(str(run.paths.data), line):
        return DONE
    if not has_display():
        raise Refusal("no_display")
    if asked.start:
        return run.program.run_window(
            run.paths, run.clock, language=run.language, message=decode(line)
        )
    message = decode(line)
    options = [f"--name={message.name}"] if message.name else []
    if asked.outgoing:
        options.append("--outgoing")
    try:
        start_window([*_before(run), "call", "--start", *options, "--", message.number])
    except OSError as error:
        raise Refusal("cannot_start", reason=error.strerror or "") from error
    return DONE


def _before(run: Run) -> list[str]:
    """Repeat the global options, for the process that becomes the window."""
    given = []
    if getattr(run.asked, "data_dir", None) is not None:
        given += ["--data-dir", str(run.paths.data)]
    if run.language is not None:
        given += ["--lang", run.language]
    return given
