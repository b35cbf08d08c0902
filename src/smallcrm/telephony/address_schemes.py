"""Addresses that open this program: `tel:` from any link, `smallcrm:` from phone systems.

Opt-in and taken back whole. A `tel:` link is somebody the owner wants to call: its card opens as an
outgoing call. `smallcrm:NUMBER` is somebody who calls. The address is data in both: behind `--`, it
can be no option, and what it names is gone over like any caller.
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from smallcrm.domain.errors import Refusal
from smallcrm.telephony.launch import program

TEL, OWN = "tel", "smallcrm"
_OUTGOING: Final = {TEL: ("--outgoing",), OWN: ()}


class Handler(StrEnum):
    """Who opens `tel:` addresses on this computer."""

    OURS = "ours"
    OTHER = "other"
    # The system keeps it to itself, or asks the owner each time.
    UNKNOWN = "unknown"


class Schemes(Protocol):
    """How a system keeps which program opens an address."""

    @property
    def can_take(self) -> bool:
        """Whether `take` can do anything here."""
        ...

    def state(self) -> Handler:
        """Tell who opens `tel:` addresses."""
        ...

    def take(self) -> None:
        """Have this program open both kinds; Refusal `schemes_unwritable`."""
        ...

    def give_back(self) -> None:
        """Undo what `take` did, and nothing else; Refusal `schemes_unwritable`."""
        ...


def schemes() -> Schemes:
    """Return what this system has."""
    if sys.platform == "win32":
        return WindowsSchemes()
    return ChosenElsewhere() if sys.platform == "darwin" else DesktopSchemes()


def command(scheme: str, place: str) -> list[str]:
    """Return what opens an address of this kind; the system puts it where `place` stands."""
    return [*program(), "call", "--start", *_OUTGOING[scheme], "--", place]


class ChosenElsewhere:
    """macOS: the package says what it opens, and the owner chooses in FaceTime's settings."""

    can_take = False

    def state(self) -> Handler:
        """Tell nothing: the system does not say."""
        return Handler.UNKNOWN

    def take(self) -> None:
        """Do nothing."""

    def give_back(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class DesktopSchemes:
    """Desktops after freedesktop.org: an entry for each kind, and the owner's list of choices."""

    data: Path = field(default_factory=lambda: _folder("XDG_DATA_HOME", ".local/share"))
    config: Path = field(default_factory=lambda: _folder("XDG_CONFIG_HOME", ".config"))
    can_take: bool = True

    def state(self) -> Handler:
        """Read the owner's list; what the system alone chose is not known."""
        chosen = self._choices().get(_DEFAULTS, _type(TEL), fallback="").split(";")[0].strip()
        if chosen == _entry(TEL):
            return Handler.OURS if self._path(TEL).exists() else Handler.UNKNOWN
        return Handler.OTHER if chosen else Handler.UNKNOWN

    def take(self) -> None:
        """Write the entries, and name them first in the list; who was first before comes next."""
        try:
            for scheme in (TEL, OWN):
                self._path(scheme).parent.mkdir(parents=True, exist_ok=True)
                self._path(scheme).write_text(desktop_entry(scheme), "utf-8")
            choices = self._choices()
            if not choices.has_section(_DEFAULTS):
                choices.add_section(_DEFAULTS)
            for scheme in (TEL, OWN):
                others = _others(choices, scheme)
                choices[_DEFAULTS][_type(scheme)] = ";".join([_entry(scheme), *others, ""])
            self._write(choices)
        except OSError as error:
            raise Refusal("schemes_unwritable") from error

    def give_back(self) -> None:
        """Take our names out of the list, and the entries away."""
        try:
            choices = self._choices()
            for scheme in (TEL, OWN):
                others = _others(choices, scheme)
                if others:
                    choices[_DEFAULTS][_type(scheme)] = ";".join([*others, ""])
                elif choices.has_section(_DEFAULTS):
                    choices.remove_option(_DEFAULTS, _type(scheme))
                self._path(scheme).unlink(missing_ok=True)
            self._write(choices)
        except OSError as error:
            raise Refusal("schemes_unwritable") from error

    def _path(self, scheme: str) -> Path:
        return self.data / "applications" / _entry(scheme)

    def _choices(self) -> configparser.RawConfigParser:
        found = configparser.RawConfigParser(
            strict=False, delimiters=("=",), comment_prefixes=("#",), default_section="\0"
        )
        # Types keep their letters as they are.
        found.optionxform = str  # type: ignore[assignment, method-assign]  # as its manual says
        try:
            found.read(self._list(), "utf-8")
        except (configparser.Error, UnicodeDecodeError) as error:
            # A list that cannot be understood is not written over.
            raise Refusal("schemes_unwritable") from error
        return found

    def _list(self) -> Path:
        return self.config / "mimeapps.list"

    def _write(self, choices: configparser.RawConfigParser) -> None:
        self.config.mkdir(parents=True, exist_ok=True)
        beside = self._list().with_name("mimeapps.list.smallcrm")
        with beside.open("w", encoding="utf-8") as file:
            choices.write(file, space_around_delimiters=False)
        beside.replace(self._list().resolve())


_DEFAULTS: Final = "Default Applications"


def desktop_entry(scheme: str) -> str:
    """Return the entry of a kind of address, as the desktop's specification wants it."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Small CRM",
        "NoDisplay=true",
        "Terminal=false",
        f"Exec={' '.join(_quoted(part) for part in command(scheme, '%u'))}",
        f"MimeType={_type(scheme)};",
    )
    return "".join(f"{line}\n" for line in lines)


def windows_entries() -> dict[str, Mapping[str, str]]:
    r"""Return what the registry is to hold below HKEY_CURRENT_USER\Software, by key.

    Both kinds are classes; `tel:` is offered among the default programs, where the owner chooses.
    """
    import subprocess

    found: dict[str, Mapping[str, str]] = {}
    for scheme, name in ((OWN, OWN), (TEL, _WINDOWS_CLASS)):
        found[rf"Classes\{name}"] = {"": f"URL:{scheme}", "URL Protocol": ""}
        opens = f'{subprocess.list2cmdline(command(scheme, ""))[:-2].rstrip()} "%1"'
        found[rf"Classes\{name}\shell\open\command"] = {"": opens}
    found[r"SmallCRM\Capabilities"] = {
        "ApplicationName": "Small CRM",
        "ApplicationDescription": "Small CRM",
    }
    found[r"SmallCRM\Capabilities\URLAssociations"] = {TEL: _WINDOWS_CLASS}
    found["RegisteredApplications"] = {"SmallCRM": r"Software\SmallCRM\Capabilities"}
    return found


_WINDOWS_CLASS: Final = "SmallCRM.tel"
_CHOICE: Final = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\tel\UserChoice"


@dataclass(frozen=True, slots=True)
class WindowsSchemes:
    """Windows: classes of the owner's own in the registry; the choice itself is the owner's."""

    can_take: bool = True

    if sys.platform == "win32":

        def state(self) -> Handler:
            """Read the owner's choice."""
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _CHOICE) as key:
                    chosen = str(winreg.QueryValueEx(key, "ProgId")[0])
            except OSError:
                return Handler.UNKNOWN
            return Handler.OURS if chosen == _WINDOWS_CLASS else Handler.OTHER

        def take(self) -> None:
            """Write the classes, and offer `tel:` among the default programs."""
            import winreg

            try:
                for path, values in windows_entries().items():
                    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"Software\{path}") as key:
                        for name, value in values.items():
                            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
            except OSError as error:
                raise Refusal("schemes_unwritable") from error

        def give_back(self) -> None:
            """Take away what `take` wrote, the innermost keys first."""
            import contextlib
            import winreg

            user = winreg.HKEY_CURRENT_USER
            with (
                contextlib.suppress(OSError),
                winreg.OpenKey(
                    user, r"Software\RegisteredApplications", 0, winreg.KEY_SET_VALUE
                ) as key,
            ):
                winreg.DeleteValue(key, "SmallCRM")
            for name in (OWN, _WINDOWS_CLASS):
                for inner in (r"\shell\open\command", r"\shell\open", r"\shell", ""):
                    with contextlib.suppress(OSError):
                        winreg.DeleteKey(user, rf"Software\Classes\{name}{inner}")
            for path in (r"Capabilities\URLAssociations", "Capabilities"):
                with contextlib.suppress(OSError):
                    winreg.DeleteKey(user, rf"Software\SmallCRM\{path}")

    else:

        def state(self) -> Handler:
            """Tell nothing: this is no Windows."""
            return Handler.UNKNOWN

        def take(self) -> None:
            """Do nothing."""

        def give_back(self) -> None:
            """Do nothing."""


def _type(scheme: str) -> str:
    return f"x-scheme-handler/{scheme}"


def _entry(scheme: str) -> str:
    return f"smallcrm-{scheme}.desktop" if scheme == TEL else "smallcrm-call.desktop"


def _others(choices: configparser.RawConfigParser, scheme: str) -> list[str]:
    listed = choices.get(_DEFAULTS, _type(scheme), fallback="").split(";")
    return [name.strip() for name in listed if name.strip() not in {"", _entry(scheme)}]


def _folder(variable: str, usual: str) -> Path:
    named = os.environ.get(variable, "")
    return Path(named) if named.startswith("/") else Path.home() / usual


def _quoted(part: str) -> str:
    """Quote an argument of an Exec line: its own rules, then those of a string's value."""
    if part == "%u":
        return part
    escaped = part.replace("\\", "\\\\")
    for sign in ('"', "`", "$"):
        escaped = escaped.replace(sign, f"\\{sign}")
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'
