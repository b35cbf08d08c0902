"""Whatever ends a program that writes: what it acknowledged is there, and nothing is half there."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from tests.factories import client, rows, sound

from smallcrm.app import open_backend
from smallcrm.domain.enums import Source
from smallcrm.services import commands

KILLS = 12
LINES = 4000
_POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and limits are POSIX's")


def command(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "smallcrm", "--data-dir", str(data), "--lang", "en", *arguments]


def environment(tmp_path: Path) -> dict[str, str]:
    """The machine's, with homes and sockets of the test's own."""
    own = {name: str(tmp_path) for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")}
    return {**os.environ, **own}


def actions(path: Path, count: int = LINES, *, prefix: str = "") -> Path:
    """Write lines of every sort; line n has the request id n, sales have three lines."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps({"op": "add_client", "ref": "c", "name": f"{prefix}Ann"}) + "\n")
        for number in range(2, count + 2):
            line: dict[str, object] = {"client": "c", "request_id": f"{prefix}{number}"}
            match number % 4:
                case 0:
                    line |= {"op": "add_note", "text": f"{prefix}note {number}"}
                case 1:
                    lines = [
                        {"description": f"part {part}", "unit_price": "33.33", "tax_percent": "19"}
                        for part in range(3)
                    ]
                    line |= {"op": "add_sale", "lines": lines}
                case 2:
                    line |= {"op": "add_payment", "amount": "70.07"}
                case _:
                    line |= {"op": "add_sale", "title": f"sale {number}", "amount": "12.34"}
            stream.write(json.dumps(line) + "\n")
    return path


def acknowledged(output: str) -> list[int]:
    """Return the lines that were acknowledged whole, each with its line end."""
    return [int(line.split()[1]) for line in output.split("\n")[:-1] if line.startswith("ACK ")]


def requests(backend) -> set[str]:
    return {row[0] for row in rows(backend, "SELECT request_id FROM request")}


@_POSIX
def test_kills_at_any_moment(paths, clock, tmp_path):
    """One file through all kills: each run goes on where the last one was cut off."""
    lines = actions(tmp_path / "lines.jsonl")
    chance = random.Random(20260512)
    kept: set[str] = set()
    for kill in range(KILLS):
        process = subprocess.Popen(
            command(paths.data, "apply", str(lines)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(tmp_path),
        )
        assert process.stdout is not None
        # The first kills hit the making of the file; the others some line or other.
        output = "" if kill < 2 else "".join(
            process.stdout.readline() for _ in range(chance.randrange(1, 60))
        )  # fmt: skip
        threading.Event().wait(chance.uniform(0.05, 0.6) if kill < 2 else chance.uniform(0, 0.05))
        process.kill()
        rest, complaint = process.communicate()
        assert "Traceback" not in complaint, complaint
        kept |= {str(number) for number in acknowledged(output + rest) if number > 1}
        backend = open_backend(paths, clock, country="IE", currency="EUR")
        try:
            there = requests(backend)
            assert there >= kept, "acknowledged, and gone"
            done = rows(backend, "SELECT count(*) FROM action WHERE kind = 'do' AND label = ''")
            assert done == [(0,)], "half an action"
            sound(backend)
        finally:
            backend.close()
    assert len(kept) > KILLS


@_POSIX
def test_a_full_disk_in_the_middle(paths, clock, tmp_path):
    """A limit on the size of files stands for a full disk: the same error, wherever tests run."""
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    client(backend)
    backend.close()
    lines = actions(tmp_path / "lines.jsonl", 400)
    limit = paths.database.stat().st_size + 200_000
    done = run_limited(paths.data, lines, limit, tmp_path)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    after_the_disk(paths, clock, acknowledged(done.stdout))


def run_limited(
    data: Path, lines: Path, limit: int, tmp_path: Path
) -> subprocess.CompletedProcess[str]:
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "from smallcrm.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = command(data, "apply", str(lines))[3:]
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=False,
    )


def after_the_disk(paths, clock, numbers: list[int]) -> None:
    assert numbers, "nothing was written at all"
    backend = open_backend(paths, clock)
    try:
        assert requests(backend) >= {str(number) for number in numbers if number > 1}
        sound(backend)
        client(backend, "Bob")
    finally:
        backend.close()


@_POSIX
def test_a_small_disk_that_is_full(clock, tmp_path):
    """The same on a real file system of two megabytes, where one may be mounted."""
    from smallcrm.paths import Paths

    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2048k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if not made or made.returncode != 0:
        pytest.skip("no file system may be mounted here")
    try:
        paths = Paths(data=disk / "data", machine_settings=disk / "machine.json")
        lines = actions(tmp_path / "lines.jsonl", 800)
        done = subprocess.run(
            command(paths.data, "apply", str(lines)),
            capture_output=True,
            text=True,
            env=environment(tmp_path),
            check=False,
        )
        assert done.returncode == 4, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        copy = Paths(data=tmp_path / "roomy", machine_settings=disk / "machine.json")
        shutil.copytree(paths.data, copy.data)
        after_the_disk(copy, clock, acknowledged(done.stdout))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_without_room_to_begin(clock, tmp_path):
    """A file that cannot even be made says so in one line."""
    with tempfile.TemporaryDirectory() as folder:
        lines = actions(Path(folder) / "lines.jsonl", 2)
        if not hasattr(os, "fork"):
            pytest.skip("limits are POSIX's")
        done = run_limited(Path(folder) / "data", lines, 20_000, tmp_path)
    assert done.returncode == 4
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_the_window_and_the_command_line_write_at_once(backend, tmp_path):
    """One process has the file open and writes; two others apply lines; nobody is turned away."""
    ann = client(backend)
    processes = [
        subprocess.Popen(
            command(backend.paths.data, "apply",
                    str(actions(tmp_path / f"{name}.jsonl", 60, prefix=name))),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(tmp_path),
        )
        for name in "pq"
    ]  # fmt: skip
    written = 0
    while any(process.poll() is None for process in processes) or written < 30:
        note = commands.AddNote(client=ann, text=str(written))
        backend.services.perform(note, source=Source.SCREEN)
        written += 1
        assert backend.queries.card(ann) is not None
    for process in processes:
        output, complaint = process.communicate()
        assert (process.returncode, complaint) == (0, "")
        assert acknowledged(output) == list(range(1, 62))
    assert rows(backend, "SELECT count(*) FROM note WHERE client_id = ?", ann) == [(written,)]
    assert len(requests(backend)) == 120
    numbers = rows(backend, "SELECT count(*), count(DISTINCT number) FROM sale")
    assert numbers == [(60, 60)]
    sound(backend)
