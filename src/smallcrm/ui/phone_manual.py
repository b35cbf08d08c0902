"""How to connect each phone: the chapters of the manual, in words and lines to copy.

The same text stands in docs/phone.md; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.messages import mark

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


@dataclass(frozen=True, slots=True)
class Lines:
    """What is typed or copied as it stands; `{program}` is our forwarder."""

    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One phone: its key, its title, and what to do."""

    key: str
    title: str
    parts: tuple[str | Lines, ...]


# Names of programs are no words to translate.
_NAMES: Final = {
    "fritzbox": "FRITZ!Box",
    "ncid": "NCID",
    "asterisk": "Asterisk",
    "baresip": "baresip",
    "microsip": "MicroSIP",
    "3cx": "3CX",
    "zoiper": "Zoiper",
    "linphone": "Linphone",
    "twinkle": "Twinkle",
}
_TITLES: Final = {
    "programs": mark("Phone programs"),
    "links": mark("Links with numbers"),
}
_PARTS: Final[dict[str, tuple[str | Lines, ...]]] = {
    "fritzbox": (
        mark(
            "1. Dial #96*5* on a phone that is plugged into the box or paired with it. A short tone"
            " confirms it; some IP phones cannot dial this. #96*4* switches it off again."
        ),
        mark(
            "2. Switch the line on in the settings. The box is called fritz.box in its own network,"
            " or has an address such as 192.168.178.1; the port is 1012."
        ),
        mark(
            "The box tells what happens from now on. Calls that came while this program was closed"
            " are not told later. It cannot be asked to dial."
        ),
    ),
    "ncid": (
        mark(
            "NCID runs on a small computer, with a modem or a gateway at the phone line. Write its"
            " name or address here; the port is 3333."
        ),
        mark(
            "If dates of calls are wrong, choose the other order of dates: the server does not say"
            " which one it uses."
        ),
        mark(
            "The server keeps a log: calls that came while this program was closed are written down"
            " at the next start."
        ),
    ),
    "asterisk": (
        mark("1. Give this program a user of its own in manager.conf of the telephone system:"),
        Lines(
            "[general]\nenabled = yes\nport = 5038\nbindaddr = 192.168.178.20\n\n"
            "[smallcrm]\nsecret = a long password\ndeny = 0.0.0.0/0.0.0.0\n"
            "permit = 192.168.178.0/255.255.255.0\nread = call\nwrite = call,originate"
        ),
        mark(
            "Addresses are examples: take those of your network. Without originate it cannot dial."
            " In FreePBX such a user is made in the settings, under Asterisk Manager Users."
        ),
        mark("2. Have the file read again:"),
        Lines('asterisk -rx "manager reload"'),
        mark(
            "3. Switch the line on, and write host, user and password. To dial, write which phone"
            " is yours, such as PJSIP/100: it rings first, then the client's."
        ),
        mark(
            "What is said on this connection is not encrypted: keep it in your own network. The"
            " password itself is not sent, only the answer to a question about it."
        ),
    ),
    "baresip": (
        mark("1. Switch the module on in baresip's file config, in the folder .baresip:"),
        Lines("module_app ctrl_tcp.so\nctrl_tcp_listen 127.0.0.1:4444"),
        mark("2. Start baresip again, and switch the line on. It can be asked to dial, too."),
        mark("Baresip serves one program at a time, and has no log of earlier calls."),
    ),
    "programs": (
        mark("A program that can start another one when it rings starts this:"),
        Lines("{program}"),
        mark(
            "Behind it comes the caller's number, as the phone program writes it: a number, tel: or"
            " sip: and an address. Whatever stands there is only looked up, never carried out."
        ),
        mark(
            "If the window is closed, it is opened. That a call was answered or ended is not told"
            " in this way; you can write it down on the card."
        ),
    ),
    "microsip": (
        mark("1. Quit MicroSIP. Its settings are in microsip.ini, in this folder or its own:"),
        Lines("%APPDATA%\\MicroSIP"),
        mark("2. Write into the section [Settings], and start it again:"),
        Lines("cmdIncomingCall={program}"),
        mark("After its own description; not tried with the program itself."),
    ),
    "3cx": (
        mark(
            "In the settings of the app for this computer, under integration, a program can be"
            " started on incoming calls. Program and parameters:"
        ),
        Lines("{program}\n%CallerNumber%"),
        mark("Where it can only open an address, switch on the links and write:"),
        Lines("smallcrm:%CallerNumber%"),
        mark(
            "After descriptions of others; where it stands differs by version, and it was not tried"
            " with the program itself."
        ),
    ),
    "zoiper": (
        mark(
            "Editions that are paid for can open an address or start a program on an incoming call:"
            " look for automation in the settings. Give it the program below, and Zoiper's own"
            " placeholder for the number behind it."
        ),
        Lines("{program}"),
        mark("What its placeholder is called could not be found out, and it was not tried."),
    ),
    "linphone": (
        mark(
            "Linphone for computers has no setting that starts a program on an incoming call, as"
            " far as its own list of settings tells. If it works at a telephone system, listen to"
            " that instead."
        ),
        mark("It can dial: let it open tel: addresses, and choose the system's phone program."),
    ),
    "twinkle": (
        mark("1. Write this script into a file that may be executed:"),
        Lines('#!/bin/sh\nexec {program} "$SIP_FROM_USER"'),
        mark(
            "2. Choose it in the user profile, under Scripts, for incoming calls. It says nothing,"
            " so that the phone rings as usual."
        ),
        mark("After its manual; not tried with the program itself."),
    ),
    "links": (
        mark(
            "Switched on in the settings, a click on a number in a web page or an e-mail (tel:)"
            " opens the card of who has it. On Windows, choose Small CRM for TEL in the system's"
            " settings, under default apps, too; on a Mac in the settings of FaceTime."
        ),
        mark(
            "smallcrm: and a number behind it opens the card of somebody who calls: for telephone"
            " systems that can only open an address."
        ),
        mark(
            "Tried on Linux with the desktop's own tools; on Windows and on a Mac it was not tried."
        ),
    ),
}


def chapters(tr: I18n, program: str) -> tuple[Chapter, ...]:
    """Return the manual; `program` is the path of the forwarder on this computer."""
    found = []
    for key, parts in _PARTS.items():
        title = tr.gettext(_TITLES[key]) if key in _TITLES else _NAMES[key]
        filled = tuple(
            Lines(part.text.replace("{program}", program))
            if isinstance(part, Lines)
            else tr.gettext(part)
            for part in parts
        )
        found.append(Chapter(key, title, filled))
    return tuple(found)


def as_markdown(manual: tuple[Chapter, ...]) -> str:
    """Return the chapters as docs/phone.md has them."""
    lines: list[str] = []
    for chapter in manual:
        lines += [f"## {chapter.title}", ""]
        for part in chapter.parts:
            lines += [f"```\n{part.text}\n```" if isinstance(part, Lines) else part, ""]
    return "\n".join(lines)
