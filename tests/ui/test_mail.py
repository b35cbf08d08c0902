"""Papers go to the mail program whole, and nothing that people typed is taken for a command."""

from __future__ import annotations

import email
import json
import os
import sys
import tempfile
import time
from email import policy
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smallcrm.ui import mail
from smallcrm.ui.mail import Draft

PDF = b"%PDF-1.7 \x00\xff\r\n.\r\nFrom here\n%%EOF"
NASTY = '\'; touch owned; `touch owned` $(touch owned) "–" & 张伟\nsecond line'


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a program on the path that writes down how it was called."""

    def make(name: str, code: int = 0) -> Path:
        told = tmp_path / "told.json"
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_text(
            f"#!{sys.executable}\nimport json, sys\n"
            f"json.dump([sys.argv[1:], sys.stdin.read()], open({str(told)!r}, 'w'))\n"
            f"sys.exit({code})\n"
        )
        file.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return told

    return make


def draft(**values: str) -> Draft:
    told = {"to": "beatriz@example.ie", "subject": "Invoice I-2026-0001", "body": "Hello"} | values
    return Draft(**told, attachment=mail.put_by(PDF, "Invoice I-2026-0001, Ann O'Brien.pdf"))


def test_the_paper_is_put_by_under_a_name_that_mail_programs_take() -> None:
    path = mail.put_by(PDF, "Invoice I-2026-0001, Ann O'Brien & 张伟.pdf")
    assert path.read_bytes() == PDF
    assert path.name == "Invoice I-2026-0001 Ann O Brien 张伟.pdf"
    assert path.parent.stat().st_mode & 0o077 == 0


def test_papers_of_former_days_are_removed() -> None:
    old, new = mail.put_by(PDF, "old.pdf"), mail.put_by(PDF, "new.pdf")
    before = time.time() - 2 * 24 * 60 * 60
    os.utime(old.parent, (before, before))
    mail.put_by(PDF, "newest.pdf")
    assert not old.exists()
    assert new.exists()


def test_xdg_email_is_told_each_thing_as_it_is(program, tmp_path: Path) -> None:
    told = program("xdg-email")
    one = draft(body=NASTY, subject=f"A\n{NASTY}")
    assert mail.hand_over(one, system="linux") is None
    arguments, _ = json.loads(told.read_text())
    assert arguments == [
        "--utf8",
        "--subject",
        " ".join(f"A\n{NASTY}".split()),
        "--body",
        NASTY,
        "--attach",
        str(one.attachment),
        "beatriz@example.ie",
    ]
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("to", ["", "nobody", "--attach=/etc/passwd", "-x@example.ie", "a@b\nc@d"])
def test_what_is_no_address_is_left_to_the_owner(program, to: str) -> None:
    told = program("xdg-email")
    assert mail.hand_over(draft(to=to), system="linux") is None
    arguments, _ = json.loads(told.read_text())
    assert arguments[-2] == "--attach"


def test_a_mac_runs_one_script_whatever_was_typed(program) -> None:
    told = program("osascript")
    one = draft(body=NASTY)
    assert mail.hand_over(one, system="darwin") is None
    arguments, script = json.loads(told.read_text())
    assert arguments == ["-", one.to, one.subject, NASTY, str(one.attachment)]
    assert "touch" not in script
    assert "on run argv" in script


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_a_draft_is_written_where_no_program_takes_it(program, system: str) -> None:
    program("xdg-email", code=3)
    program("osascript", code=1)
    one = draft(subject="Rechnung für 张伟", body="Grüße\n\n张伟您好")
    path = mail.hand_over(one, system=system)
    assert path is not None
    assert path.suffix == ".eml"
    found = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert found["X-Unsent"] == "1"
    assert found["To"] == "beatriz@example.ie"
    assert found["Subject"] == "Rechnung für 张伟"
    body = found.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == "Grüße\n\n张伟您好"
    (attached,) = found.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == one.attachment.name
    assert attached.get_content() == PDF


@example(to=":", subject="", body="")
@example(to="ann@münchen.example", subject="", body="")
@given(
    to=st.text(max_size=40) | st.emails(),
    subject=st.text(max_size=80),
    body=st.text(max_size=300),
)
def test_any_text_makes_a_message_of_one_subject_and_one_receiver(
    to: str, subject: str, body: str
) -> None:
    folder = Path(tempfile.gettempdir())
    folder.mkdir(exist_ok=True)
    paper = folder / "paper.pdf"
    paper.write_bytes(PDF)
    made = mail.as_message(Draft(to, subject, body, paper))
    found = email.message_from_bytes(made, policy=policy.default)
    assert set(found.keys()) <= {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type"}
    assert len(found.get_all("To", [])) <= 1
    (attached,) = found.iter_attachments()
    assert attached.get_content() == PDF


def test_a_program_that_runs_on_has_taken_it(
    program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("xdg-email")
    (tmp_path / "bin" / "xdg-email").write_text(f"#!{sys.executable}\nimport time\ntime.sleep(3)\n")
    monkeypatch.setattr(mail, "_PATIENCE", 0.2)
    assert mail.hand_over(draft(), system="linux") is None
