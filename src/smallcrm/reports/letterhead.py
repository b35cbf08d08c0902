"""What stands on the owner's paper in a language: whose it is, how to reach them, their bank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from smallcrm.domain.paper_settings import SPOKEN
from smallcrm.domain.paper_texts import PAPER_LANGUAGES
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n

_POINTS_A_MILLIMETRE = 72 / 25.4
# How dark a colour must be for text on white (WCAG 2.2, 1.4.3).
_READABLE = 4.5
_WHITE_LUMINANCE = 1.05
_LINEAR = 0.04045


@dataclass(frozen=True, slots=True)
class Bank:
    """Where money is to be sent; each part may be empty. `qr`: a payment code is wanted."""

    holder: str
    name: str
    iban: str
    bic: str
    account: str
    qr: bool

    def __bool__(self) -> bool:
        """Tell whether money can be sent there at all."""
        return bool(self.iban or self.account)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on a paper, in the language of the paper; each part may be empty.

    `logo` is the picture as the setting keeps it, `logo_height` in points; `colour` is written
    `1A5FB4`.
    """

    name: str
    line: str
    address: tuple[str, ...]
    contact: tuple[str, ...]
    tax_number: str
    register: tuple[str, ...]
    footer: tuple[str, ...]
    logo: str
    logo_height: float
    colour: str
    bank: Bank

    @property
    def text_colour(self) -> str:
        """The accent colour where text in it can be read; empty where it is too pale."""
        return self.colour if readable(self.colour) else ""


def letterhead_of(settings: FileSettings, language: str) -> Letterhead:
    """Return the letterhead in a language: what it has of its own, else the general one."""
    spoken = _spoken(settings, language)
    name = spoken("name", settings.owner_name)
    value = settings.value
    return Letterhead(
        name=name,
        line=spoken("line", settings.owner_line),
        address=_lines(spoken("address", settings.owner_address)),
        contact=tuple(filter(None, (value(f"letterhead.{what}") for what in _CONTACT))),
        tax_number=settings.owner_tax_number.strip(),
        register=_lines(value("letterhead.register")),
        footer=_lines(spoken("footer", value("letterhead.footer"))),
        logo=value("letterhead.logo"),
        logo_height=float(settings.whole("letterhead.logo_height") or 0) * _POINTS_A_MILLIMETRE,
        colour=value("letterhead.colour").removeprefix("#"),
        bank=Bank(
            holder=value("bank.holder") or settings.owner_name.strip(),
            name=value("bank.name"),
            iban=value("bank.iban"),
            bic=value("bank.bic"),
            account=value("bank.account"),
            qr=settings.flag("bank.qr"),
        ),
    )


def family_of(settings: FileSettings) -> Literal["serif", "sans"]:
    """Return the type that the owner's papers are set in."""
    return "sans" if settings.value("letterhead.font") == "sans" else "serif"


def sold_by(
    settings: FileSettings, name: str | None, address: str | None, tax_number: str | None
) -> FileSettings:
    """Return the settings with the seller that an invoice keeps, which wins over the letterhead.

    Where the kept name or address is what the settings say too, the wording of a language stays:
    it is the same seller, written for this reader.
    """
    kept = dict(settings.kept)
    changed = {
        "name": bool(name) and name != settings.owner_name,
        "line": False,
        "address": (address or "") != settings.owner_address,
        "footer": False,
    }
    for language in PAPER_LANGUAGES:
        for what in SPOKEN:
            if changed[what]:
                kept.pop(f"letterhead.{language}.{what}", None)
    return replace(
        settings,
        owner_name=name or settings.owner_name,
        owner_address=address or "",
        owner_tax_number=tax_number or "",
        kept=kept,
    )


def readable(colour: str) -> bool:
    """Tell whether text of a colour can be read on white paper; `1A5FB4`, or nothing."""
    if not colour:
        return False
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _WHITE_LUMINANCE / (luminance + 0.05) >= _READABLE


_CONTACT = ("phone", "email", "web")


def _spoken(settings: FileSettings, language: str) -> Callable[[str, str], str]:
    def spoken(what: str, general: str) -> str:
        own = settings.value(f"letterhead.{language}.{what}") if language in PAPER_LANGUAGES else ""
        return (own or general).strip()

    return spoken


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def tax_number(tr: I18n, number: str) -> str:
    """Write a tax number with its name."""
    return tr.gettext("Tax number {number}").format(number=number)
