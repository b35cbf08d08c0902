"""Money: integer minor units and an ISO 4217 currency; Decimal at the edges, a float never."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from smallcrm.domain.errors import Refusal

# ISO 4217 active codes (list one, 2025) but for funds, metals and test codes.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
    NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split(),
)
# How many decimals a currency has, where it is not two (ISO 4217, column "minor unit").
_EXPONENTS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)

# SQLite's integer; a figure beyond it cannot be kept, and is no price of a small business.
MAX_MINOR = 2**53
_DIGITS = 16
_AMOUNT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def exponent(currency: str) -> int:
    """Tell how many decimals `currency` has (ISO 4217: JPY 0, USD 2, KWD 3)."""
    return _EXPONENTS.get(currency, 2)


def currencies_with(decimals: int) -> tuple[str, ...]:
    """Return the currencies that have other than two decimals, and have just so many."""
    return tuple(sorted(code for code, count in _EXPONENTS.items() if count == decimals))


def known_currency(text: str) -> str:
    """Take a currency code in any case; refuse what ISO 4217 does not list (`unknown_currency`)."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise Refusal("unknown_currency", field="currency", text=text.strip())
    return code


def round_half_up(value: Decimal) -> int:
    """Round to an integer, half away from zero (the rule of EN 16931 for amounts)."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _exactly(value: Decimal, scale: int) -> int | None:
    """Move the point `scale` places; None where digits are left behind it.

    Decimal's own arithmetic would round a long number to the digits of its context.
    """
    sign, digits, power = value.as_tuple()
    assert isinstance(power, int), "neither infinite nor no number at all"
    shift = power + scale
    written = "".join(map(str, digits))
    if shift < 0:
        written, rest = written[:shift], written[shift:]
        if rest.strip("0"):
            return None
        shift = 0
    whole = int(written.lstrip("0") or "0") * 10**shift if written.strip("0") else 0
    return -whole if sign else whole


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount: `minor` units (cents, fen, yen) of `currency`."""

    minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        """The amount in major units with exactly the currency's own number of decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        """Write the amount as JSON has it (`120.00`), without the currency."""
        return f"{self.major:f}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            msg = f"amounts in {self.currency} and {other.currency} are never added"
            raise ValueError(msg)

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency; another currency is a ValueError (rule 2)."""
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract an amount of the same currency; another currency is a ValueError."""
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __bool__(self) -> bool:
        """Tell whether there is anything at all."""
        return self.minor != 0

    @classmethod
    def of(cls, value: Decimal, currency: str, *, field: str = "amount") -> Money:
        """Take major units; decimals that the currency lacks are refused (`too_many_decimals`)."""
        if not value.is_finite():
            raise Refusal("not_an_amount", field=field, text=str(value))
        if value and value.adjusted() > _DIGITS:
            raise Refusal("amount_too_large", field=field, text=str(value)[:80])
        minor = _exactly(value, exponent(currency))
        if minor is None:
            raise Refusal(
                "too_many_decimals",
                field=field,
                text=str(value)[:80],
                currency=currency,
                decimals=exponent(currency),
            )
        if abs(minor) > MAX_MINOR:
            raise Refusal("amount_too_large", field=field, text=str(value)[:80])
        return cls(minor, currency)

    @classmethod
    def parse(cls, text: str, currency: str, *, field: str = "amount") -> Money:
        """Read an amount as scripts write it: ASCII digits, a point, no grouping.

        Raises Refusal `not_an_amount`, `too_many_decimals` or `amount_too_large`. What an owner
        types in their own locale is read by `i18n.formats` first.
        """
        return cls.of(decimal_of(text, field=field), currency, field=field)


def decimal_of(text: str, *, field: str = "amount") -> Decimal:
    """Read a plain decimal number (`12`, `-0.50`); refuse anything else as `not_an_amount`."""
    stripped = text.strip()
    if not _AMOUNT.fullmatch(stripped):
        raise Refusal("not_an_amount", field=field, text=stripped[:80])
    try:
        return Decimal(stripped)
    except InvalidOperation as error:  # more digits than a context takes
        raise Refusal("not_an_amount", field=field, text=stripped[:80]) from error


def sum_by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Add amounts per currency; currencies sorted, those that come to zero left out."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)
