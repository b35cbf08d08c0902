"""A paper handed to the owner's mail program: a draft that is looked at there, and sent there.

On Linux by `xdg-email` (freedesktop.org), on a Mac by asking Mail. Elsewhere, and where those do
not answer, a draft is written as a file (RFC 5322 with `X-Unsent: 1`, which Outlook opens for
writing) that the system opens. Windows and macOS are prepared, not tried.

What people typed is handed over as it is, as an argument of its own or in the file: it is never
part of a command or a script.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from smallcrm.reports.files import safe_file_name, write_pdf

_PREFIX: Final = "smallcrm-mail-"
_DAY: Final = 24 * 60 * 60
_PATIENCE: Final = 5.0  # seconds; a mail program that starts may run on under xdg-email
_LONGEST: Final = 120
_PLAIN: Final = re.compile(r"([^\s@<>\"(),:;\[\]\\]{1,64})@([^\s@<>\"(),:;\[\]\\]{1,190})")
_APPLE: Final = """
on run argv
    tell application "Mail"
        set draft to make new outgoing message with properties ¬
            {subject:item 2 of argv, content:item 3 of argv & return & return, visible:true}
        tell draft
            if item 1 of argv is not "" then
                make new to recipient at end of to recipients ¬
                    with properties {address:item 1 of argv}
            end if
            make new attachment with properties {file name:POSIX file (item 4 of argv)} ¬
                at after last paragraph of content
        end tell
        activate
    end tell
end run
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An e-mail that the owner will look at: to whom (or nobody yet), what, with which paper."""

    to: str
    subject: str
    body: str
    attachment: Path


def put_by(content: bytes, file_name: str) -> Path:
    """Write a paper where the mail program finds it until it is sent, and remove older ones.

    Its name has no signs that mail programs take for the end of it. Refuses
    `cannot_write_file`.
    """
    _clear()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    stem = "".join(
        sign if sign.isalnum() or sign in " -_." else " " for sign in Path(file_name).stem
    )
    path = folder / safe_file_name(stem[:_LONGEST])
    write_pdf(content, path)
    return path


def hand_over(draft: Draft, *, system: str = sys.platform) -> Path | None:
    """Open the draft in the mail program; else return the file of it that is to be opened.

    Waits a few seconds at most; not for the GUI thread.
    """
    if system == "darwin":
        handed = _by_apple_mail(draft)
    elif system == "win32":
        handed = False
    else:
        handed = _by_xdg_email(draft)
    return None if handed else write_draft(draft, draft.attachment.with_suffix(".eml"))


def write_draft(draft: Draft, path: Path) -> Path:
    """Write a draft as a file, its paper attached; refuses `cannot_write_file`."""
    write_pdf(as_message(draft), path)
    return path


def as_message(draft: Draft) -> bytes:
    """Return a draft as RFC 5322 has it; an address that none can be is left to the owner."""
    plain = draft.to.isascii()
    message = EmailMessage(policy=policy.SMTP if plain else policy.SMTPUTF8)
    message["X-Unsent"] = "1"
    message["Subject"] = _line(draft.subject)
    address = _address(draft.to)
    if address is not None:
        message["To"] = address
    message.set_content(draft.body, cte=None if plain else "base64")
    message.add_attachment(
        draft.attachment.read_bytes(),
        maintype="application",
        subtype="pdf",
        filename=draft.attachment.name,
    )
    return message.as_bytes()


def _address(text: str) -> Address | None:
    """Return the address that a text is, of the plain sort that everybody has; None for none."""
    found = _PLAIN.fullmatch(text.strip())
    if found is None or not text.strip().isprintable():
        return None
    return Address(username=found[1], domain=found[2])


def _line(text: str) -> str:
    """Return text as one line: a header has no other."""
    return " ".join(text.split())


def _by_xdg_email(draft: Draft) -> bool:
    program = shutil.which("xdg-email")
    if program is None:
        return False
    command = [program, "--utf8", "--subject", _line(draft.subject), "--body", draft.body]
    command += ["--attach", str(draft.attachment)]
    if _address(draft.to) is not None and not draft.to.strip().startswith("-"):
        command.append(draft.to.strip())
    return _runs(command)


def _by_apple_mail(draft: Draft) -> bool:
    program = shutil.which("osascript")
    if program is None:
        return False
    to = draft.to.strip() if _address(draft.to) is not None else ""
    # The script is the same each time; what people typed are its arguments.
    arguments = (to, _line(draft.subject), draft.body, str(draft.attachment))
    return _runs([program, "-", *arguments], _APPLE)


def _runs(command: list[str], script: str = "") -> bool:
    """Start a program; tell whether it did what it was asked, or is still at it."""
    try:
        with tempfile.TemporaryFile() as told:
            told.write(script.encode())
            told.seek(0)
            process = subprocess.Popen(  # noqa: S603  (a list, of which no shell is told)
                command,
                stdin=told,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
    except (OSError, ValueError):  # ValueError: a NUL, which no program can be told
        return False
    try:
        return process.wait(_PATIENCE) == 0
    except subprocess.TimeoutExpired:
        # The first window of a mail program: somebody has to wait for its end.
        threading.Thread(target=process.wait, daemon=True).start()
        return True


def _environment() -> dict[str, str]:
    """Return the environment without the libraries that a packed program brings along."""
    own = dict(os.environ)
    before = own.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        own["LD_LIBRARY_PATH"] = before
    elif getattr(sys, "frozen", False):
        own.pop("LD_LIBRARY_PATH", None)
    return own


def _clear() -> None:
    """Remove what mails of former days were given; one that is being written keeps its paper."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if not folder.is_symlink() and time.time() - folder.stat().st_mtime > _DAY:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
