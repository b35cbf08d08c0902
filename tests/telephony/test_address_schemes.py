"""Who opens `tel:` and `smallcrm:`: taken and given back whole, and the address is data."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain.errors import Refusal
from smallcrm.telephony.address_schemes import (
    DesktopSchemes,
    Handler,
    command,
    desktop_entry,
    windows_entries,
)
from smallcrm.telephony.caller import parse

LIST = """[Default Applications]
text/html=firefox.desktop;
x-scheme-handler/tel=linphone.desktop;

[Added Associations]
image/png=gimp.desktop;
"""


@pytest.fixture
def desktop(tmp_path: Path) -> DesktopSchemes:
    return DesktopSchemes(tmp_path / "data", tmp_path / "config")


def listed(desktop: DesktopSchemes) -> str:
    return (desktop.config / "mimeapps.list").read_text("utf-8")


def test_with_no_list_there_is_nothing_to_tell(desktop: DesktopSchemes) -> None:
    assert desktop.state() is Handler.UNKNOWN
    desktop.take()
    assert desktop.state() is Handler.OURS
    desktop.give_back()
    assert desktop.state() is Handler.UNKNOWN
    assert not list((desktop.data / "applications").iterdir())


def test_what_others_chose_is_as_before_once_it_is_given_back(desktop: DesktopSchemes) -> None:
    desktop.config.mkdir()
    (desktop.config / "mimeapps.list").write_text(LIST, "utf-8")
    assert desktop.state() is Handler.OTHER
    desktop.take()
    assert desktop.state() is Handler.OURS
    assert "x-scheme-handler/tel=smallcrm-tel.desktop;linphone.desktop;" in listed(desktop)
    desktop.take()
    assert listed(desktop).count("smallcrm-tel.desktop") == 1
    desktop.give_back()
    assert desktop.state() is Handler.OTHER
    assert listed(desktop).split() == LIST.split()


def test_an_entry_that_is_gone_opens_nothing(desktop: DesktopSchemes) -> None:
    desktop.take()
    for entry in (desktop.data / "applications").iterdir():
        entry.unlink()
    assert desktop.state() is Handler.UNKNOWN


@pytest.mark.parametrize("damage", [b"no section = at all\n", b"[Default Applications\n\xff\xfe"])
def test_a_list_that_cannot_be_understood_is_not_written_over(
    desktop: DesktopSchemes, damage: bytes
) -> None:
    desktop.config.mkdir()
    (desktop.config / "mimeapps.list").write_bytes(damage)
    for act in (desktop.take, desktop.give_back):
        with pytest.raises(Refusal, match="schemes_unwritable"):
            act()
    assert (desktop.config / "mimeapps.list").read_bytes() == damage


@pytest.mark.skipif(shutil.which("gio") is None, reason="needs GLib's own reader of the list")
def test_the_desktop_itself_finds_the_program(desktop: DesktopSchemes) -> None:
    desktop.take()
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(desktop.data),
        "XDG_CONFIG_HOME": str(desktop.config),
        "LC_ALL": "C.UTF-8",
    }
    for scheme, entry in (("tel", "smallcrm-tel"), ("smallcrm", "smallcrm-call")):
        said = subprocess.run(
            ["gio", "mime", f"x-scheme-handler/{scheme}"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert f"{entry}.desktop" in said.splitlines()[0]


def test_the_address_is_data_and_the_last_word() -> None:
    assert command("tel", "%u")[-4:] == ["--start", "--outgoing", "--", "%u"]
    assert command("smallcrm", "%u")[-3:] == ["--start", "--", "%u"]
    line = next(line for line in desktop_entry("tel").splitlines() if line.startswith("Exec="))
    assert shlex.split(line.removeprefix("Exec=")) == command("tel", "%u")


def test_windows_is_offered_tel_and_given_our_own() -> None:
    entries = windows_entries()
    assert entries[r"Classes\smallcrm"]["URL Protocol"] == ""
    opens = entries[r"Classes\SmallCRM.tel\shell\open\command"][""]
    assert opens.endswith(' call --start --outgoing -- "%1"')
    assert entries[r"Classes\smallcrm\shell\open\command"][""].endswith(' call --start -- "%1"')
    assert entries[r"SmallCRM\Capabilities\URLAssociations"] == {"tel": "SmallCRM.tel"}


@given(st.text(max_size=300))
def test_whatever_an_address_holds_one_plain_line_comes_out(text: str) -> None:
    for scheme in ("tel:", "smallcrm:", "smallcrm://"):
        number = parse(scheme + text).number
        assert len(number) <= 200
        assert not any(ord(sign) < 32 for sign in number)


def test_our_own_address_is_taken_apart_like_the_others() -> None:
    assert parse("smallcrm:+49 30 1234").number == "+49 30 1234"
    assert parse("smallcrm://%2B49301234").number == "+49301234"
    assert parse("tel:--data-dir=/tmp%0A+4930").number == "--data-dir=/tmp +4930"
