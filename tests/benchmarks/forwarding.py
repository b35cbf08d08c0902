"""`smallcrm-call`, from the start of its process to the window; and what idle lines cost."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import data, start
from tests.benchmarks.common import Context, Row, against, within
from tests.telephony import lines
from tests.telephony.recordings import CONVERSATIONS

_RUNS = 40
_STARTS = 5
_LIMIT_S, _STARTED, _RATIO = 0.150, 5.0, 3.0
_IDLE_S = 5.0


def run(context: Context) -> list[Row]:
    """Forward calls in turns with the start of an empty Python; then leave four lines alone."""
    if sys.platform != "linux":
        return []  # the window listens elsewhere, and its process is found otherwise
    return [*_to_open_window(context), *_to_no_window(context), _idle()]


def _home(context: Context) -> dict[str, str]:
    """Make a home with the large data file in it, and return what a process is told of it."""
    home = Path(tempfile.mkdtemp(prefix="crm", dir="/tmp"))  # an address has few bytes
    shutil.copytree(context.data, home / "data" / "SmallCRM")
    (home / "run").mkdir(mode=0o700)
    os.sync()  # else the copy is still written while the call is waited for
    return {
        **os.environ,
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
    }


@contextlib.contextmanager
def _at_home(context: Context) -> Iterator[dict[str, str]]:
    variables = _home(context)
    try:
        yield variables
    finally:
        shutil.rmtree(variables["HOME"])


def _forward(number: int, variables: dict[str, str]) -> None:
    command = [sys.executable, "-m", "smallcrm.call_forwarder", f"+3531{number:07}"]
    subprocess.run(command, env=variables, check=True)


def _to_open_window(context: Context) -> list[Row]:
    ours, empty, work, least = [], [], [], []
    with _at_home(context) as variables:
        child = Path(__file__).with_name("forwarding_child.py")
        folder = Path(variables["XDG_DATA_HOME"], "SmallCRM")
        with subprocess.Popen(
            [sys.executable, str(child), str(folder)],
            cwd=data.ROOT,
            env={**variables, "PYTHONPATH": str(data.ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        ) as window:
            assert window.stdout is not None
            window.stdout.readline()
            for turn in range(_RUNS + 1):
                spent, begin = _spent(), time.perf_counter()
                # One number: the card that is up takes it, and the window is busy with little.
                _forward(1, variables)
                took = float(window.stdout.readline()) - begin
                between, begin = _spent(), time.perf_counter()
                subprocess.run([sys.executable, "-S", "-E", "-c", "pass"], check=True)
                if turn:
                    ours.append(took)
                    empty.append(time.perf_counter() - begin)
                    work.append(between - spent)
                    least.append(_spent() - between)
            window.terminate()
    what = "smallcrm-call → the window's slot"
    return [
        within(f"{what} ({context.clients:,} clients)", ours, _LIMIT_S, "limit: 150 ms"),
        against(what, ours, "an empty Python, from start to end", empty, _RATIO),
        # Others may use the machine meanwhile: the work done is the steadier figure.
        against("the same in seconds of work", work, "an empty Python", least, _RATIO),
    ]


def _spent() -> float:
    """Return the seconds of work of all processes that were started here and have ended."""
    import resource  # there is none on Windows

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _to_no_window(context: Context) -> list[Row]:
    """Start the program by a call, and wait until the file has the call."""
    took, empty = [], []
    with _at_home(context) as variables:
        file = Path(variables["XDG_DATA_HOME"], "SmallCRM", "smallcrm.db")
        for turn in range(_STARTS + 1):
            number = 7000000 + turn
            begin = time.perf_counter()
            _forward(number, variables)
            while not _has_call(file, f"+3531{number}"):
                time.sleep(0.02)
            if turn:  # the first one only warms the system's cache
                took.append(time.perf_counter() - begin)
                empty.append(start.started("empty")["painted"])
            _end(variables["HOME"])
    what = f"smallcrm-call, no window open → the call in the file ({context.clients:,} clients)"
    return [against(what, took, "an empty window, painted", empty, _STARTED)]


def _has_call(file: Path, number: str) -> bool:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        query = "SELECT (SELECT count(*) FROM {} WHERE number = ?)"
        tables = ("unknown_call", "interaction")
        return any(
            connection.execute(query.format(table), (number,)).fetchone()[0] for table in tables
        )


def _end(home: str) -> None:
    """End the window that the forwarder started: the process that was told of this home."""
    marker = f"HOME={home}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if marker in process.joinpath("environ").read_bytes() + b"\0":
                os.kill(int(process.name), 15)
                while process.exists():
                    if b"\nState:\tZ" in process.joinpath("status").read_bytes():
                        break
                    time.sleep(0.02)


def _idle() -> Row:
    """Count how often the threads of four lines that listen wake while nothing comes."""
    names = ("ncid", "fritzbox", "asterisk 20", "baresip")
    with contextlib.ExitStack() as stack:
        sources = []
        for name in names:
            source, opening, _calls = CONVERSATIONS[name]
            server = stack.enter_context(lines.ReplayServer([opening]))
            ears = lines.Ears()
            others = {"user": "crm", "secret": "hush"} if source == "asterisk" else {}
            sources.append(lines.listen(source, server.port, ears, **others))
            ears.wait_state(lines.SourceState.LISTENING)
        time.sleep(0.5)
        before = _wake_ups()
        time.sleep(_IDLE_S)
        count = _wake_ups() - before
        for source in sources:
            source.stop()
            source.join(5)
    what = f"wake-ups of four idle lines in {_IDLE_S:g} s"
    return Row(what, str(count), "none", None, "0", count == 0)


def _wake_ups() -> int:
    total = 0
    for thread in threading.enumerate():
        if thread.name.startswith("phone "):
            status = Path(f"/proc/self/task/{thread.native_id}/status").read_text("ascii")
            total += sum(int(line.split()[1]) for line in status.splitlines() if "ctxt" in line)
    return total
