"""Values of the fields that an owner defined: read into canonical text, sorted, and guessed.

Canonical are: numbers and amounts as decimal text in major units (`1250.5`; an amount with just its
currency's decimals), days in ISO 8601, `yes` and `no`, a choice as it is spelt among the choices,
links with their scheme, text in one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from smallcrm.domain import keys
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.domain.text import clean_line

LONGEST_VALUE: Final = 2000
LONGEST_CHOICE: Final = 200
MOST_CHOICES: Final = 200
LINK_SCHEMES: Final = ("http", "https", "mailto", "tel")
_QUOTED: Final = 80
_WHOLE_DIGITS: Final = 15
_DECIMALS: Final = 10
_PIVOT: Final = 69  # two-digit years: 69 is 1969, 68 is 2068, as POSIX has it
_YES: Final = frozenset(
    "yes y true t 1 on x ✓ ✔ ☑ 是 对 真 有 √ ja j oui si sí sim vrai wahr sì はい".split()
)
_NO: Final = frozenset(
    "no n false f 0 off - ✗ ✘ ☐ 否 不 假 无 無 × 没有 nein non não nao faux falsch いいえ".split()
)
# What stands for a currency beside its code; of those that share a sign the caller's is meant.
_SIGNS: Final = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP"),
    "us$": ("USD",),
    "hk$": ("HKD",),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD", "MOP"),
    "人民币": ("CNY",),
    "円": ("JPY",),
    "美元": ("USD",),
    "欧元": ("EUR",),
    "₹": ("INR",),
    "₩": ("KRW",),
}
_FIGURE: Final = re.compile(r"[+-]?(?:\d[\d.,'_ ]*|[.,]\d+)", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", re.ASCII)
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)", re.ASCII)
_NUMERIC: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", re.ASCII)
_MIDNIGHT: Final = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
_FOLDED: Final = str.maketrans({**dict.fromkeys("−–‐‑", "-"), "’": "'", "\u00a0": " "})
_BARE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d{1,5})?(?:[/?#].*)?")
_EMAIL: Final = re.compile(r"[^\s@/:]+@[^\s@/:]+\.[^\s@/:.]{2,}")
_TEL: Final = re.compile(r"\+?[\d().\-\s]{3,}(?:;[\w=.-]+)*", re.ASCII)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*", re.ASCII)
_PORT: Final = re.compile(r"\d{1,5}(?:$|[/?#])", re.ASCII)
_CODE: Final = re.compile(r"[+-]?0\d")
# Words that are figures or marks as well: they alone do not make a field of yes and no.
_NO_WORDS: Final = frozenset("0 1 - x ×".split())
# A choice is guessed where so many samples are only so few different words.
_ENOUGH: Final = 8
_FEW: Final = 12


def clean_choices(choices: Sequence[str]) -> tuple[str, ...]:
    """Take the choices of a field: one line each, none twice; raises Refusal `own_choices_*`."""
    kept: dict[str, str] = {}
    for choice in choices:
        cleaned = clean_line(choice, field="choices", longest=LONGEST_CHOICE)
        if cleaned:
            kept.setdefault(keys.fold(cleaned), cleaned)
    if not kept:
        raise Refusal("own_choices_missing", field="choices")
    if len(kept) > MOST_CHOICES:
        raise Refusal("own_choices_too_many", field="choices", most=MOST_CHOICES)
    return tuple(kept.values())


def parse(
    kind: OwnFieldKind,
    text: str,
    *,
    choices: Sequence[str] = (),
    decimal_sign: str | None = None,
    date_order: str | None = None,
    currency: str | None = None,
    field: str = "own",
) -> tuple[str, str | None]:
    """Read a value into its canonical text, and an amount's currency.

    `decimal_sign` (a point where it is None) and `date_order` (`ymd`, `dmy`, `mdy`; None: the year
    has to stand first) say how it is written, `currency` what a bare figure or a shared sign is
    in. Canonical text reads as itself. Raises Refusal `own_value_*`, `too_long`,
    `unknown_currency`, `too_many_decimals` or `amount_too_large`.
    """
    cleaned = clean_line(text, field=field, longest=LONGEST_VALUE)
    if not cleaned:
        raise Refusal("own_value_missing", field=field)
    read = _Reading(choices, decimal_sign, date_order, currency, field)
    if kind is OwnFieldKind.AMOUNT:
        return _amount(cleaned, read)
    reader = _READERS.get(kind)
    return (reader(cleaned, read) if reader else cleaned), None


def canonical_number(value: Decimal, *, field: str = "own") -> str:
    """Write a number as it is kept: no exponent, no idle zeros, no minus before nothing.

    Raises Refusal `own_value_too_large` where it has more digits than are kept.
    """
    sign, digits, power = value.as_tuple()
    if not isinstance(power, int):
        raise Refusal("own_value_not_number", field=field, text=str(value))
    if value and value.adjusted() >= _WHOLE_DIGITS:
        raise Refusal("own_value_too_large", field=field, text=str(value)[:_QUOTED])
    written = "".join(map(str, digits))
    if power >= 0:
        whole, decimals = written + "0" * min(power, _WHOLE_DIGITS), ""
    else:
        written = written.rjust(1 - power, "0")
        whole, decimals = written[:power], written[power:].rstrip("0")
    if len(decimals) > _DECIMALS:
        raise Refusal("own_value_too_large", field=field, text=str(value)[:_QUOTED])
    whole = whole.lstrip("0") or "0"
    plain = f"{whole}.{decimals}" if decimals else whole
    return f"-{plain}" if sign and plain != "0" else plain


def canonical_amount(amount: Money) -> tuple[str, str]:
    """Write an amount as it is kept: major units with just its currency's decimals."""
    return str(amount), amount.currency


def sort_key(kind: OwnFieldKind, value: str) -> str:
    """Return text that sorts, character by character, as the canonical values of a kind do.

    Numbers and amounts by their figure, text by its folded words, no before yes.
    """
    if kind in (OwnFieldKind.NUMBER, OwnFieldKind.AMOUNT):
        return _number_key(value)
    if kind is OwnFieldKind.YES_NO:
        return "1" if value == "yes" else "0"
    if kind is OwnFieldKind.DATE:
        return value
    return keys.sort_key(value)[:LONGEST_VALUE]


def _number_key(value: str) -> str:
    """Positive figures by their digits; negative ones by what is missing to nines, and a tilde.

    The tilde, which comes after all digits, puts -1.5 before -1.
    """
    negative = value.startswith("-")
    whole, _, decimals = value.lstrip("-").partition(".")
    digits = f"{whole.rjust(_WHOLE_DIGITS + 3, '0')}.{decimals.rstrip('0')}"
    if not negative or not digits.strip("0."):
        return f"1{digits}"
    return f"0{digits.translate(_NINES)}~"


_NINES: Final = str.maketrans("0123456789", "9876543210")


def choices_of(kept: str | None) -> tuple[str, ...]:
    """Read the choices of a field as the file keeps them: one on a line."""
    return tuple(kept.split("\n")) if kept else ()


def guess_kind(samples: Sequence[str]) -> OwnFieldKind:
    """Guess what a column holds from its cells; text where they do not agree.

    Figures that begin with a nought or are very long are codes, so text; a currency beside every
    figure makes them amounts. A few words that come again and again are choices.
    """
    cells = [cell.strip() for cell in samples if cell.strip()]
    if not cells:
        return OwnFieldKind.TEXT
    folded = {unicodedata.normalize("NFKC", cell).casefold() for cell in cells}
    guesses: dict[OwnFieldKind, Callable[[], bool]] = {
        OwnFieldKind.YES_NO: lambda: folded <= (_YES | _NO) and not folded <= _NO_WORDS,
        OwnFieldKind.LINK: lambda: all(_is_link(cell) for cell in cells),
        OwnFieldKind.DATE: lambda: all(_is_day(cell) for cell in cells),
        OwnFieldKind.NUMBER: lambda: all(_is_number(cell) for cell in cells),
        OwnFieldKind.AMOUNT: lambda: all(_is_amount(cell) for cell in cells),
        OwnFieldKind.CHOICE: lambda: _are_choices(cells, len(folded)),
    }
    return next((kind for kind, fits in guesses.items() if fits()), OwnFieldKind.TEXT)


def _are_choices(cells: Sequence[str], different: int) -> bool:
    few = different <= min(_FEW, len(cells) // 3)
    return few and len(cells) >= _ENOUGH and max(map(len, cells)) <= LONGEST_CHOICE // 4


def _plain(text: str) -> str:
    """Fold full-width forms, the digits of all scripts, minus signs and odd spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
    return " ".join("".join(digits).split())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a reader knows of how a text is written, and of whose input it is."""

    choices: Sequence[str] = ()
    decimal_sign: str | None = None
    date_order: str | None = None
    currency: str | None = None
    field: str = "own"

    def refusal(self, code: str, text: str) -> Refusal:
        """Say that a text is not what the field holds."""
        return Refusal(code, field=self.field, text=text[:_QUOTED])


def _number(text: str, read: _Reading) -> str:
    value = _figure(text, read.decimal_sign)
    if value is None:
        raise read.refusal("own_value_not_number", text)
    return canonical_number(value, field=read.field)


def _figure(text: str, sign: str | None) -> Decimal | None:
    """Read a figure: one decimal sign, groups of three by the other sign, a space or apostrophe."""
    plain = _plain(text)
    if len(plain) > _QUOTED or not _FIGURE.fullmatch(plain):
        return None
    decimal_sign = sign or "."
    group = "," if decimal_sign == "." else "."
    minus, body = plain[:1] == "-", plain.lstrip("+-")
    whole, _, decimals = body.partition(decimal_sign)
    groups = re.split(rf"[{re.escape(group)}'_ ]", whole) if whole else ["0"]
    if decimals and not decimals.isdigit():
        return None
    if not all(part.isdigit() for part in groups) or not _grouped(groups):
        return None
    value = Decimal(f"{''.join(groups)}.{decimals or '0'}")
    return value.copy_negate() if minus else value


def _grouped(groups: list[str]) -> bool:
    """Tell whether digits stand in groups as somewhere in the world: 1,234,567 and 12,34,567."""
    if len(groups) == 1:
        return True
    first, *middle, last = groups
    inner = {len(part) for part in middle}
    return 0 < len(first) <= 3 and len(last) == 3 and len(inner) <= 1 and inner <= {2, 3}  # noqa: PLR2004


def _amount(text: str, read: _Reading) -> tuple[str, str]:
    plain = _plain(text)
    found = _FIGURE.search(plain)
    if found is None:
        raise read.refusal("own_value_not_amount", text)
    before, after = plain[: found.start()].strip(), plain[found.end() :].strip()
    figure = found[0].strip()
    if "-" in (before[:1], before[-1:]):  # -€5, €-5
        before, figure = before.strip("- "), f"-{figure}"
    value = _figure(figure, read.decimal_sign)
    if value is None or (before and after):
        raise read.refusal("own_value_not_amount", text)
    word = before or after
    currency = _currency(word, text, read) if word else read.currency
    if currency is None:
        raise read.refusal("own_value_no_currency", text)
    return canonical_amount(Money.of(value, currency, field=read.field))


def _currency(word: str, text: str, read: _Reading) -> str:
    if word.upper() in CURRENCIES:
        return word.upper()
    several = _SIGNS.get(word.casefold())
    if several is None:
        raise read.refusal("own_value_not_amount", text)
    return read.currency if read.currency in several else several[0]


def _day(text: str, read: _Reading) -> str:
    found = _date(text, read.date_order)
    if found is None:
        raise read.refusal("own_value_not_date", text)
    return found.isoformat()


def _date(text: str, order: str | None) -> date | None:
    plain = _MIDNIGHT.sub("", _plain(text)).replace(" ", "")
    parts: tuple[str, str, str] | None = None
    if found := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        parts = found[1], found[2], found[3]
    elif order and (found := _NUMERIC.fullmatch(plain)):
        one, two, three = found[1], found[2], found[3]
        if order == "ymd" and len(three) == 2:  # noqa: PLR2004
            parts = one, two, three
        elif order != "ymd":
            parts = (three, two, one) if order == "dmy" else (three, one, two)
    if parts is None:
        return None
    year, month, day = map(int, parts)
    if len(parts[0]) == 2:  # noqa: PLR2004
        year += 1900 if year >= _PIVOT else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _choice(text: str, read: _Reading) -> str:
    if text in read.choices:
        return text
    folded = keys.fold(text)
    for choice in read.choices:
        if keys.fold(choice) == folded:
            return choice
    raise Refusal(
        "own_value_not_choice",
        field=read.field,
        text=text[:_QUOTED],
        choices=tuple(read.choices),
    )


def _yes_no(text: str, read: _Reading) -> str:
    word = unicodedata.normalize("NFKC", text).casefold()
    if word in _YES or word in _NO:
        return "yes" if word in _YES else "no"
    raise read.refusal("own_value_not_yes_no", text)


def _link(text: str, read: _Reading) -> str:
    """Take an address that may be opened: web, e-mail or phone, and nothing that runs anything."""
    scheme = _scheme(text)
    if not scheme and _EMAIL.fullmatch(text):
        return f"mailto:{text}"
    if not scheme and _BARE_HOST.fullmatch(text):
        scheme, text = "https", f"https://{text}"
    rest = text[len(scheme) + 1 :]
    if scheme == "tel":
        good = _TEL.fullmatch(rest) is not None
    elif any(character.isspace() for character in text):
        good = False
    elif scheme == "mailto":
        good = _EMAIL.fullmatch(rest.partition("?")[0]) is not None
    else:
        good = scheme in LINK_SCHEMES and _is_web(text)
    if not good:
        raise read.refusal("own_value_not_link", text)
    return f"{scheme}:{rest}"


def _is_web(text: str) -> bool:
    """Tell whether a link leads to a host, and shows no name before it that hides which."""
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False


def _scheme(text: str) -> str:
    """Return the scheme before the first colon, in small letters; `host:80/` has none."""
    scheme, colon, rest = text.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        return ""
    return "" if "." in scheme and _PORT.match(rest) else scheme.lower()


def is_open_link(value: str) -> bool:
    """Tell whether a kept link may be handed to the system to open."""
    return _scheme(value) in LINK_SCHEMES


_READERS: Final = {
    OwnFieldKind.NUMBER: _number,
    OwnFieldKind.DATE: _day,
    OwnFieldKind.CHOICE: _choice,
    OwnFieldKind.YES_NO: _yes_no,
    OwnFieldKind.LINK: _link,
}


def _is_link(cell: str) -> bool:
    try:
        _link(cell, _Reading())
    except Refusal:
        return False
    return "." in cell


def _is_number(cell: str) -> bool:
    plain = _plain(cell)
    digits = sum(character.isdigit() for character in plain)
    if _CODE.match(plain) or digits >= _WHOLE_DIGITS or plain.startswith("+"):
        return False
    return any(_figure(plain, sign) is not None for sign in ".,")


def _is_amount(cell: str) -> bool:
    plain = _plain(cell)
    found = _FIGURE.search(plain)
    if found is None:
        return False
    word = (plain[: found.start()] + plain[found.end() :]).strip(" -")
    known = word.upper() in CURRENCIES or word.casefold() in _SIGNS
    return known and any(_figure(found[0].strip(), sign) is not None for sign in ".,")


def _is_day(cell: str) -> bool:
    if _COMPACT.fullmatch(_plain(cell)):
        return False
    return any(_date(cell, order) is not None for order in ("ymd", "dmy", "mdy"))
