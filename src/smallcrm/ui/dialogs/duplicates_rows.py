"""Two clients side by side as rows: what each has, and what the one they become will have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import DuplicateReason, Likeness
from smallcrm.domain.merging import CURRENCY, Terms, merged_terms
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.i18n.merge_words import reasons_text
from smallcrm.i18n.own_values import own_value_text
from smallcrm.i18n.reached import address_line
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.detail_shapes import OwnValueShape
from smallcrm.queries.shapes import ClientRef
from smallcrm.services.commands import BatchField
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.theme import Tone
from smallcrm.ui.widgets.cells import EMPTY, Cell
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.care_shapes import DuplicateDetail, DuplicatePair, FieldPair
    from smallcrm.queries.shapes import ClientCard, ClientDetails

LABEL, KEPT, MERGED, RESULT = range(4)
_SIGNS: Final[dict[Likeness | None, tuple[str, Tone]]] = {
    Likeness.CERTAIN: ("circle-check", "ok"),
    Likeness.LIKELY: ("users", "plain"),
    Likeness.POSSIBLE: ("circle-question-mark", "second"),
    None: ("users", "second"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the comparison.

    `field` is what `MergeClients.take` calls it, empty where it is none; `differs` says that the
    owner has something to choose. `result` is what there will be, where that is not simply what
    is chosen or the only one there is; `both` says that all of both stays.
    """

    label: str
    one: str
    other: str
    field: str = ""
    differs: bool = False
    result: str | None = None
    both: bool = False


def compared(tr: I18n, detail: DuplicateDetail, default_currency: str) -> tuple[Compared, ...]:
    """List the lines: what is to be chosen, what hangs on each, what one has, what both have."""
    fields = [_field(tr, detail, pair, default_currency) for pair in detail.fields]
    choices = [line for line in fields if line.differs]
    rest = [line for line in fields if not line.differs and line.one != line.other]
    same = [line for line in fields if not line.differs and line.one == line.other]
    return (
        *choices,
        *_money(tr, detail),
        *_counts(tr, detail),
        *rest,
        *_lists(tr, detail),
        *same,
    )


def pair_row(tr: I18n, number: int, pair: DuplicatePair) -> PlainRow:
    """Return the row of a pair in the list."""
    icon, tone = _SIGNS[pair.likeness]
    how = "" if pair.likeness is None else enum_name(tr, pair.likeness)
    why = why_text(tr, pair)
    names = [_name(tr, ref) for ref in (pair.one, pair.other)]
    cells = (
        Cell(how, tone, icon),
        Cell(names[0], weight="medium"),
        Cell(names[1], weight="medium"),
        Cell(why, "second"),
    )
    return PlainRow(
        number, cells, tr.pgettext("facts", ", ").join(filter(None, (*names, how, why)))
    )


def why_text(tr: I18n, pair: DuplicatePair) -> str:
    """Say what a pair shares; the name stands beside it anyway."""
    shared = [
        "" if reason is DuplicateReason.NAME else one_line(text)
        for reason, text in zip(pair.reasons, pair.shared, strict=True)
    ]
    return reasons_text(tr, pair.reasons, shared)


def compared_row(tr: I18n, number: int, line: Compared, *, taken: bool) -> PlainRow:
    """Return the row of a line; `taken`: of what differs, the merged one's is chosen."""
    result = result_of(tr, line, taken=taken)
    if line.differs:
        kept, merged = _chosen(line.one, on=not taken), _chosen(line.other, on=taken)
        label = Cell(line.label, "soon", "circle-question-mark", weight="medium")
        chosen = tr.gettext("{value} is chosen").format(value=result)
    else:
        kept, merged = Cell(line.one, "second"), Cell(line.other, "second")
        label = Cell(line.label, "second")
        chosen = ""
    tone: Tone = "third" if line.both and not line.result else "plain"
    cells = (label, kept, merged, Cell(result, tone) if result else EMPTY)
    spoken = (
        line.label,
        line.one or tr.gettext("nothing"),
        line.other or tr.gettext("nothing"),
        chosen,
    )
    return PlainRow(number, cells, tr.pgettext("facts", ", ").join(filter(None, spoken)))


def result_of(tr: I18n, line: Compared, *, taken: bool) -> str:
    """Say what there will be."""
    if line.result is not None:
        return line.result
    if line.differs:
        return line.other if taken else line.one
    if line.both and line.one and line.other:
        return tr.gettext("both, nothing twice")
    return line.one or line.other


def terms_result(tr: I18n, detail: DuplicateDetail, default: str, take: Collection[str]) -> str:
    """Say what credit limit there will be, by the rule that the merge follows."""
    terms = [_terms(card.details) for card in (detail.one, detail.other)]
    currency, limit = merged_terms(*terms, default=default, take=take)
    return "" if limit is None else tr.formats.money(Money(limit, currency or default))


def _terms(details: ClientDetails) -> Terms:
    limit = details.credit_limit
    return Terms(details.currency, None if limit is None else limit.minor)


def _chosen(text: str, *, on: bool) -> Cell:
    return Cell(text, "accent", "circle-check", weight="medium") if on else Cell(text, "third")


def _name(tr: I18n, ref: ClientRef) -> str:
    if not ref.organisation:
        return one_line(ref.name)
    return tr.pgettext("client", "{name}, {organisation}").format(
        name=one_line(ref.name), organisation=one_line(ref.organisation)
    )


def _field(tr: I18n, detail: DuplicateDetail, pair: FieldPair, default: str) -> Compared:
    one, other = _text(tr, pair.field, pair.one), _text(tr, pair.field, pair.other)
    result: str | None = None
    choosing = pair.differs
    if pair.field == "referred_by":
        # Nobody sends themselves: what the two had with each other goes.
        both = (detail.pair.one.id, detail.pair.other.id)
        kept, merged = (
            "" if isinstance(ref, ClientRef) and ref.id in both else text
            for ref, text in ((pair.one, one), (pair.other, other))
        )
        if (kept, merged) != (one, other):
            result, choosing = kept or merged, False
    elif pair.field == CURRENCY and not choosing:
        terms = [_terms(card.details) for card in (detail.one, detail.other)]
        result = merged_terms(*terms, default=default).currency or ""
    return Compared(field_label(tr, pair), one, other, pair.field, choosing, result)


def field_label(tr: I18n, pair: FieldPair) -> str:
    """Name a field."""
    for value in (pair.one, pair.other):
        if isinstance(value, OwnValueShape):
            return one_line(value.name)
    names = {
        "birthday_on": tr.gettext("Birthday"),
        "credit_limit_minor": tr.gettext("Credit limit"),
        "rating": tr.gettext("Rating"),
        "on_hold": tr.gettext("On hold"),
        "referred_by": tr.gettext("Referred by"),
    }
    if pair.field in names:
        return names[pair.field]
    return enum_name(tr, BatchField(pair.field))


def _text(tr: I18n, field: str, value: object) -> str:
    formats = tr.formats
    match value:
        case None:
            text = ""
        case OwnValueShape():
            text = own_value_text(tr, value.kind, value.value, value.currency)
        case ClientRef():
            text = _name(tr, value)
        case Money():
            text = formats.money(value)
        case bool():
            text = tr.gettext("yes")
        case StrEnum():
            text = enum_name(tr, value)
        case date():
            text = formats.date_short(value)
        case Decimal():
            text = formats.percent(value)
        case int() if field == "payment_term_days":
            text = tr.ngettext("{count} day", "{count} days", value)
            text = text.format(count=formats.number(value))
        case int():
            text = formats.number(value)
        case _:
            text = formats.language_name(str(value)) if field == "language" else str(value)
    return one_line(text)


def _lists(tr: I18n, detail: DuplicateDetail) -> Iterable[Compared]:
    """List what both keep all of."""
    one, other = detail.one.details, detail.other.details
    for label, of in (
        (tr.gettext("Phone"), lambda facts: [phone.number for phone in facts.phones]),
        (tr.gettext("E-mail"), lambda facts: [email.address for email in facts.emails]),
        (
            tr.gettext("Address"),
            lambda facts: [address_line(tr, address) for address in facts.addresses],
        ),
        (tr.gettext("Online"), lambda facts: [handle.value for handle in facts.handles]),
        (
            tr.gettext("Contact persons"),
            lambda facts: [person.name for person in facts.contact_people],
        ),
        (tr.gettext("Tags"), lambda facts: list(facts.tags)),
    ):
        mine, theirs = (_joined(tr, of(facts)) for facts in (one, other))
        if mine or theirs:
            yield Compared(label, mine, theirs, both=True)


def _joined(tr: I18n, texts: Sequence[str]) -> str:
    return tr.pgettext("list", ", ").join(one_line(text) for text in texts)


def _money(tr: I18n, detail: DuplicateDetail) -> Iterable[Compared]:
    """Say what each owes and has to their credit, and what it comes to."""
    owed = [[part.amount for part in card.balance.owed] for card in (detail.one, detail.other)]
    credit = [list(card.balance.credit) for card in (detail.one, detail.other)]
    for label, amounts in ((tr.gettext("Owes"), owed), (tr.gettext("Credit"), credit)):
        if any(amounts):
            whole = sum_by_currency([amount for part in amounts for amount in part])
            one, other = (tr.formats.monies(part) if part else "" for part in amounts)
            yield Compared(label, one, other, result=tr.formats.monies(whole), both=True)


def _counts(tr: I18n, detail: DuplicateDetail) -> Iterable[Compared]:
    """Count what hangs on each."""
    names = {
        "sale": tr.gettext("Sales"),
        "quote": tr.gettext("Quotes"),
        "invoice": tr.gettext("Invoices"),
        "contract": tr.gettext("Contracts"),
        "payment": tr.gettext("Payments"),
        "note": tr.gettext("Notes"),
        "interaction": tr.gettext("Contacts"),
        "follow_up": tr.gettext("Follow-ups"),
        "referral": tr.gettext("Clients they sent"),
    }
    number = tr.formats.number
    between = _between(detail.one, detail.other)
    for table, one, other in detail.counts:
        if table not in names:
            continue
        whole = one + other - (between if table == "referral" else 0)
        mine, theirs = (number(count) if count else "" for count in (one, other))
        yield Compared(names[table], mine, theirs, result=number(whole), both=True)


def _between(one: ClientCard, other: ClientCard) -> int:
    """Count the referrals that the two have with each other."""
    pair = {one.details.ref.id, other.details.ref.id}
    return sum(
        card.referred_by is not None and card.referred_by.counterpart.id in pair
        for card in (one, other)
    )
