"""Exit statuses, streams and surroundings: what scripts may rely on, whatever happens."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from tests.cli.conftest import NOW, Answer, Crm

from smallcrm.domain.errors import DataFileError, FileTrouble

posix = pytest.mark.skipif(os.name != "posix", reason="shells and signals of Unix")


def process(
    data: Path, *arguments: str, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the real program."""
    return subprocess.run(
        [sys.executable, "-m", "smallcrm", "--data-dir", str(data), *arguments],
        input=stdin,
        capture_output=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("find",),
        ("find", "a", "b"),
        ("find", "a", "--limit", "many"),
        ("find", "a", "--limit", "-1"),
        ("find", "a", "--frobnicate"),
        ("find", "--lim", "1", "a"),
        ("card",),
        ("list",),
        ("list", "everything"),
        ("add",),
        ("add", "thing"),
        ("add", "client"),
        ("add", "client", "--name"),
        ("add", "sale", "id:1", "--title", "x"),
        ("add", "sale", "id:1", "--title", "x", "--amount", "1", "--status", "cancelled"),
        ("add", "client", "--name", "x", "--level", "gold"),
        ("import",),
        ("import", "x", "--as", "dogs"),
        ("export", "clients"),
        ("report", "client", "x"),
        ("apply",),
        ("restore",),
        ("--now", "yesterday", "find", "x"),
        ("--now", "9999-12-31T23:59:59-23:00", "find", "x"),
        ("--lang", "fr", "find", "x"),
        ("sample", "--clients", "-3"),
        ("--data-dir", "", "find", "x"),
        ("--data-dir=", "find", "x"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    run: Crm, data: Path, arguments: tuple[str, ...]
) -> None:
    answer = run("--data-dir", data, *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.complaint
    answer = run("--data-dir", data, *arguments, "--json")
    assert answer.status == 2
    assert answer.json == {"error": "wrong_usage", "message": answer.complaint}
    assert not data.exists()


def test_wrong_usage_in_chinese(run: Crm) -> None:
    assert "参见" in run("--lang", "zh_CN", "find").complaint
    assert "See:" in run("--lang", "en", "find").complaint


def test_help_and_version(run: Crm) -> None:
    for arguments in (("--help",), ("find", "--help"), ("add", "sale", "-h"), ("--version",)):
        answer = run(*arguments)
        assert (answer.status, answer.err) == (0, "")
        assert answer.out
    assert "用法" in run("--lang", "zh_CN", "--help").out


def test_global_options_are_understood_behind_the_command_too(run: Crm, story: Path) -> None:
    answer = run("list", "clients", "--data-dir", story, "--json", "--now", NOW)
    assert len(answer.json) == 3
    answer = run("--data-dir", story / "other", "list", "clients", "--json", "--data-dir", story)
    assert len(answer.json) == 3


def test_a_passphrase_is_refused_by_name(crm: Crm, tmp_path: Path) -> None:
    answer = crm("--passphrase-file", tmp_path / "x", "find", "x", "--json")
    assert (answer.status, answer.json["error"]) == (1, "not_built")


def in_trouble(answer: Answer, status: int, code: str) -> Answer:
    """Check a refusal because of the data file."""
    assert answer.status == status
    assert answer.json["error"] == code
    assert answer.json["message"] == answer.complaint
    return answer


def test_status_3_a_newer_file(crm: Crm, story: Path) -> None:
    with sqlite3.connect(story / "smallcrm.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    in_trouble(crm("list", "clients", "--json"), 3, "newer")
    in_trouble(crm("add", "client", "--name", "x", "--json"), 3, "newer")


def test_status_4_a_place_that_cannot_be_written(run: Crm, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    in_trouble(
        run("--data-dir", tmp_path / "file" / "data", "find", "x", "--json"), 4, "unwritable"
    )


def test_status_5_a_locked_file(crm: Crm, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smallcrm.db.connection.BUSY_TIMEOUT_MS", 100)
    # Another library in this process would not see the locks of the program's own.
    connection = sqlcipher3.dbapi2.connect(str(story / "smallcrm.db"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        in_trouble(crm("add", "client", "--name", "x", "--json"), 5, "locked")
    finally:
        connection.close()
    assert crm("add", "client", "--name", "x").status == 0


def test_status_6_a_damaged_file_names_the_backups(crm: Crm, story: Path) -> None:
    made = Path(crm("backup", "--json").json["file"])
    damaged = b"this is no database" * 1000
    for name in ("smallcrm.db-wal", "smallcrm.db-shm"):
        (story / name).unlink(missing_ok=True)
    (story / "smallcrm.db").write_bytes(damaged)
    answer = in_trouble(crm("card", "id:1", "--json"), 6, "damaged")
    assert answer.json["backups"] == [str(made)]
    assert str(made) in answer.complaint
    assert (story / "smallcrm.db").read_bytes() == damaged
    assert crm("restore", made).status == 0
    assert crm("card", "id:1", "--json").status == 0


def test_status_6_without_any_backup(crm: Crm, data: Path) -> None:
    data.mkdir()
    (data / "smallcrm.db").write_bytes(b"this is no database" * 1000)
    answer = crm("find", "x")
    assert answer.status == 6
    assert str(data / "backups") in answer.complaint


def test_status_7(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_given: object) -> None:
        raise DataFileError(FileTrouble.WRONG_PASSPHRASE)

    monkeypatch.setattr("smallcrm.app.open_backend", locked)
    in_trouble(crm("find", "x", "--json"), 7, "wrong_passphrase")


def test_a_fault_of_the_program_is_one_line_and_a_log_without_words(
    run: Crm, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smallcrm.cli import log

    def fail(*_given: object) -> None:
        raise ZeroDivisionError("Ann Lee owes 480")

    monkeypatch.setattr("smallcrm.cli.main.log_fault", log.log_fault)
    monkeypatch.setattr("smallcrm.app.open_backend", fail)
    answer = run("--data-dir", data, "--lang", "en", "find", "x", "--json")
    assert (answer.status, answer.json["error"]) == (1, "internal")
    assert "ZeroDivisionError" in answer.complaint
    (path,) = (data / "logs").iterdir()
    text = path.read_text()
    assert "ZeroDivisionError" in text
    assert "Ann" not in text
    assert text.count("\n") == 1


def test_a_folder_without_room_for_a_log_is_borne(tmp_path: Path) -> None:
    from smallcrm.cli.log import log_fault
    from smallcrm.domain.clock import Clock

    (tmp_path / "file").write_text("")
    log_fault(tmp_path / "file" / "logs", Clock(), ValueError())


def test_a_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    from smallcrm.cli.log import log_fault
    from smallcrm.domain.clock import Clock

    (tmp_path / "command-line.log").write_bytes(b"x" * 600_000)
    log_fault(tmp_path, Clock(), ValueError())
    assert (tmp_path / "command-line.log").stat().st_size < 1000


def test_the_real_program_prints_json_and_nothing_else(story: Path) -> None:
    done = process(story, "find", "ann", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["name"] == "Ann Lee"


@posix
@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_terminal_without_these_letters_does_not_stop_the_program(
    story: Path, environment: dict[str, str]
) -> None:
    for arguments in (("list", "clients"), ("list", "clients", "--json"), ("card", "id:3")):
        done = process(story, *arguments, **environment)
        assert (done.returncode, done.stderr) == (0, "")
    done = process(story, "list", "clients", "--json", **environment)
    assert "张伟" in {row["name"] for row in json.loads(done.stdout)}


@posix
def test_bytes_of_no_encoding_on_the_command_line(story: Path) -> None:
    command = [sys.executable, "-m", "smallcrm", "--data-dir", str(story)]
    done = subprocess.run([*command, "find", b"\xff\xfe"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    done = subprocess.run([*command, "card", b"\xff", "--json"], capture_output=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"] == "not_found"


@posix
def test_whoever_stops_reading_stops_the_program_quietly(story: Path) -> None:
    program = f"{sys.executable} -m smallcrm --data-dir {story}"
    for arguments in ("list clients", "find a --json", "--help"):
        line = f"{program} {arguments} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("0\n", "")


@posix
def test_a_full_or_closed_output(story: Path) -> None:
    program = f"{sys.executable} -m smallcrm --data-dir {story} list clients"
    done = subprocess.run(
        ["bash", "-c", f"{program} > /dev/full"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    done = subprocess.run(
        ["bash", "-c", f"{program} >&-"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@posix
def test_each_line_of_apply_is_acknowledged_before_the_next_is_sent(data: Path) -> None:
    command = [sys.executable, "-m", "smallcrm", "--data-dir", str(data), "apply", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in (1, 2, 3):
            running.stdin.write(b'{"op": "add_client", "name": "Ann"}\n')
            running.stdin.flush()
            assert running.stdout.readline() == f"ACK {number} {number}\n".encode()
        running.kill()
    assert len(json.loads(process(data, "list", "clients", "--json").stdout)) == 3


def test_from_the_quote_to_the_money_in_the_real_program(data: Path) -> None:
    lines = [
        {"op": "add_client", "ref": "c", "name": "张伟", "currency": "CNY"},
        {"op": "add_product", "ref": "p", "name": "笔记本", "code": "B-1", "unit": "本",
         "prices": {"CNY": "12.50"}, "tax_percent": "13"},
        {"op": "add_quote", "ref": "q", "client": "c", "lines": [{"product": "p", "quantity": 8}]},
        {"op": "accept_quote", "ref": "s", "quote": "q"},
        {"op": "deliver", "sale": "s"},
        {"op": "bill", "ref": "i", "sales": ["s"], "number": "24312000000012345678"},
        {"op": "bill", "sales": ["s"]},
        {"op": "add_payment", "client": "c", "amount": "112.90",
         "settle": [{"sale": "s", "reason": "rounding"}]},
    ]  # fmt: skip
    written = "".join(f"{json.dumps(line)}\n" for line in lines)
    done = process(data, "--now", NOW, "apply", "-", stdin=written)
    said = done.stdout.splitlines()
    assert [line.split()[0] for line in said] == ["ACK"] * 6 + ["REFUSED", "ACK"]
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    (invoice,) = json.loads(process(data, "list", "invoices", "--json").stdout)
    assert invoice["number"] == "24312000000012345678"
    assert invoice["payable"] == {"amount": "113.00", "currency": "CNY"}
    assert invoice["open"] == {"amount": "0.00", "currency": "CNY"}
    assert json.loads(process(data, "check", "--json").stdout)["ok"]


@posix
def test_ctrl_c_is_one_line_and_keeps_what_was_acknowledged(data: Path) -> None:
    command = [sys.executable, "-m", "smallcrm", "--data-dir", str(data), "apply", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write('{"op": "add_client", "name": "Ann"}\n')
        running.stdin.flush()
        assert running.stdout.readline() == "ACK 1 1\n"
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert running.stderr.read().count("\n") == 1
        assert running.wait(timeout=120) == 130
    assert len(json.loads(process(data, "list", "clients", "--json").stdout)) == 1


@posix
def test_two_processes_write_at_the_same_time(data: Path) -> None:
    process(data, "find", "x")
    lines = '{"op": "add_client", "name": "Ann"}\n' * 20
    command = [sys.executable, "-m", "smallcrm", "--data-dir", str(data), "apply", "-"]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for running in both:
        assert running.stdin is not None
        running.stdin.write(lines)
        running.stdin.close()
        running.stdin = None
    outputs = [running.communicate()[0] for running in both]
    assert all(output.count("ACK") == 20 for output in outputs)
    assert len(json.loads(process(data, "list", "clients", "--json").stdout)) == 40
