"""Dates and amounts in cells: how a whole column writes them, and then each one of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, MAX_MINOR, Money, exponent
from smallcrm.importers.plan import DateOrder

_QUOTED: Final = 80  # how much of an unreadable cell a refusal repeats
_TIME: Final = (
    r"(?:[T\s,]+(?:上午|下午)?\s*\d{1,2}[:时时]\d{2}(?:[:分]\d{2}(?:[.,]\d+)?秒?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT|[+\-]\d{2}:?\d{2})?)?"
)
_WEEKDAY: Final = r"(?:\s*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?"
_YEAR_FIRST: Final = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?{_WEEKDAY}{_TIME}",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC: Final = re.compile(
    rf"(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ENGLISH_DAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DAY_MONTH: Final = re.compile(
    rf"{_ENGLISH_DAY}(\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*{_MONTH}[-\s.,/]*(\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_MONTH_DAY: Final = re.compile(
    rf"{_ENGLISH_DAY}{_MONTH}[-\s.]*(\d{{1,2}})(?:st|nd|rd|th)?,?\s*(\d{{4}}){_TIME}", re.IGNORECASE
)
PIVOT: Final = 69  # two-digit years: 69 is 1969, 68 is 2068, as POSIX has it
BIRTH_PIVOT: Final = 30  # and of birthdays: 30 is 1930, 29 is 2029
# What a spreadsheet keeps of a day, without a format that shows it as one: 1927 to 2099.
_SERIAL: Final = re.compile(r"([1-7]\d{4})(?:\.\d{1,16})?", re.ASCII)
_LAST_SERIAL: Final = 73050
_SERIAL_EPOCH: Final = date(1899, 12, 30)
_MONTH_FIRST: Final = frozenset({"US", "PH", "PW", "FM", "MH", "GU", "PR", "AS"})
_YEAR_FIRST_COUNTRIES: Final = frozenset({"CN", "JP", "KR", "TW", "HK", "MO", "HU", "LT", "MN"})
# Countries that write a decimal comma (CLDR); the others, a point.
_COMMA: Final = frozenset(
    """
    AL AM AO AR AT AZ BA BE BG BO BR BY CL CO CR CY CZ DE DK DZ EC EE ES FI FR GE GR HR HU ID IS IT
    KG KZ LT LU LV MA MD ME MK MZ NL NO PL PT PY RO RS RU SE SI SK TN TR UA UY UZ VE VN XK ZA
    """.split()
)


def wide_to_plain(text: str) -> str:
    """Turn full-width digits, letters and signs into plain ones, and trim."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True, slots=True)
class DateReading:
    """How a column writes dates; `order` None: no cell of it left a choice.

    `serial`: every cell is a spreadsheet's number of a day (45000 is 2023-03-15).
    """

    order: DateOrder | None = None
    ambiguous: bool = False
    serial: bool = False


def usual_order(country: str | None) -> DateOrder:
    """Tell in which order a country writes numeric dates whose year does not stand first."""
    return DateOrder.MDY if country in _MONTH_FIRST else DateOrder.DMY


def settle_dates(cells: Iterable[str], country: str | None) -> DateReading:
    """Find the order of dates from all cells of a column: 13/04 settles what 03/04 leaves open."""
    triples = set()
    short = serial = True
    filled = 0
    for cell in cells:
        if serial and cell.strip():
            filled += 1
            serial = _serial(cell) is not None
        found = _NUMERIC.fullmatch(wide_to_plain(cell)) if len(cell) <= _QUOTED else None
        if found:
            triples.add((int(found[1]), int(found[2]), int(found[3])))
            short = short and len(found[3]) == 2  # noqa: PLR2004
    if not triples:
        return DateReading(serial=serial and filled > 0)
    orders = [DateOrder.DMY, DateOrder.MDY]
    if short:
        orders.append(DateOrder.YMD)
    usual = usual_order(country)
    if short and country in _YEAR_FIRST_COUNTRIES:
        usual = DateOrder.YMD
    fits = {order: sum(_real(triple, order) for triple in triples) for order in orders}
    best = max(fits.values())
    winners = [order for order in orders if fits[order] == best]
    if len(winners) == 1:
        return DateReading(winners[0])
    same = all(first == second for first, second, _ in triples) and not short
    chosen = usual if usual in winners else winners[0]
    return DateReading(chosen, ambiguous=not same)


def leaves_open(cell: str) -> bool:
    """Tell whether a date alone could be read as two different days."""
    found = _NUMERIC.fullmatch(wide_to_plain(cell)) if len(cell) <= _QUOTED else None
    if not found:
        return False
    triple = (int(found[1]), int(found[2]), int(found[3]))
    orders = (DateOrder.DMY, DateOrder.MDY, *((DateOrder.YMD,) if len(found[3]) == 2 else ()))  # noqa: PLR2004
    return len({_ordered(triple, order) for order in orders} - {None}) > 1


def _serial(text: str) -> date | None:
    found = _SERIAL.fullmatch(text.strip())
    days = int(found[1]) if found else _LAST_SERIAL + 1
    return _SERIAL_EPOCH + timedelta(days=days) if days <= _LAST_SERIAL else None


def _real(triple: tuple[int, int, int], order: DateOrder) -> bool:
    return _ordered(triple, order) is not None


def _ordered(triple: tuple[int, int, int], order: DateOrder, pivot: int = PIVOT) -> date | None:
    if order is DateOrder.YMD:
        year, month, day = triple
    elif order is DateOrder.MDY:
        month, day, year = triple
    else:
        day, month, year = triple
    return _day(year, month, day, pivot)


def _day(year: int, month: int, day: int, pivot: int = PIVOT) -> date | None:
    if year < 100:  # noqa: PLR2004
        year += 1900 if year >= pivot else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(
    text: str, order: DateOrder | None, *, serial: bool = False, pivot: int = PIVOT
) -> date:
    """Read one date, as its column was settled; raises Refusal `not_a_date`.

    Two digits of a year from `pivot` on mean the last century.
    """
    found = _date_of(text, order, serial, pivot)
    if found is None:
        raise Refusal("not_a_date", field="date", text=text[:_QUOTED])
    return found


@lru_cache(maxsize=16_384)  # of a hundred thousand rows many are of the same days
def _date_of(text: str, order: DateOrder | None, serial: bool, pivot: int) -> date | None:
    plain = wide_to_plain(text) if len(text) <= _QUOTED else ""
    found: date | None = None
    if match := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        found = _day(int(match[1]), int(match[2]), int(match[3]))
    elif match := _NUMERIC.fullmatch(plain):
        triple = (int(match[1]), int(match[2]), int(match[3]))
        if order is not DateOrder.YMD or len(match[3]) == 2:  # noqa: PLR2004
            found = _ordered(triple, order or DateOrder.DMY, pivot)
    elif match := _DAY_MONTH.fullmatch(plain):
        found = _day(int(match[3]), _MONTHS[match[2][:3].lower()], int(match[1]), pivot)
    elif match := _MONTH_DAY.fullmatch(plain):
        found = _day(int(match[3]), _MONTHS[match[1][:3].lower()], int(match[2]))
    elif serial:
        found = _serial(plain)
    return found


@dataclass(frozen=True, slots=True)
class DecimalReading:
    """How a column writes decimals: `sign` is `.` or `,`; None: no cell needed one."""

    sign: str | None = None
    ambiguous: bool = False


def usual_sign(country: str | None) -> str:
    """Tell which decimal sign a country writes."""
    return "," if country in _COMMA else "."


def settle_decimals(cells: Iterable[str], country: str | None) -> DecimalReading:
    """Find the decimal sign from all cells of a column: `1.234,5` settles what `1.234` leaves open.

    Where nothing settles it, the country's sign is assumed: three decimals are then refused where
    a currency has two, which is better than an amount that is silently a thousandfold.
    """
    votes = {".": 0, ",": 0}
    open_question = False
    for cell in cells:
        if plain := _CENTS.fullmatch(cell):
            votes[plain[1]] += 1
            continue
        found = _AMOUNT.fullmatch(wide_to_plain(cell)) if len(cell) <= _QUOTED else None
        if not found:
            continue
        vote = _vote(found["figure"])
        if vote == "?":
            open_question = True
        elif vote:
            votes[vote] += 1
    if votes["."] or votes[","]:
        sign = max(votes, key=lambda one: (votes[one], one == usual_sign(country)))
        return DecimalReading(sign, ambiguous=bool(votes["."] and votes[","]))
    return (
        DecimalReading(usual_sign(country), ambiguous=True) if open_question else DecimalReading()
    )


def could_be_thousands(cell: str) -> bool:
    """Tell whether an amount alone could be a thousandfold: `1.234`."""
    found = _AMOUNT.fullmatch(wide_to_plain(cell)) if len(cell) <= _QUOTED else None
    return found is not None and _vote(found["figure"]) == "?"


def _vote(figure: str) -> str:
    """Tell the decimal sign that a figure shows, `?` where both readings stand, else nothing."""
    points, commas = figure.count("."), figure.count(",")
    if points and commas:
        return "." if figure.rindex(".") > figure.rindex(",") else ","
    if not points and not commas:
        return ""
    sign, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    whole, _, decimals = figure.partition(sign)
    digits = whole.lstrip("+-")
    grouped_already = len(digits.split()) > 1 or "'" in digits or "’" in digits  # noqa: RUF100
    if len(decimals) != 3 or grouped_already or len(digits) > 3 or digits in ("", "0"):  # noqa: PLR2004
        return sign
    return "?"


# What may stand before or after a figure. A tuple: the first that fits the caller's currency.
_CENTS: Final = re.compile(r"\d+([.,])\d\d", re.ASCII)  # the usual cell
_DOLLARS: Final = (
    *("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "BSD", "BBD"),
    *("BMD", "BND", "BZD", "DOP", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD"),
)
_CROWNS: Final = ("SEK", "NOK", "DKK", "ISK")
_SYMBOLS: Final[dict[str, tuple[str, ...]]] = {
    "€": ("EUR",), "£": ("GBP", "EGP", "LBP", "SYP"), "$": _DOLLARS, "US$": ("USD",),
    "HK$": ("HKD",), "NT$": ("TWD",), "A$": ("AUD",), "AU$": ("AUD",), "C$": ("CAD",),
    "CA$": ("CAD",), "S$": ("SGD",), "NZ$": ("NZD",), "R$": ("BRL",), "MX$": ("MXN",),
    "¥": ("CNY", "JPY"), "元": ("CNY", "TWD", "HKD", "MOP"), "块": ("CNY",), "圆": ("CNY",),
    "元整": ("CNY",), "RMB": ("CNY",), "人民币": ("CNY",), "人民币元": ("CNY",), "CN¥": ("CNY",),
    "円": ("JPY",), "日元": ("JPY",), "美元": ("USD",), "欧元": ("EUR",), "英镑": ("GBP",),
    "港币": ("HKD",), "港元": ("HKD",), "₩": ("KRW",), "₹": ("INR",), "RS": ("INR", "PKR", "LKR"),
    "RS.": ("INR", "PKR", "LKR"), "₽": ("RUB",), "₫": ("VND",), "฿": ("THB",), "₴": ("UAH",),
    "₺": ("TRY",), "₪": ("ILS",), "₱": ("PHP",), "₦": ("NGN",), "₸": ("KZT",), "ZŁ": ("PLN",),
    "KČ": ("CZK",), "KR": _CROWNS, "KR.": _CROWNS, "FT": ("HUF",), "LEI": ("RON",),
    "FR.": ("CHF",), "SFR.": ("CHF",), "RM": ("MYR",), "RP": ("IDR",), "EURO": ("EUR",),
}  # fmt: skip
_AMOUNT: Final = re.compile(
    r"(?P<open>\()?\s*(?P<minus>[-−–])?\s*(?P<before>[^\d\s()+\-−–.,'’][^\d()+\-−–,'’]*?)?\s*"
    r"(?P<sign>[-−–+])?\s*(?P<figure>(?:\d|[.,](?=\d))[\d.,'’\s]*)"
    r"(?P<times>[万萬])?\s*(?P<after>[^\d()+\-−–]*?)\s*(?P<trailing>[-−–])?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,9})?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,4}(?:G\d{2,4})*G\d{3,4}|\d+")
_NOTHING: Final = frozenset({"", "-", "–", "—", "n/a", "无", "/"})
_MOST_DIGITS: Final = 40
_PLACES: Final = 9  # of a quantity or unit price; more is what floating point left there


@dataclass(frozen=True, slots=True)
class AmountReader:
    """Reads the amounts of one column.

    `currency` is what a bare figure is in, and settles signs that several currencies share.
    """

    sign: str | None
    currency: str | None

    def money(self, text: str, currency: str | None = None) -> Money | None:
        """Read an amount; None for an empty cell or a dash.

        `currency` is that of the row. Raises Refusal `not_an_amount`, `unknown_currency`,
        `no_currency`, `too_many_decimals`, `amount_too_large`.
        """
        value, written = self._parsed(text)
        if value is None:
            return None
        usual = currency or self.currency
        chosen = currency_of(written, usual) if written else usual
        if chosen is None:
            raise Refusal("no_currency", field="currency", text=text[:_QUOTED])
        return Money.of(_without_float_noise(value, exponent(chosen)), chosen)

    def figure(self, text: str) -> Decimal | None:
        """Read a figure that is no amount of money (a quantity)."""
        value = self._parsed(text)[0]
        return None if value is None else _limited(value)

    def price(self, text: str, currency: str | None) -> tuple[Decimal | None, str | None]:
        """Read a unit price, which may have more decimals than its currency, and its currency."""
        value, written = self._parsed(text)
        if value is not None:
            value = _limited(value)
        usual = currency or self.currency
        return value, currency_of(written, usual) if written else usual

    def _parsed(self, text: str) -> tuple[Decimal | None, str]:
        plain = wide_to_plain(text)
        if self.sign == "." and _BARE.fullmatch(plain):
            return Decimal(plain.replace(",", "")), ""
        if plain.lower() in _NOTHING:
            return None, ""
        found = _AMOUNT.fullmatch(plain) if len(plain) <= _QUOTED else None
        if not found or bool(found["open"]) != bool(found["close"]):
            raise Refusal("not_an_amount", field="amount", text=text[:_QUOTED])
        value = self._value(found["figure"], text)
        if found["times"]:
            value *= 10000
        if value > MAX_MINOR:
            raise Refusal("amount_too_large", field="amount", text=text[:_QUOTED])
        minus = (found["minus"], found["open"], found["trailing"], found["sign"] not in (None, "+"))
        if sum(map(bool, minus)) % 2:
            value = -value
        written = [part.strip() for part in (found["before"], found["after"]) if part]
        written = [part for part in written if part]
        if len(written) > 1 and currency_of(written[0], None) != currency_of(written[1], None):
            written = [_closer(written, self.currency)]
        return value, written[0] if written else ""

    def _value(self, figure: str, text: str) -> Decimal:
        compact = "".join(figure.split()).rstrip(".,") if figure[-1:] in ".," else figure
        vote = _vote(compact)
        sign = self.sign or (vote if vote in (".", ",") else ".")
        group = "," if sign == "." else "."
        whole, point, decimals = compact.strip().partition(sign)
        grouped = re.sub(rf"[\s'’{group}]", "G", whole)
        good = (not whole and bool(point)) or _GROUPED.fullmatch(grouped)
        if not good or (decimals and not decimals.isdecimal()) or len(compact) > _MOST_DIGITS:
            raise Refusal("not_an_amount", field="amount", text=text[:_QUOTED])
        return Decimal(f"{grouped.replace('G', '') or '0'}.{decimals or '0'}")


def _closer(written: list[str], usual: str | None) -> str:
    """Of a sign and a code (`$ 12 CAD`) take the code; two that differ are refused."""
    codes = [part for part in written if part.upper() in CURRENCIES]
    if len(codes) == 1:
        other = next(part for part in written if part is not codes[0])
        code = codes[0].upper()
        if currency_of(other, code) == code:
            return code
    raise Refusal("unknown_currency", field="currency", text=" ".join(written), usual=usual)


def currency_of(text: str, usual: str | None) -> str:
    """Take a code, a sign or a word for a currency; a shared sign means `usual` where it can.

    Raises Refusal `unknown_currency`.
    """
    word = wide_to_plain(text).upper()
    if word in CURRENCIES:
        return word
    several = _SYMBOLS.get(word) or _SYMBOLS.get(word.rstrip("."))
    if not several:
        raise Refusal("unknown_currency", field="currency", text=text.strip()[:_QUOTED])
    return usual if usual in several else several[0]


def _limited(value: Decimal) -> Decimal:
    """Round a figure of too many places; one of fewer stays as it was written."""
    places = value.as_tuple().exponent
    long = isinstance(places, int) and -places > _PLACES
    return round(value, _PLACES) if long else value


def _without_float_noise(value: Decimal, decimals: int) -> Decimal:
    """Round `12.340000000000002`, as spreadsheets write it, but nothing that somebody typed."""
    places = value.as_tuple().exponent
    if abs(value) > MAX_MINOR or not isinstance(places, int) or places > -9:  # noqa: PLR2004
        return value
    rounded = round(value, decimals)
    return rounded if abs(rounded - value) < Decimal("0.0000001") else value
