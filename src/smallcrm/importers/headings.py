"""Recognising columns by what stands over them, and from that what a file is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import RecordKind
from smallcrm.importers.heading_text import is_unnamed, normalised, numberless
from smallcrm.importers.known_lists import IGNORED, NOTED, KnownList, goes_only_out, recognise
from smallcrm.importers.synonyms import SYNONYMS
from smallcrm.importers.values import currency_of

IGNORE: Final = IGNORED
# The fields that a column may be mapped to (`--map COLUMN=FIELD`), beside `ignore`.
FIELDS: Final[Mapping[RecordKind, tuple[str, ...]]] = {
    kind: tuple(fields) for kind, fields in SYNONYMS.items()
}
# Fields that several columns may fill; of the others the first column counts.
REPEATABLE: Final = frozenset(
    """
    phone mobile work_phone home_phone fax email work_email home_email note tags
    address street city region postal_code country
    wechat qq whatsapp website sale_number price
    person person_first_name person_last_name person_role person_phone person_mobile person_email
    phone_label email_label address_label note_label labelled_note job_title role text
    """.split()
)
# A column of this is a field that the owner defined: `own:NAME`.
OWN: Final = "own:"
_REJECTED: Final = ("row", "why")
# Where a file says nothing else of a client, whoever is to be talked to is the client.
_STANDS_IN: Final[Mapping[str, str]] = {
    "person": "name",
    "person_first_name": "first_name",
    "person_last_name": "last_name",
}
_REAL_NAMES: Final = ("name", "first_name", "last_name", "organisation")
_NAMES: Final = (*_REAL_NAMES, *_STANDS_IN)
_CLIENT: Final = ("client_code", "client_name", "first_name", "last_name", "organisation")
# For each kind: of every group at least one field must have a column.
REQUIRED: Final[Mapping[RecordKind, tuple[tuple[str, ...], ...]]] = {
    RecordKind.CLIENTS: (_NAMES,),
    RecordKind.SALES: (_CLIENT, ("total", "unit_price")),
    RecordKind.PAYMENTS: ((*_CLIENT, "sale_number"), ("amount",)),
    RecordKind.PRODUCTS: (("name",),),
    RecordKind.REFERRALS: (("client_code", "client_name"), ("referrer_code", "referrer_name")),
    RecordKind.PEOPLE: (("client_code", "client_name"), ("name", "first_name", "last_name")),
    RecordKind.NOTES: (("client_code", "client_name"), ("text",)),
    RecordKind.SALE_LINES: (("number",), ("unit_price",)),
}
# What only a file of that kind has.
_TELLING: Final[Mapping[RecordKind, frozenset[str]]] = {
    RecordKind.CLIENTS: frozenset(
        """
        phone mobile work_phone home_phone fax email work_email home_email address street city
        level referred_by birthday wechat qq tags opening_balance
        """.split()
    ),
    RecordKind.SALES: frozenset({"number", "due", "paid", "open", "unit_price", "quantity"}),
    RecordKind.PAYMENTS: frozenset({"method", "reference"}),
    RecordKind.PRODUCTS: frozenset({"unit", "tax", "tax_category"}),
    RecordKind.REFERRALS: frozenset({"date", "outcome", "direction", "what_for", "commission"}),
    RecordKind.PEOPLE: frozenset({"name", "role", "phone", "email"}),
    RecordKind.NOTES: frozenset({"text", "date", "pinned"}),
    RecordKind.SALE_LINES: frozenset({"number", "unit_price", "quantity"}),
}
_OF_PAYMENTS: Final = re.compile(r"pay|paid|receiv|收款|付款|到账|实收|支付")
_OF_SALES: Final = re.compile(r"invoice|order|sale|订单|销售|开票|发票|單")
_OF_PRODUCTS: Final = re.compile(r"product|article|artikel|item|sku|产品|商品|货号|货品|品名")
# What a list of products has none of: somebody bought something, on a day, so many of it.
_NOT_OF_PRODUCTS: Final = frozenset(
    {*_CLIENT, "date", "due", "quantity", "total", "paid", "open", "status"}
)
# A list of clients that says who sent each is no list of referrals.
_NOT_OF_REFERRALS: Final = _TELLING[RecordKind.CLIENTS] - {"referred_by"}
# What a list of contact persons has, as a list of clients would understand it.
_OF_PEOPLE: Final = frozenset(
    """
    name organisation code person person_role person_phone person_mobile person_email job_title
    phone mobile work_phone email work_email
    """.split()
)
# The words of a heading in letters, in signs of their own, and signs of currencies.
_PART: Final = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]+|[€£$¥]")
# Which address a heading is of, where it is none of the usual ones: `Delivery street`.
_ADDRESS_OF: Final = re.compile(
    r"^(?:billing|bill|shipping|ship|delivery|business|home|work|other|mailing|invoice|office"
    r"|company|收货|送货|账单|开票|单位|公司|家庭|住宅|商务|其他)"
)
_ADDRESS_PARTS: Final = frozenset({"address", "street", "city", "region", "postal_code", "country"})
_BRACKETED: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_LONGEST: Final = 200


@cache
def _words(kind: RecordKind) -> Mapping[str, str]:
    """Map each normalised synonym of a kind to its field; where two fields claim one, the first."""
    words: dict[str, str] = {}
    for name, synonyms in SYNONYMS[kind].items():
        for synonym in (name, *synonyms):
            words.setdefault(normalised(synonym), name)
    return words


def field_for(heading: str, kind: RecordKind) -> str | None:
    """Recognise one heading: as it is, without brackets (`金额(元)`), without a number."""
    if len(heading) > _LONGEST or is_unnamed(heading):
        return None
    words = _words(kind)
    whole = normalised(heading)
    if whole in words:
        return words[whole]
    plain = normalised(_BRACKETED.sub("", heading))
    found = words.get(plain) or words.get(numberless(plain))
    if found is None and kind is RecordKind.CLIENTS:
        part = words.get(_ADDRESS_OF.sub("", numberless(plain)))
        return part if part in _ADDRESS_PARTS else None
    if found is None and kind is RecordKind.PRODUCTS:
        rest = _without_currency(heading)[0]
        return "price" if rest and words.get(normalised(rest)) == "price" else None
    return found


def price_currency(heading: str, usual: str | None) -> str | None:
    """Return the currency that a heading of prices names (`Price EUR`, `单价(元)`), if any."""
    written = bracketed(heading)
    if written:
        try:
            return currency_of(written, usual)
        except Refusal:
            pass  # `Price (net)`
    return _without_currency(heading, usual)[1]


def _without_currency(heading: str, usual: str | None = None) -> tuple[str, str | None]:
    """Take the currency out of a heading; without one there is nothing to recognise."""
    rest: list[str] = []
    found: str | None = None
    for part in _PART.findall(unicodedata.normalize("NFKC", heading[:_LONGEST])):
        try:
            currency = currency_of(part, usual)
        except Refusal:
            currency = None
        if currency is None or found:
            rest.append(part)
        else:
            found = currency
    return (" ".join(rest) if found else ""), found


def bracketed(heading: str) -> str:
    """Return what stands in brackets in a heading (`金额(元)`), or nothing."""
    found = _BRACKETED.search(heading[:_LONGEST])
    return found[0][1:-1].strip() if found else ""


def recognised(heading: Sequence[str]) -> int:
    """Count the cells of a row that would be headings of some kind: how it looks as a heading."""
    return max(sum(field_for(cell, kind) is not None for cell in heading) for kind in RecordKind)


def known_list(heading: Sequence[str], kind: RecordKind) -> KnownList | None:
    """Tell which program's list of a kind this is, if any."""
    found = recognise(heading)
    return found if found is not None and found.kind is kind else None


def propose(heading: Sequence[str], kind: RecordKind) -> tuple[str | None, ...]:
    """Give each column its field, None where none is recognised or another column has it.

    In a list of a program that is known `ignore` stands where its columns say nothing of use.
    """
    known = known_list(heading, kind)
    taken: set[str] = set()
    fields: list[str | None] = []
    for cell in heading:
        name = (known.field_of(cell) if known else None) or field_for(cell, kind)
        if name is not None and name in taken and name not in REPEATABLE:
            name = None
        if name is not None and name != IGNORE:
            taken.add(name)
        fields.append(name)
    if kind is RecordKind.CLIENTS and not taken & set(_REAL_NAMES):
        return tuple(_stood_in(heading, fields))
    return tuple(fields)


def _stood_in(heading: Sequence[str], fields: Sequence[str | None]) -> Iterator[str | None]:
    """Make the first contact person the client, where a file names nobody else."""
    made: set[str] = set()
    for cell, name in zip(heading, fields, strict=True):
        stood = _STANDS_IN.get(name or "")
        if stood is None or stood in made or normalised(cell) == normalised(name or ""):
            yield name
        else:
            made.add(stood)
            yield stood


def kind_of(heading: Sequence[str], given: Mapping[str, str] | None = None) -> RecordKind:
    """Tell what a file is about.

    Raises Refusal `kind_not_recognised` with `headings` and the `candidates` between which the
    headings do not decide (money booked as the wrong kind is worse than a question), or
    `only_goes_out` for a list of ours that is none of these kinds.
    """
    if goes_only_out(heading):
        raise Refusal("only_goes_out", field="kind", headings=tuple(heading))
    known = recognise(heading)
    if known is not None and all(_fits(name, known.kind) for name in (given or {}).values()):
        return known.kind
    scores = {kind: _score(heading, kind, given or {}) for kind in RecordKind}
    best = max(scores.values())
    winners = [kind for kind, score in scores.items() if score == best and score > 0]
    if len(winners) != 1:
        raise Refusal(
            "kind_not_recognised",
            field="kind",
            headings=tuple(heading),
            candidates=tuple(kind.value for kind in winners),
            known=tuple(kind.value for kind in RecordKind),
        )
    return winners[0]


def _fits(name: str, kind: RecordKind) -> bool:
    """Tell whether a column of a kind may be mapped to something."""
    own = kind is RecordKind.CLIENTS and name.startswith(OWN) and len(name) > len(OWN)
    return own or name == IGNORE or name in FIELDS[kind]


def _score(heading: Sequence[str], kind: RecordKind, given: Mapping[str, str]) -> int:
    by_name = {normalised(column): name for column, name in given.items()}
    if not all(_fits(name, kind) for name in given.values()):
        return 0
    fields = [
        by_name.get(normalised(cell), proposed)
        for cell, proposed in zip(heading, propose(heading, kind), strict=True)
    ]
    if missing(fields, kind):
        return 0
    if _of_another_kind(heading, fields, kind):
        return 0
    score = 0
    for cell, name in zip(heading, fields, strict=True):
        if name is None or name == IGNORE:
            continue
        score += 3 if name in _TELLING[kind] else 1
        if kind is RecordKind.PAYMENTS and _OF_PAYMENTS.search(normalised(cell)):
            score += 3
        if kind is RecordKind.PRODUCTS and _OF_PRODUCTS.search(normalised(cell)):
            score += 2
        if kind is RecordKind.SALES and _OF_SALES.search(normalised(cell)):
            score += 2
    return score


def _of_another_kind(
    heading: Sequence[str], fields: Sequence[str | None], kind: RecordKind
) -> bool:
    """Tell whether headings that would do for a kind speak of another one."""
    has = set(fields)
    if kind is RecordKind.PRODUCTS:
        return "price" not in has or any(
            name is None and field_for(cell, RecordKind.SALES) in _NOT_OF_PRODUCTS
            for cell, name in zip(heading, fields, strict=True)
        )
    as_clients = {field_for(cell, RecordKind.CLIENTS) for cell in heading}
    if kind is RecordKind.REFERRALS:
        return bool(as_clients & _NOT_OF_REFERRALS)
    if kind is RecordKind.PEOPLE:
        return not ({"role", "name"} <= has and as_clients <= _OF_PEOPLE)
    if kind is RecordKind.SALE_LINES:
        # A list that says who bought is one of sales.
        return {"description", "quantity"}.isdisjoint(has) or bool(
            set(propose(heading, RecordKind.SALES)) & set(_CLIENT)
        )
    if kind is RecordKind.NOTES:
        return not {"text", "date"} <= has or None in has
    return False


class _Rest:
    """What becomes of the columns that no word knows."""

    def __init__(
        self, heading: Sequence[str], kind: RecordKind, own_fields: Collection[str]
    ) -> None:
        known = known_list(heading, kind)
        self._makes_fields = known is not None and known.rest == OWN
        self._notes = kind is RecordKind.CLIENTS
        self._own = {normalised(name): name for name in own_fields}
        # The two columns that a file of rejected rows has before the file's own.
        self._ours = heading[:2] if tuple(heading[:2]) == _REJECTED else ()

    def field_of(self, heading: str) -> str | None:
        """Return the field of a column, None where it is left out."""
        if not self._notes or heading in self._ours:
            return None
        own = self._own.get(normalised(heading))
        if own is None and self._makes_fields and not is_unnamed(heading):
            own = heading
        return f"{OWN}{own}" if own else NOTED


def missing(fields: Sequence[str | None], kind: RecordKind) -> tuple[tuple[str, ...], ...]:
    """Return the groups of required fields of which no column has any."""
    return tuple(group for group in REQUIRED[kind] if not set(group) & set(fields))


def columns_with(
    heading: Sequence[str],
    kind: RecordKind,
    given: Mapping[str, str],
    own_fields: Collection[str] = (),
) -> tuple[str | None, ...]:
    """Propose fields for all columns and put the caller's in place of them.

    What no word knows of a client is one of the owner's fields where that has its name, and else
    a note under its heading: nothing is lost. Raises Refusal `unknown_column`, `unknown_field`
    (both with what there is) or `missing_column`.
    """
    by_name: dict[str, list[int]] = {}
    for index, cell in enumerate(heading):
        by_name.setdefault(cell.strip(), []).append(index)
    chosen: dict[int, str] = {}
    for column, name in given.items():
        indexes = by_name.get(column.strip()) or [
            index for index, cell in enumerate(heading) if normalised(cell) == normalised(column)
        ]
        if not indexes:
            raise Refusal("unknown_column", field="map", text=column, known=tuple(heading))
        if not _fits(name, kind):
            known = (*FIELDS[kind], IGNORE)
            raise Refusal("unknown_field", field="map", text=name, kind=kind.value, known=known)
        chosen[indexes[0]] = name
    taken = set(chosen.values()) - REPEATABLE
    rest = _Rest(heading, kind, own_fields)
    fields: list[str | None] = []
    for index, proposed in enumerate(propose(heading, kind)):
        field = chosen.get(index) or (None if proposed in taken else proposed)
        if field is None:
            field = rest.field_of(heading[index])
            field = None if field in taken else field
        fields.append(None if field == IGNORE else field)
    lacking = missing(fields, kind)
    if lacking:
        raise Refusal(
            "missing_column",
            field="map",
            kind=kind.value,
            fields=lacking[0],
            headings=tuple(heading),
        )
    return tuple(fields)
