"""Numbers as telephones dial them: digits for a source, a `tel:` address for the system."""

from __future__ import annotations

import re
from typing import Final

from smallcrm.domain.errors import Refusal

_EXTENSION: Final = re.compile(
    r"\s*(?:;ext=|,|\bext\.?|\bx|转|轉)\s*(\d{1,11})\s*\Z", re.IGNORECASE
)
_SEPARATORS: Final = str.maketrans("", "", " \t\u00a0\u202f-‐‑–—./()[]")
_DIGITS: Final = re.compile(r"\+?[0-9*#]{1,40}")


def dialled(number: str) -> str:
    """Return what is dialled of a number: digits, `*`, `#` and a plus; Refusal `not_diallable`.

    An extension is left out: it is dialled once somebody answers.
    """
    return _parts(number)[0]


def tel_address(number: str) -> str:
    """Return the address that the system opens for a number: `tel:+49301234;ext=12` (RFC 3966).

    A number without its country's code is local, and told as it is: what takes the address knows
    where it stands. Refuses `not_diallable`.
    """
    digits, extension = _parts(number)
    digits = digits.replace("#", "%23")
    return f"tel:{digits};ext={extension}" if extension else f"tel:{digits}"


def _parts(number: str) -> tuple[str, str]:
    found = _EXTENSION.search(number)
    extension = found[1] if found else ""
    main = number[: found.start()] if found else number
    # +49 (0)30 1234: the zero is not dialled behind the country's code.
    if main.lstrip().startswith("+"):
        main = main.replace("(0)", "")
    digits = "".join(_ascii(sign) for sign in main.translate(_SEPARATORS))
    if _DIGITS.fullmatch(digits) is None:
        raise Refusal("not_diallable", field="number")
    return digits, extension


def _ascii(sign: str) -> str:
    """Return a digit of another script or of full width as it is dialled."""
    if sign in {"＋", "＊", "＃"}:
        return "+*#"["＋＊＃".index(sign)]
    return str(int(sign)) if sign.isdecimal() else sign
