"""The rows of a card's timeline, made of what was read, and which of them a filter shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import (
    GIVEN_BACK,
    Direction,
    InteractionKind,
    PaymentKind,
    ReferralDirection,
    SaleStatus,
)
from smallcrm.domain.money import Money
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.sentences import due, enum_name, method_name
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.shapes import TimelineKind
from smallcrm.ui.card.present import contact_name, minutes
from smallcrm.ui.card.timeline_parts import Parts
from smallcrm.ui.card.trade_rows import trade_parts
from smallcrm.ui.widgets.filter_bar import ChipSpec
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.timeline import TimelineRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.shapes import (
        ClientCard,
        FollowUpShape,
        InteractionShape,
        NoteShape,
        PaymentShape,
        SaleShape,
        TimelineEntry,
    )
    from smallcrm.ui.theme import Tone

ALL: Final = "all"
_KINDS: Final = {
    "calls": frozenset({TimelineKind.CALL, TimelineKind.INTERACTION}),
    "notes": frozenset({TimelineKind.NOTE}),
    "sales": frozenset({TimelineKind.SALE, TimelineKind.INVOICE, TimelineKind.DELIVERY}),
    "quotes": frozenset({TimelineKind.QUOTE}),
    "payments": frozenset({TimelineKind.PAYMENT, TimelineKind.PROMISE, TimelineKind.REMINDER}),
    "referrals": frozenset({TimelineKind.REFERRAL}),
}
DIGITS: Final = {
    "0": ALL,
    "1": "calls",
    "2": "notes",
    "3": "sales",
    "4": "quotes",
    "5": "payments",
    "6": "referrals",
}
_ICONS: Final = {
    InteractionKind.EMAIL: "mail",
    InteractionKind.LETTER: "mail",
    InteractionKind.MESSAGE: "message-square",
    InteractionKind.MEETING: "handshake",
    InteractionKind.VISIT: "map-pin",
}


@dataclass(frozen=True, slots=True)
class RowId:
    """What a row of the timeline stands for; `pinned` is of notes alone."""

    kind: TimelineKind
    id: int
    pinned: bool = False

    @property
    def key(self) -> tuple[TimelineKind, int]:
        """Return what stays the same when the row's contents change."""
        return self.kind, self.id


def chips(tr: I18n) -> tuple[ChipSpec, ...]:
    """Name the filters and their keys."""
    words = {
        ALL: tr.pgettext("timeline", "All"),
        "calls": tr.pgettext("timeline", "Calls"),
        "notes": tr.pgettext("timeline", "Notes"),
        "sales": tr.pgettext("timeline", "Sales"),
        "quotes": tr.pgettext("timeline", "Quotes"),
        "payments": tr.pgettext("timeline", "Payments"),
        "referrals": tr.pgettext("timeline", "Referrals"),
    }
    return tuple(ChipSpec(name, words[name], key=digit) for digit, name in DIGITS.items())


def shown(rows: Sequence[TimelineRow], chip: str, text: str) -> list[TimelineRow]:
    """Return the rows of a filter that hold every word of the text, matches marked."""
    kinds = _KINDS.get(chip)
    words = text.casefold().split()
    found: list[TimelineRow] = []
    for row in rows:
        if kinds is not None and isinstance(row.id, RowId) and row.id.kind not in kinds:
            continue
        if not words:
            found.append(row)
            continue
        whole = f"{row.date} {row.head} {row.text} {row.amount}".casefold()
        if all(word in whole for word in words):
            found.append(_marked(row, words))
    return found


def _marked(row: TimelineRow, words: Sequence[str]) -> TimelineRow:
    folded = row.text.casefold()
    if len(folded) != len(row.text):
        return row
    ranges = [(at, at + len(word)) for word in words if (at := folded.find(word)) >= 0]
    return replace(row, text_ranges=tuple(sorted(ranges)))


class TimelineWords:
    """Makes the rows of one card's timeline; pure, used on the GUI thread."""

    def __init__(self, tr: I18n, card: ClientCard) -> None:
        self._tr = tr
        self._card = card
        self._me = card.details.ref.id
        sent = card.referred if card.referred_by is None else (card.referred_by, *card.referred)
        self._sent = {referral.id: referral for referral in sent}
        amounts = [item.sale.total for item in card.timeline if item.sale]
        amounts += [item.payment.amount for item in card.timeline if item.payment]
        amounts += [item.quote.total for item in card.timeline if item.quote]
        # Where all is in one currency its name in every row would only be noise.
        self._one_currency = len({amount.currency for amount in amounts}) < 2  # noqa: PLR2004

    def rows(self) -> tuple[TimelineRow, ...]:
        """Return everything, what is still to do first, then the newest first."""
        return tuple(self._all())

    def _all(self) -> Iterator[TimelineRow]:
        for item in self._card.follow_ups:
            yield self._row(
                RowId(TimelineKind.FOLLOW_UP, item.id), item.due, None, self._to_do(item)
            )
        for entry in self._card.timeline:
            parts = self._parts(entry)
            if parts is not None:
                pinned = entry.note is not None and entry.note.pinned
                row_id = RowId(entry.kind, entry.id, pinned)
                yield self._row(row_id, entry.on, entry.at, parts)

    def _row(self, row_id: RowId, day: date, at: datetime | None, parts: Parts) -> TimelineRow:
        tr = self._tr
        head = parts.head
        if parts.text:
            # Translators: the head of a line in the timeline, before its text: "Note:"
            head = tr.pgettext("timeline", "{head}:").format(head=head)
        amount = spoken = ""
        if parts.money is not None:
            spoken = tr.formats.money(parts.money)
            amount = tr.formats.amount(parts.money) if self._one_currency else spoken
        when = tr.formats.date_long(day)
        words = (when, head, parts.text, spoken)
        return TimelineRow(
            id=row_id,
            date=self._date(day, at),
            icon=parts.icon,
            head=head,
            text=parts.text,
            amount=amount,
            amount_tone=parts.amount_tone,
            icon_tone=parts.icon_tone,
            accessible_text=" ".join(one_line(word) for word in words if word),
        )

    def _date(self, day: date, at: datetime | None) -> str:
        formats = self._tr.formats
        if day != formats.clock.today():
            return formats.date_brief(day)
        return formats.time(at) if at is not None else formats.ago(day)

    def _parts(self, entry: TimelineEntry) -> Parts | None:
        parts: Parts | None = None
        if entry.interaction is not None:
            parts = self._contact(entry.interaction)
        elif entry.note is not None:
            parts = self._note(entry.note)
        elif entry.sale is not None:
            parts = self._sale(entry.sale)
        elif entry.payment is not None:
            parts = self._payment(entry.payment)
        elif entry.referral is not None:
            parts = self._referral(entry.referral)
        elif entry.follow_up is not None:
            text = one_line(follow_up_text(self._tr, entry.follow_up))
            parts = Parts("calendar-check", self._tr.gettext("Follow-up done"), text)
        else:
            parts = trade_parts(self._tr, entry)
        return parts

    def _to_do(self, item: FollowUpShape) -> Parts:
        days = (item.due - self._tr.formats.clock.today()).days
        tone: Tone = "debt" if days < 0 else "soon" if days < 2 else "second"  # noqa: PLR2004
        # Translators: something to do for a client, and how its day lies to today
        head = self._tr.gettext("To do, {due}").format(due=due(self._tr, item.due))
        return Parts("alarm-clock", head, one_line(follow_up_text(self._tr, item)), icon_tone=tone)

    def _contact(self, item: InteractionShape) -> Parts:
        tr = self._tr
        head = contact_name(tr, item)
        icon = _ICONS.get(item.kind, "phone")
        tone: Tone = "second"
        if item.kind is InteractionKind.CALL:
            outgoing = item.direction is Direction.OUT
            if item.answered:
                icon = "phone-outgoing" if outgoing else "phone-incoming"
            else:
                icon, tone = ("phone-off", "second") if outgoing else ("phone-missed", "debt")
        if item.minutes:
            # Translators: a contact and how long it took: "Call, 4 min"
            head = tr.pgettext("timeline", "{contact}, {minutes}").format(
                contact=head, minutes=minutes(tr, item.minutes)
            )
        return Parts(icon, head, one_line(item.summary or ""), icon_tone=tone)

    def _note(self, note: NoteShape) -> Parts:
        if note.pinned:
            return Parts("pin", self._tr.gettext("Pinned note"), one_line(note.text))
        return Parts("sticky-note", self._tr.gettext("Note"), one_line(note.text))

    def _sale(self, sale: SaleShape) -> Parts:
        tr = self._tr
        head = tr.pgettext("timeline", "Sale {number}").format(number=sale.number)
        title = one_line(sale.title)
        if sale.status is SaleStatus.CANCELLED:
            # Translators: a sale that does not count any more
            text = tr.pgettext("timeline", "cancelled, {title}").format(title=title)
            return Parts("shopping-bag", head, text, sale.total, amount_tone="third")
        if not sale.open:
            return Parts("shopping-bag", head, title, sale.total)
        open_text = tr.pgettext("sale", "open")
        if sale.open != sale.total:
            open_text = tr.gettext("{amount} open").format(amount=tr.formats.amount(sale.open))
        text = tr.pgettext("timeline", "{title}, {open}").format(title=title, open=open_text)
        if sale.days > 0:
            return Parts("triangle-alert", head, text, sale.total, "debt", "debt")
        return Parts("shopping-bag", head, text, sale.total)

    def _payment(self, item: PaymentShape) -> Parts:
        tr = self._tr
        head = tr.gettext("Payment")
        text = self._settled(item)
        if item.kind is PaymentKind.PAYMENT and item.method:
            method = one_line(method_name(tr, item.method))
            # Translators: how a payment was made, and what it was for
            text = (
                tr.pgettext("timeline", "{method}, {purpose}").format(method=method, purpose=text)
                if text
                else method
            )
        if item.void:
            head = tr.gettext("Payment reversed")
            return Parts("rotate-ccw", head, one_line(item.reason or text), item.amount, "third")
        if item.kind in GIVEN_BACK:
            return self._given_back(item)
        if item.kind is PaymentKind.WRITE_OFF:
            return Parts("minus", enum_name(tr, item.kind), text, item.amount, "third")
        if item.kind in {PaymentKind.CREDIT_NOTE, PaymentKind.OPENING_CREDIT}:
            return Parts("file-text", enum_name(tr, item.kind), text, item.amount, "ok")
        if item.kind is PaymentKind.REFERRAL_CREDIT:
            head = enum_name(tr, item.kind)
            return Parts("gift", head, self._earned(item, text), item.amount, "ok", "ok")
        return Parts("banknote", head, text, item.amount, "ok", "ok")

    def _given_back(self, item: PaymentShape) -> Parts:
        head = enum_name(self._tr, item.kind)
        given = Money(-item.amount.minor, item.amount.currency)
        if item.kind is PaymentKind.CREDIT_TAKEN_BACK:
            return Parts("rotate-ccw", head, self._sent_whom(item), given, "third")
        return Parts("undo-2", head, one_line(item.reason or ""), given)

    def _earned(self, item: PaymentShape, settled: str) -> str:
        """Say what earned a credit, what it settled, and until when the rest is good."""
        tr = self._tr
        parts = [self._sent_whom(item), settled]
        if item.expires_on is not None and item.free:
            day = tr.formats.date_brief(item.expires_on)
            if item.expires_on < tr.formats.clock.today():
                parts.append(tr.gettext("expired {date}").format(date=day))
            else:
                parts.append(tr.gettext("good until {date}").format(date=day))
        return tr.pgettext("timeline", ", ").join(part for part in parts if part)

    def _sent_whom(self, item: PaymentShape) -> str:
        referral = self._sent.get(item.referral_id or 0)
        if referral is None:
            return ""
        tr = self._tr
        if referral.client.id == self._me:
            # Translators: a credit for a client, because they came by a referral
            return tr.pgettext("timeline", "for coming to us")
        # Translators: a credit for a client, because of {name}, whom they sent to us
        text = tr.pgettext("timeline", "for sending {name}")
        return text.format(name=one_line(referral.client.name))

    def _settled(self, item: PaymentShape) -> str:
        tr = self._tr
        if not item.settled:
            return tr.gettext("not put to a sale yet") if item.free else ""
        if len(item.settled) == 1:
            # Translators: what a payment was for; {title} is that of a sale
            return tr.pgettext("timeline", "for {title}").format(
                title=one_line(item.settled[0].sale_title)
            )
        text = tr.ngettext("for {count} sale", "for {count} sales", len(item.settled))
        return text.format(count=tr.formats.number(len(item.settled)))

    def _referral(self, item: ReferralShape) -> Parts:
        tr = self._tr
        mine = item.client.id == self._me
        other = one_line(item.counterpart.name if mine else item.client.name)
        if item.direction is ReferralDirection.IN and mine:
            text = tr.gettext("sent by {name}")
        elif item.direction is ReferralDirection.IN:
            # Translators: this client sent {name} to us
            text = tr.gettext("sent {name}")
        elif mine:
            # Translators: we sent this client to {name}
            text = tr.gettext("we sent them to {name}")
        else:
            # Translators: we sent {name} to this partner
            text = tr.gettext("we sent {name} to them")
        outcome = enum_name(tr, item.outcome).lower()
        # Translators: whom a client sent, and what became of it: "sent Hannah Keogh, won"
        text = tr.pgettext("timeline", "{what}, {outcome}").format(
            what=text.format(name=other), outcome=outcome
        )
        return Parts("users", tr.gettext("Referral"), text)
