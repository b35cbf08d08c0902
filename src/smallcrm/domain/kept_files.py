"""Files that are kept with clients: how large, what they may be called, what kind they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from smallcrm.domain.errors import Refusal

LARGEST: Final = 50 * 1024 * 1024
LONGEST_NAME: Final = 200
# As much of what can be read in a file is kept for finding it.
LONGEST_TEXT: Final = 200_000
UNKNOWN: Final = "application/octet-stream"
_LONGEST_ENDING: Final = 12
# Marks that turn the direction of text around, and others that are not seen: a name must show
# what it ends with. Joiners stay: Persian and Hindi names need them.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_UNWRITABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".log": "text/plain",
    ".json": "application/json",
    ".xml": "application/xml",
    ".html": "text/html",
    ".htm": "text/html",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".rtf": "application/rtf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
    ".svg": "image/svg+xml",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".ofd": "application/ofd",
    ".zip": "application/zip",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".amr": "audio/amr",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
}
# The first ending of each kind.
_ENDINGS: Final[Mapping[str, str]] = {
    kind: ending for ending, kind in reversed(list(_MEDIA_TYPES.items()))
}
# What a system runs, installs or follows when it is opened.
_PROGRAMS: Final = frozenset(
    (
        ".exe .com .bat .cmd .scr .pif .msi .msix .msp .appx .appxbundle .ps1 .psm1 .vbs .vbe .js"
        " .jse .ws .wsf .wsh .hta .cpl .dll .ocx .sys .drv .reg .inf .scf .lnk .url .website"
        " .chm .gadget .jar .jnlp .application .appref-ms .settingcontent-ms .library-ms .desktop"
        " .sh .bash .zsh .csh .run .bin .appimage .deb .rpm .flatpakref .snap .app .command .tool"
        " .workflow .action .scpt .applescript .dmg .pkg .mpkg .webloc .inetloc .fileloc .terminal"
        " .iso .img .vhd .vhdx .py .pyw .pyc .pyz .pl .rb .php .xll .xlam .rdp .ade .adp .mde"
        " .diagcab .mobileconfig .apk .ipa"
    ).split()
)


def clean_name(name: str, *, field: str = "name") -> str:
    """Make a file's name of what came in: no path, one line, nothing unseen, 200 signs at most.

    A longer one loses of its middle: the ending stays. Refuses `no_file_name`.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = _UNWRITABLE.sub(" ", _UNSEEN.sub("", last))
    cleaned = " ".join(unicodedata.normalize("NFC", seen).split()).strip()
    if not cleaned.strip(". "):
        raise Refusal("no_file_name", field=field)
    if len(cleaned) > LONGEST_NAME:
        end = ending(cleaned)
        cleaned = cleaned[: LONGEST_NAME - len(end)].rstrip() + cleaned[len(cleaned) - len(end) :]
    return cleaned


def ending(name: str) -> str:
    """Return what a name ends with, in small letters and with its dot; empty if with nothing."""
    found = PurePosixPath(name.rstrip(". ")).suffix.lower()
    return found if len(found) <= _LONGEST_ENDING else ""


def media_type(name: str) -> str:
    """Tell by its name what kind of file it is (RFC 6838)."""
    return _MEDIA_TYPES.get(ending(name), UNKNOWN)


def ending_for(media: str) -> str:
    """Return what a file of that kind is called at its end; empty where it is not known."""
    return _ENDINGS.get(media.lower(), "")


def is_program(name: str) -> bool:
    """Tell whether a system might run such a file when it is opened: it is only exported then."""
    return ending(name) in _PROGRAMS


def readable(text: str | None) -> str | None:
    """Take what can be read in a file, as far as it is kept; None where there is nothing."""
    if text is None:
        return None
    lines = text[: 2 * LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", lines)
    return unicodedata.normalize("NFC", kept).strip()[:LONGEST_TEXT] or None


def require_small(name: str, size: int) -> None:
    """Refuse what is larger than a file may be (`document_too_large`)."""
    if size > LARGEST:
        raise Refusal("document_too_large", field="files", file=name, limit=LARGEST)
