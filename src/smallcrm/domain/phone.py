"""Telephone numbers: what was typed, what it parses to, and the keys that find it.

A key is the digits with leading zeros dropped, written backwards: the end of a number is the
beginning of its key, so that one ordered index finds numbers by their last digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers

from smallcrm.domain import phone_plans
from smallcrm.domain.enums import PhoneStyle

# Fewer digits than these say too little: two numbers that merely end alike are then two numbers.
SAME_DIGITS = 7
# E.164 has at most 15 digits; what is longer holds more than one number, or is none.
_LONGEST = 40
_EXTENSION_WORDS = (
    r"转接|轉接|转|轉|分机号?|分機號?|内线|內線|extension|extn|ext|anschluss|durchwahl|dw|apparat|"
    r"poste|int|ramal|interno|anexo|доб|x|#"
)
_EXTENSION = re.compile(
    rf"(?:(?:[,;~\s(]*(?:{_EXTENSION_WORDS})[.:=)\s]*)+|\s*(?:,,|;)\s*)\(?(\d{{1,8}})\)?\s*(?:分机|分機)?\s*$",
    re.IGNORECASE,
)
_HYPHEN_EXTENSION = re.compile(r"[-–—]\s*(\d{1,5})\s*$")
_SCHEME = re.compile(r"^\s*(?:tel|callto|sips?|phone|mobile):(?://)?", re.IGNORECASE)
_TRUNK = re.compile(r"\(\s*0\s*\)")
_BARE = re.compile(r"[+\d(). ]*", re.ASCII)
_ONLY_DIGITS = {code: None for code in range(128) if not chr(code).isdigit()}
_LETTERS = re.compile(r"[^\W\d_]+")
_FORMATTING = frozenset(" +-()./\t\xa0\u2010\u2011\u2012\u2013\u2014\u2212\u2009\u202f\u3000~*#")


@dataclass(frozen=True, slots=True)
class ParsedPhone:
    """A number as typed, with what it parses to; `e164` only where the number is a valid one."""

    number: str
    e164: str | None
    extension: str | None
    typed_key: str
    e164_key: str | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it is found by, those that hold anything."""
        return tuple(key for key in (self.typed_key, self.e164_key) if key)


def parse(text: str, country: str) -> ParsedPhone:
    """Read a number in any format; `country` (ISO 3166, may be empty) is for national ones.

    Never raises: what does not parse keeps its digits, so that it is found all the same.
    """
    number = text.strip()
    plain = _plain(number)
    # Without letters, signs and hyphens there is no extension to look for.
    bare = _BARE.fullmatch(plain) is not None
    base, extension = (plain, None) if bare else _split_extension(plain, country)
    e164 = _e164(base, country)
    if e164 is None and extension is not None and (whole := _e164(plain, country)):
        base, e164 = plain, whole
    international = base.lstrip().startswith(("+", "00"))
    typed = digits(_TRUNK.sub("", base) if international else base)
    return ParsedPhone(
        number=number,
        e164=e164,
        extension=extension,
        typed_key=typed.lstrip("0")[::-1],
        e164_key=None if e164 is None else key(e164),
    )


def digits(text: str) -> str:
    """Return the decimal digits of `text`, of any script, as ASCII."""
    if text.isascii():
        return text.translate(_ONLY_DIGITS)
    return "".join(
        str(unicodedata.decimal(character)) for character in text if character.isdecimal()
    )


def key(text: str) -> str:
    """Make the key of a number: its digits, leading zeros dropped, backwards."""
    return digits(text).lstrip("0")[::-1]


def national_key(e164: str) -> str:
    """Return the key of a valid number without its country's code: as one types it at home."""
    return phonenumbers.national_significant_number(phonenumbers.parse(e164)).lstrip("0")[::-1]


def same_number(one: ParsedPhone, other: ParsedPhone) -> bool:
    """Tell whether two numbers are the same.

    Their E.164 agree, or the digits of one end the other's and are seven or more (or all there
    are: a short number is the same as itself).
    """
    if one.e164 is not None and one.e164 == other.e164:
        return True
    return any(same_key(mine, theirs) for mine in one.keys for theirs in other.keys)


def same_key(one: str, other: str) -> bool:
    """Tell whether two keys are of the same number: one begins the other, with seven or more."""
    if one == other:
        return bool(one)
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= SAME_DIGITS and long.startswith(short)


def as_number(text: str, country: str) -> ParsedPhone | None:
    """Read what is nothing but a number (an extension and an address's `tel:` included), or None.

    Cheap for what is not: no key of the search box may cost a parse.
    """
    if len(text) > _LONGEST or not any(character.isdecimal() for character in text):
        return None
    base, _ = _split_extension(_plain(text), country)
    if all(character.isdecimal() or character in _FORMATTING for character in base):
        return parse(text, country)
    return None


def region(e164: str) -> str | None:
    """Describe where a number is from, in codes: `CN mobile`, `DE fixed`, `US`; None: unknown."""
    try:
        parsed = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None
    code = phonenumbers.region_code_for_number(parsed)
    if code is None or code == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY:
        return None
    kind = phonenumbers.number_type(parsed)
    if kind == phonenumbers.PhoneNumberType.MOBILE:
        return f"{code} mobile"
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        return f"{code} fixed"
    return code


def _plain(text: str) -> str:
    """Fold widths and scripts of digits; take off what an address of a call has around it."""
    if _BARE.fullmatch(text) is not None:
        return text
    plain = unicodedata.normalize("NFKC", text)
    if scheme := _SCHEME.match(plain):
        plain = unquote(plain[scheme.end() :], errors="ignore").partition("@")[0]
        plain, _, parameters = plain.partition(";")
        named = dict(part.partition("=")[::2] for part in parameters.split(";"))
        if named.get("phone-context", "").startswith("+") and not plain.startswith("+"):
            plain = named["phone-context"] + plain
        if named.get("ext"):
            plain = f"{plain} ext {named['ext']}"
    if plain.isascii():
        return plain
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in plain
    )


def _split_extension(plain: str, country: str) -> tuple[str, str | None]:
    found = _EXTENSION.search(plain[-_LONGEST:])
    if found is not None:
        base = plain[: len(plain) - len(plain[-_LONGEST:]) + found.start()]
        if len(digits(base)) >= 3:  # noqa: PLR2004  (fewer digits are no number to extend)
            return base, found[1]
        return plain, None
    found = _HYPHEN_EXTENSION.search(plain)
    if found is not None:
        base = plain[: found.start()]
        if len(digits(base)) >= SAME_DIGITS and not _e164(plain, country) and _e164(base, country):
            return base, found[1]
    return plain, None


def _e164(base: str, country: str) -> str | None:
    """Return the E.164 form of a valid number, or None."""
    if len(base) > _LONGEST:
        return None
    plain = phone_plans.e164(base, country)
    if plain is not None:
        return plain
    region_code = country.upper() or None
    attempts = [(base, region_code)]
    stripped = base.strip()
    if _LETTERS.search(base):  # "13800138000 mobile": letters are a label more often than digits
        attempts.append((_LETTERS.sub(" ", base), region_code))
    if stripped.startswith("00"):
        attempts.append(("+" + stripped[2:], None))
    for text, where in attempts:
        try:
            parsed = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def written(number: ParsedPhone, style: PhoneStyle, country: str) -> str:
    """Write a number that parses in one style, with its extension; else return it as typed.

    Numbers of other countries than `country` are written internationally in the national style.
    What would not parse to the same number again is left as it was typed.
    """
    if number.e164 is None:
        return number.number
    parsed = phonenumbers.parse(number.e164)
    if style is PhoneStyle.E164:
        text = number.e164
    else:
        at_home = phonenumbers.region_code_for_number(parsed) == country.upper()
        home = style is PhoneStyle.NATIONAL and at_home
        formats = phonenumbers.PhoneNumberFormat
        chosen = formats.NATIONAL if home else formats.INTERNATIONAL
        text = phonenumbers.format_number(parsed, chosen)
    if number.extension:
        text = f"{text} ext. {number.extension}"
    again = parse(text, country)
    same = (again.e164, again.extension) == (number.e164, number.extension)
    return text if same else number.number
