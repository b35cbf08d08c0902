"""The settings of what the owner prints: letterhead, bank, words, texts.

They are settings of the file, as all others that travel with it.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from smallcrm.domain import setting_kinds as kinds
from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_texts import PAPER_LANGUAGES, SLOTS
from smallcrm.domain.setting_kinds import Check, Scope, Setting

# A logo as it is kept: the text of a picture, small enough to be read with all other settings.
LONGEST_LOGO: Final = 400 * 1024
_LOGO: Final = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})")
_MAGIC: Final = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_COLOUR: Final = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_SHORT: Final = 3  # digits of a colour such as #15B
_EMAIL: Final = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,190}")
_WEB: Final = re.compile(r"\S{1,200}")
PAGES: Final = ("country", "A4", "Letter")
FONTS: Final = ("serif", "sans")
WORDS: Final = ("never", "chinese", "always")
E_INVOICES: Final = ("auto", "yes", "no")
# What of the letterhead can be said otherwise in each language.
SPOKEN: Final = ("name", "line", "address", "footer")


def _colour(key: str) -> Check:
    """Take `#1A5FB4`, `1a5fb4` or `#15b`, or nothing (`not_a_colour`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        if not stripped:
            return ""
        found = _COLOUR.fullmatch(stripped)
        if found is None:
            raise Refusal("not_a_colour", field=key, text=stripped[:40])
        digits = found[1].upper()
        if len(digits) == _SHORT:
            digits = "".join(digit * 2 for digit in digits)
        return f"#{digits}"

    return check


def _iban(key: str) -> Check:
    """Take an IBAN by its country's form and check digits (ISO 13616), or nothing."""

    def check(text: str) -> str:
        stripped = text.strip()
        if not stripped:
            return ""
        from stdnum import iban  # only needed here
        from stdnum.exceptions import ValidationError

        try:
            # The checks of single countries load modules by name and add little.
            return str(iban.validate(stripped, check_country=False))
        except ValidationError as error:
            raise Refusal("not_an_iban", field=key, text=stripped[:40]) from error

    return check


def _bic(key: str) -> Check:
    """Take a BIC (ISO 9362) of 8 or 11 characters, or nothing."""

    def check(text: str) -> str:
        stripped = text.strip()
        if not stripped:
            return ""
        from stdnum import bic  # only needed here
        from stdnum.exceptions import ValidationError

        try:
            return str(bic.validate(stripped))
        except ValidationError as error:
            raise Refusal("not_a_bic", field=key, text=stripped[:40]) from error

    return check


def _logo(key: str) -> Check:
    """Take a picture as text of `reports.pictures.logo_from`, or nothing (`not_a_picture`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        if not stripped:
            return ""
        if len(stripped) > LONGEST_LOGO:
            raise Refusal("too_long", field=key, longest=LONGEST_LOGO)
        if logo_bytes(stripped) is None:
            raise Refusal("not_a_picture", field=key)
        return stripped

    return check


def logo_bytes(kept: str) -> bytes | None:
    """Return the picture that a kept logo is; None where there is none, or it is no picture."""
    found = _LOGO.fullmatch(kept)
    if found is None:
        return None
    try:
        data = base64.b64decode(found[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if data.startswith(_MAGIC[found[1]]) else None


def _setting(key: str, default: str, check: Check) -> Setting:
    return Setting(key, Scope.FILE, default, check)


def _text(key: str, longest: int) -> Setting:
    return _setting(key, "", kinds.text(key, longest))


def _choice(key: str, default: str, choices: tuple[str, ...]) -> Setting:
    return Setting(key, Scope.FILE, default, kinds.one_of(key, *choices), choices)


PAPER_SETTINGS: Final[tuple[Setting, ...]] = (
    _text("letterhead.phone", 100),
    _setting("letterhead.email", "", kinds.of_form("letterhead.email", _EMAIL, "not_an_email")),
    _setting("letterhead.web", "", kinds.of_form("letterhead.web", _WEB, "not_a_web_address")),
    # What the law wants beside: court and number of the register, managing directors, ICP.
    _text("letterhead.register", 300),
    _text("letterhead.footer", 1000),
    _setting("letterhead.logo", "", _logo("letterhead.logo")),
    # In millimetres.
    _setting("letterhead.logo_height", "18", kinds.whole("letterhead.logo_height", 8, 40)),
    _setting("letterhead.colour", "", _colour("letterhead.colour")),
    _choice("letterhead.font", "serif", FONTS),
    _choice("letterhead.page", "country", PAGES),
    *(
        _text(f"letterhead.{language}.{what}", 1000 if what in {"address", "footer"} else 300)
        for language in PAPER_LANGUAGES
        for what in SPOKEN
    ),
    _text("bank.holder", 70),  # EPC069-12 knows no longer name
    _text("bank.name", 200),
    _setting("bank.iban", "", _iban("bank.iban")),
    _setting("bank.bic", "", _bic("bank.bic")),
    _text("bank.account", 100),
    kinds.yes_no("bank.qr", "yes"),
    _choice("paper.words", "chinese", WORDS),
    _choice("invoices.einvoice", "auto", E_INVOICES),
    *(
        _text(slot.key(language), slot.longest)
        for language in PAPER_LANGUAGES
        for slot in SLOTS.values()
    ),
)
