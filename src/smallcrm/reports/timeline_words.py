"""What the timeline says of everything that happened with a client, in one language."""

from __future__ import annotations

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
from smallcrm.domain.ringing import still_rings
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.sentences import due, enum_name, interaction_name, method_name
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.reports.timeline_parts import Parts
from smallcrm.reports.timeline_trade import trade_parts

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import FollowUpShape, InteractionShape, NoteShape
    from smallcrm.queries.shapes import (
        ClientCard,
        ContactPersonShape,
        PaymentShape,
        SaleShape,
        TimelineEntry,
    )
    from smallcrm.reports.timeline_parts import Clean, Tone

_ICONS: Final = {
    InteractionKind.EMAIL: "mail",
    InteractionKind.LETTER: "mail",
    InteractionKind.MESSAGE: "message-square",
    InteractionKind.MEETING: "handshake",
    InteractionKind.VISIT: "map-pin",
}
_MINUTE_S: Final = 60


class TimelineWords:
    """Says it for one client; `clean` makes one line of what somebody typed.

    `for_us`: with what is on no paper, how satisfied they seemed.
    """

    def __init__(self, tr: I18n, card: ClientCard, clean: Clean, *, for_us: bool = False) -> None:
        self._tr = tr
        self._clean = clean
        self._for_us = for_us
        self._me = card.details.ref.id
        sent = card.referred if card.referred_by is None else (card.referred_by, *card.referred)
        self._sent = {referral.id: referral for referral in sent}

    def parts(self, entry: TimelineEntry) -> Parts | None:
        """Say what happened; None of what there is nothing to say of."""
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
            text = self._clean(follow_up_text(self._tr, entry.follow_up))
            parts = Parts("calendar-check", self._tr.gettext("Follow-up done"), text)
        elif entry.document is not None:
            text = self._clean(entry.document.name)
            parts = Parts("paperclip", self._tr.gettext("Document"), text)
        else:
            parts = trade_parts(self._tr, entry, self._clean)
        return parts

    def to_do(self, item: FollowUpShape) -> Parts:
        """Say what is still to be done."""
        days = (item.due - self._tr.formats.clock.today()).days
        tone: Tone = "debt" if days < 0 else "soon" if days < 2 else "second"  # noqa: PLR2004  (days)
        # Translators: something to do for a client, and how its day lies to today
        head = self._tr.gettext("To do, {due}").format(due=due(self._tr, item.due))
        return Parts(
            "alarm-clock", head, self._clean(follow_up_text(self._tr, item)), icon_tone=tone
        )

    def _contact(self, item: InteractionShape) -> Parts:
        tr = self._tr
        head = contact_name(tr, item)
        icon = _ICONS.get(item.kind, "phone")
        tone: Tone = "second"
        if item.kind is InteractionKind.CALL:
            outgoing = item.direction is Direction.OUT
            if item.answered or _rings(tr, item):
                icon = "phone-outgoing" if outgoing else "phone-incoming"
            elif outgoing:
                icon = "phone-off"
            else:
                icon, tone = "phone-missed", "second" if item.handled_at else "debt"
        if took := duration(tr, item):
            # Translators: a contact and how long it took: "Call, 4 min"
            head = tr.pgettext("timeline", "{contact}, {minutes}").format(
                contact=head, minutes=took
            )
        return Parts(icon, head, self._about(item), icon_tone=tone)

    def _about(self, item: InteractionShape) -> str:
        """Say with whom a contact was, what about, and what belongs to it."""
        tr = self._tr
        text = self._clean(item.summary or "")
        if item.contact_person is not None:
            who = self._who(item.contact_person)
            # Translators: who it was, and what was said: "Judith, secretary: wants a date"
            text = (
                tr.pgettext("timeline", "{who}: {text}").format(who=who, text=text) if text else who
            )
        more = []
        if item.documents > 1:
            # The first is the message itself.
            count = item.documents - 1
            words = tr.ngettext("{count} attachment", "{count} attachments", count)
            more.append(words.format(count=tr.formats.number(count)))
        if item.satisfaction is not None and self._for_us:
            # Translators: how satisfied a client seemed, 1 (not at all) to 5 (very)
            words = tr.pgettext("timeline", "satisfaction {rating} of 5")
            more.append(words.format(rating=tr.formats.number(item.satisfaction)))
        if not more:
            return text
        aside = tr.pgettext("timeline", ", ").join(more)
        # Translators: what was said in a contact, and beside it: "about the bill (1 attachment)"
        return tr.pgettext("timeline", "{text} ({aside})").format(text=text, aside=aside).strip()

    def _note(self, note: NoteShape) -> Parts:
        tr = self._tr
        pinned = note.is_remembered(tr.formats.clock.today())
        head = [tr.gettext("Pinned note") if pinned else tr.gettext("Note")]
        if note.said_by is not None:
            head.append(self._clean(note.said_by.name))
        if note.expires is not None:
            # Translators: the last day on which a note is to be remembered: "until 31 May"
            words = tr.pgettext("note", "until {date}")
            head.append(words.format(date=tr.formats.date_brief(note.expires)))
        named = tr.pgettext("timeline", ", ").join(head)
        return Parts("pin" if pinned else "sticky-note", named, self._clean(note.text))

    def _who(self, person: ContactPersonShape) -> str:
        name = self._clean(person.name)
        if not person.role:
            return name
        # Translators: a contact person and what they are: "Judith, secretary"
        return self._tr.pgettext("contact", "{name}, {role}").format(
            name=name, role=self._clean(person.role)
        )

    def _sale(self, sale: SaleShape) -> Parts:
        tr = self._tr
        head = tr.pgettext("timeline", "Sale {number}").format(number=sale.number)
        title = self._clean(sale.title)
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
            method = self._clean(method_name(tr, item.method))
            # Translators: how a payment was made, and what it was for
            text = (
                tr.pgettext("timeline", "{method}, {purpose}").format(method=method, purpose=text)
                if text
                else method
            )
        if item.void:
            head = tr.gettext("Payment reversed")
            return Parts("rotate-ccw", head, self._clean(item.reason or text), item.amount, "third")
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
        return Parts("undo-2", head, self._clean(item.reason or ""), given)

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
        return text.format(name=self._clean(referral.client.name))

    def _settled(self, item: PaymentShape) -> str:
        tr = self._tr
        if not item.settled:
            return tr.gettext("not put to a sale yet") if item.free else ""
        if len(item.settled) == 1:
            # Translators: what a payment was for; {title} is that of a sale
            return tr.pgettext("timeline", "for {title}").format(
                title=self._clean(item.settled[0].sale_title)
            )
        text = tr.ngettext("for {count} sale", "for {count} sales", len(item.settled))
        return text.format(count=tr.formats.number(len(item.settled)))

    def _referral(self, item: ReferralShape) -> Parts:
        tr = self._tr
        mine = item.client.id == self._me
        other = self._clean(item.counterpart.name if mine else item.client.name)
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


def contact_name(tr: I18n, contact: InteractionShape) -> str:
    """Name a contact: `Call`, `Missed call`, `Meeting`; a call that rings is none missed yet."""
    missed = contact.kind is InteractionKind.CALL and not contact.answered
    if missed and not _rings(tr, contact):
        if contact.direction is Direction.OUT:
            return tr.gettext("Call not answered")
        return tr.gettext("Missed call")
    return interaction_name(tr, contact.kind, contact.direction)


def _rings(tr: I18n, call: InteractionShape) -> bool:
    now = tr.formats.clock.now()
    return still_rings(call.at, now, answered=call.answered, seconds=call.seconds)


def duration(tr: I18n, contact: InteractionShape) -> str:
    """Say how long a contact took: as the phone told, or as the owner noted; empty if unknown."""
    if contact.seconds:
        if contact.seconds < _MINUTE_S:
            words = tr.ngettext("{count} s", "{count} s", contact.seconds)
            return words.format(count=tr.formats.number(contact.seconds))
        return minutes(tr, (contact.seconds + _MINUTE_S // 2) // _MINUTE_S)
    return minutes(tr, contact.minutes) if contact.minutes else ""


def minutes(tr: I18n, count: int) -> str:
    """Say how long a call took."""
    return tr.ngettext("{count} min", "{count} min", count).format(count=tr.formats.number(count))
