"""Why something about what is printed cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.messages import mark

if TYPE_CHECKING:
    from smallcrm.i18n.filling import Wording

PAPERS: Final[Mapping[str, Wording]] = {
    "not_a_colour": (
        mark("“{text}” is not a colour. Write it like this: #1A5FB4."),
        mark("Write a colour like this: #1A5FB4."),
    ),
    "not_an_iban": (
        mark("“{text}” is not an IBAN: letters or digits are missing or wrong."),
        mark("This is not an IBAN: letters or digits are missing or wrong."),
    ),
    "not_a_bic": (
        mark("“{text}” is not a BIC. It has 8 or 11 letters and digits."),
        mark("A BIC has 8 or 11 letters and digits."),
    ),
    "not_an_email": (
        mark("“{text}” is not an e-mail address."),
        mark("Write an e-mail address."),
    ),
    "not_a_web_address": (
        mark("“{text}” is not a web address. Write it like this: www.example.com."),
        mark("Write a web address like this: www.example.com."),
    ),
    "not_a_picture": mark("This file is not a picture that can be read, or it is too large."),
}
