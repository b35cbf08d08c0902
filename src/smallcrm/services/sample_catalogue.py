"""What made-up clients buy: a price list per trade, and baskets made from it.

A basket is a sale's lines with their totals. There are a few hundred: the same packages are
bought again and again, as they are in life, and each is reckoned once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from smallcrm.domain import documents
from smallcrm.domain.money import exponent

# Roughly how many units of a currency make up the price of one euro: round prices, no rates.
_UNITS: Final[Mapping[str, str]] = {
    "AUD": "1.6",
    "BRL": "6",
    "CAD": "1.5",
    "CNY": "8",
    "CZK": "25",
    "DKK": "7.5",
    "HKD": "8",
    "HUF": "400",
    "INR": "90",
    "JPY": "150",
    "KRW": "1500",
    "MXN": "20",
    "NOK": "10",
    "NZD": "1.8",
    "PLN": "4",
    "RUB": "100",
    "SEK": "10",
    "SGD": "1.5",
    "THB": "40",
    "TRY": "40",
    "TWD": "35",
    "VND": "28000",
    "ZAR": "20",
}
_TAXES: Final[Mapping[str, str]] = {
    "AT": "20",
    "AU": "10",
    "BE": "21",
    "CH": "8.1",
    "CN": "6",
    "CZ": "21",
    "DE": "19",
    "DK": "25",
    "ES": "21",
    "FI": "25.5",
    "FR": "20",
    "GB": "20",
    "IE": "23",
    "IT": "22",
    "JP": "10",
    "LU": "17",
    "NL": "21",
    "NO": "25",
    "NZ": "15",
    "PL": "23",
    "PT": "23",
    "SE": "25",
    "SG": "9",
}
# Trade: item | unit | price | likely quantities. What begins with + is never bought alone.
_ENGLISH: Final = """
music: Piano tuning, upright||95|1 ; Piano tuning, grand||130|1 2 ; Hammer voicing||220|1
    Humidity control refill||60|1 2 ; Action regulation||380|1 ; Pitch raise||60|1
    String replacement|piece|45|1 2 3 ; Piano hire|month|75|3 6 12 ; Piano moving||240|1
    +Key bushing, full set||310|1 ; Concert tuning, evening||165|1
design: Logo||680|1 ; Business cards|set|85|1 2 4 ; Brochure, eight pages||950|1
    Concert posters|piece|6.50|50 100 ; Shop sign||420|1 ; Menu design||260|1
    Concert programme|page|42|8 12 ; Record sleeve||540|1
    Photo editing|hour|55|2 3.5 5 ; Exhibition panel|piece|140|2 4 ; +Corrections|hour|48|1 1.5 2
web: Website package||1650|1 ; Online booking form||350|1 ; Photos, half a day||300|1
    Domain and hosting, one year||180|1 ; Training|hour|80|1 2 3 ; Website care|month|35|6 12
    Online shop, set-up||1900|1 ; Newsletter template||220|1 ; +Text editing|page|28|4 8 12
trade: Longjing tea|kg|38|2 5 10 ; Porcelain tea set|piece|64|2 6 12 ; Felt for dampers|m|27.40|2 5
    Cotton bags, printed|piece|2.35|100 250 500 ; Olive oil, five litres|tin|42|4 8 12
    Silk scarf|piece|29.90|5 10 20 ; +Tuning pins|set|118|1 2 ; +Freight||65|1 ; +Packing||18|1
repair: Bicycle service||59|1 2 ; Sewing machine repair||85|1 ; Laptop screen||165|1
    Heating check||110|1 ; +Labour|hour|52|1 1.5 2 3 ; +Spare parts||34.80|1 ; +Call-out||30|1
    Clock overhaul||195|1 ; Cello bow rehair||70|1 2 ; Lock replacement||125|1
"""
_CHINESE: Final = """
music: 钢琴调律（立式）||400|1 ; 钢琴调律（三角）||600|1 2 ; 琴槌整音||900|1 ; 防潮管更换||260|1 2
    击弦机调整||1800|1 ; 更换琴弦|根|180|1 2 3 ; 钢琴租赁|月|350|3 6 12 ; 钢琴搬运||800|1
    演出前调律||700|1 ; 古筝换弦|套|280|1 2
design: 标志设计||5600|1 ; 名片印刷|盒|60|2 5 10 ; 产品画册设计||9200|1 ; 展会海报印刷||2500|1
    门头招牌||3800|1 ; 菜单设计||1600|1 ; 茶礼盒包装|款|5200|1 2 3 ; 年历设计||6800|1
    修图|小时|300|2 3.5 5 ; +打样|次|260|1 2
web: 官网套餐||8600|1 ; 小程序开发||12000|1 ; 拍摄半天||1800|1 ; 域名与空间（一年）||1200|1
    培训|小时|400|1 2 3 ; 网站维护|月|300|6 12 ; 在线预约||2800|1 ; 公众号模板||1500|1
trade: 明前龙井|公斤|880|2 5 10 ; 景德镇茶具|套|360|2 6 12 ; 真丝围巾|条|168|10 20 50
    不锈钢合页|个|4.35|200 500 ; 帆布袋定制|个|9.80|100 250 500 ; 木梳礼盒|盒|58|20 50
    +运费||180|1 ; +包装费||60|1 ; 五金配件||1260|1
repair: 空调保养||180|1 2 ; 缝纫机维修||260|1 ; 笔记本换屏||780|1 ; 热水器检修||220|1
    +人工|小时|120|1 1.5 2 3 ; +配件||145.50|1 ; +上门费||50|1 ; 换锁||320|1 ; 钟表保养||480|1
"""
# What a euro is worth, as a bank would say it; and how rates moved from quarter to quarter.
_RATES: Final[Mapping[str, str]] = {
    "CHF": "0.9412",
    "CNY": "7.8034",
    "EUR": "1",
    "GBP": "0.8547",
    "USD": "1.0863",
}
_MOVED: Final = ("1.000317", "0.994183", "1.008219")
TRADES: Final = ("music", "design", "web", "trade", "repair")
_VARIANTS: Final = 6
_DISCOUNTS: Final = ("0", "0", "0", "0", "0", "5", "10")
# What is taken off a whole document of several lines.
_TAKEN_OFF: Final = (None, None, None, None, None, None, "3", "5")
# Prices went up over the years: some sales are at older ones.
_YEARS: Final = ("1", "1", "0.95", "0.9")


@dataclass(frozen=True, slots=True)
class Line:
    """A line before it is reckoned: prices in euro or, where the list is Chinese, in yuan."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    unit: str | None = None
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines with their totals, as rows have them.

    `billed` is what an invoice over all of it says of each line: its net after the document
    discount, its share of that, and its tax.
    """

    title: str
    lines: tuple[dict[str, Any], ...]
    net_minor: int
    tax_minor: int
    prices_include_tax: bool
    discount_percent: Decimal | None = None
    discount_minor: int = 0
    billed: tuple[dict[str, int], ...] = ()

    @property
    def total_minor(self) -> int:
        """Net and tax."""
        return self.net_minor + self.tax_minor

    @property
    def figures(self) -> dict[str, Any]:
        """Return what a sale and a quote keep of the totals, by column."""
        return {
            "prices_include_tax": self.prices_include_tax,
            "discount_percent": self.discount_percent,
            "discount_minor": self.discount_minor,
            "net_minor": self.net_minor,
            "tax_minor": self.tax_minor,
            "total_minor": self.total_minor,
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """A basket before it is reckoned in a currency: its lines, and what is taken off them all."""

    lines: tuple[Line, ...]
    discount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A product of the price lists: its price in euro or, where the list is Chinese, in yuan."""

    code: str
    name: str
    unit: str | None
    price: Decimal


class Catalogue:
    """The price lists of a file: in its owner's language, at the level of its currency."""

    def __init__(self, rng: Random, *, country: str, chinese: bool) -> None:
        self._base = "CNY" if chinese else "EUR"
        self.tax = Decimal(_TAXES.get(country, "0"))
        self._items = _read(_CHINESE if chinese else _ENGLISH)
        self._offers: dict[str, list[Offer]] = {
            trade: list(_offers(rng, items)) for trade, items in self._items.items()
        }
        self._made: dict[tuple[str, int, str, bool], Basket] = {}
        self._ids: dict[str, int] = {}
        self._longest: tuple[str, ...] = ()

    def products(self) -> Iterator[Listed]:
        """Say what is on the price lists, each item once, with a code of its trade."""
        for trade, items in self._items.items():
            for place, item in enumerate(items, start=1):
                line = item.line
                code = f"{trade[:2].upper()}-{place:02d}"
                yield Listed(code, line.description, line.unit, line.unit_price)

    def sold_as(self, ids: Mapping[str, int]) -> None:
        """Let lines name the products that they are of: name -> id."""
        self._ids = dict(ids)
        self._longest = tuple(sorted(ids, key=len, reverse=True))

    def product(self, description: str) -> int | None:
        """Return the product that a line is of: the one of its name, or that it begins with."""
        found = self._ids.get(description)
        if found is None:
            found = self._ids.get(next(filter(description.startswith, self._longest), ""))
        return found

    def price(self, amount: Decimal, currency: str, *, own: bool = False) -> Decimal:
        """Say a price of the list in a currency; `own`: it is in it already."""
        return self._price(amount, currency, own=own)

    def basket(self, rng: Random, trade: str, currency: str, *, gross: bool) -> Basket:
        """Draw a basket of a trade; `gross` for prices that include the tax."""
        offers = self._offers[trade]
        index = int(rng.random() * len(offers))
        key = (trade, index, currency, gross)
        if key not in self._made:
            offer = offers[index]
            self._made[key] = self.reckon(
                offer.lines, currency, gross=gross, discount=offer.discount
            )
        return self._made[key]

    def minor(self, amount: Decimal, currency: str, *, own: bool = False) -> int:
        """Say an amount of the price list in minor units; `own`: it is in `currency` already."""
        return int(self._price(amount, currency, own=own).scaleb(exponent(currency)))

    def reckon(
        self,
        lines: Sequence[Line],
        currency: str,
        *,
        gross: bool,
        title: str | None = None,
        own: bool = False,
        discount: Decimal | None = None,
    ) -> Basket:
        """Reckon a basket's totals, the way every sale's are."""
        priced = [self._price(line.unit_price, currency, own=own) for line in lines]
        totals = documents.totals(
            [
                documents.Line(
                    quantity=line.quantity,
                    unit_price=price,
                    discount_percent=line.discount,
                    tax_percent=self.tax,
                    category=documents.category_of(self.tax),
                )
                for line, price in zip(lines, priced, strict=True)
            ],
            currency,
            prices_include_tax=gross,
            discount=None if discount is None else documents.Discount(percent=discount),
        )
        rows = tuple(
            {
                "position": position,
                "description": line.description,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_price": price,
                "discount_percent": line.discount,
                "tax_category": documents.category_of(self.tax).value,
                "tax_percent": self.tax,
                "net_minor": net,
                "product_id": self.product(line.description),
            }
            for position, (line, price, net) in enumerate(
                zip(lines, priced, totals.line_nets, strict=True), start=1
            )
        )
        return Basket(
            title=title or lines[0].description,
            lines=rows,
            net_minor=totals.net_minor,
            tax_minor=totals.tax_minor,
            prices_include_tax=gross,
            discount_percent=discount,
            discount_minor=totals.discount_minor,
            billed=tuple(
                {"net_minor": net - off, "discount_minor": off, "tax_minor": tax}
                for net, off, tax in zip(
                    totals.line_nets, totals.line_discounts, totals.line_taxes, strict=True
                )
            ),
        )

    def _price(self, amount: Decimal, currency: str, *, own: bool) -> Decimal:
        if not own and currency != self._base:
            amount = amount * _units(currency) / _units(self._base)
        return round(amount, exponent(currency))


def rates_in(base: str) -> dict[str, tuple[Decimal, ...]]:
    """Say what other currencies were worth in the file's of late, the newest first."""
    return {
        currency: tuple(
            round(Decimal(_RATES.get(base, _units(base))) / Decimal(rate) * Decimal(moved), 6)
            for moved in _MOVED
        )
        for currency, rate in _RATES.items()
        if currency != base
    }


def _units(currency: str) -> Decimal:
    return Decimal(_UNITS.get(currency, "1"))


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a price list; a side item is never the first of a basket."""

    line: Line
    quantities: tuple[str, ...]
    side: bool


def _read(text: str) -> dict[str, list[_Item]]:
    """Read a price list: the items of each trade."""
    found: dict[str, list[_Item]] = {}
    trade = ""
    for row in text.strip().splitlines():
        if not row.startswith(" "):
            trade, _, row = row.partition(": ")  # noqa: PLW2901  (what is left of the row)
            found[trade] = []
        for item in row.split(" ; "):
            description, unit, price, quantities = item.strip().split("|")
            line = Line(description.lstrip("+"), Decimal(1), Decimal(price), unit or None)
            side = description.startswith("+")
            found[trade].append(_Item(line, tuple(quantities.split()), side))
    return found


def _offers(rng: Random, items: Sequence[_Item]) -> Iterator[Offer]:
    """Make baskets of one to four lines: each item first in some, others beside it."""
    for first in items:
        for _ in range(0 if first.side else _VARIANTS):
            others = [item for item in items if item is not first]
            beside = rng.sample(others, (0, 0, 0, 0, 0, 1, 1, 1, 2, 3)[int(rng.random() * 10)])
            year = Decimal(rng.choice(_YEARS))
            lines = tuple(_line(rng, item, year) for item in (first, *beside))
            off = rng.choice(_TAKEN_OFF) if beside else None
            yield Offer(lines, None if off is None else Decimal(off))


def _line(rng: Random, item: _Item, year: Decimal) -> Line:
    return Line(
        item.line.description,
        Decimal(rng.choice(item.quantities)),
        round(item.line.unit_price * year, 2),
        item.line.unit,
        Decimal(rng.choice(_DISCOUNTS)),
    )
