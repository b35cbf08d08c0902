"""The read side's shapes as lines for people: the card, and the rows of lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from smallcrm.cli.output import shown, shown_lines, width
from smallcrm.domain.enums import ClientKind, Level, Lifecycle, PaymentKind, ReferralDirection
from smallcrm.domain.money import Money
from smallcrm.i18n import sentences
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.level_words import level_reason
from smallcrm.i18n.own_values import own_value_text
from smallcrm.i18n.reached import address_line, label_words
from smallcrm.i18n.referral_words import summary_words
from smallcrm.i18n.stale_words import stale_sentence
from smallcrm.queries import contact_shapes, shapes
from smallcrm.queries.facts import debt_facts

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.i18n.catalog import I18n

_GAP = "  "
_DOT = " · "


def client_words(tr: I18n, ref: shapes.ClientRef) -> str:
    """Name a client in a line: name, organisation, level where it is more than usual, id."""
    parts = [shown(ref.name)]
    if ref.organisation and ref.organisation != ref.name:
        parts.append(shown(ref.organisation))
    if ref.level is not Level.STANDARD:
        parts.append(sentences.enum_name(tr, ref.level))
    return f"{_DOT.join(parts)}  (id:{ref.id})"


def amounts(tr: I18n, values: Sequence[Money]) -> str:
    """Write amounts for a cell; nothing at all for none."""
    between = tr.pgettext("amounts", ", ")
    return between.join(tr.formats.money(value) for value in values if value)


def owed_words(tr: I18n, owed: Iterable[shapes.Owed]) -> str:
    """Write for a cell what is owed."""
    return amounts(tr, [entry.amount for entry in owed])


def day(tr: I18n, value: date | None) -> str:
    """Write a day for a cell."""
    return tr.formats.date_short(value) if value is not None else ""


def _phone(tr: I18n, number: shapes.Phone) -> str:
    label = label_words(tr, number.label or "")
    about = [shown(part) for part in (label, number.of, number.of_role) if part]
    # Translators: between a person and their phone number's label, "Judith, office"
    return _with_aside(tr, shown(number.number), tr.pgettext("phone number", ", ").join(about))


def _with_aside(tr: I18n, value: str, aside: str) -> str:
    if not aside:
        return value
    # Translators: a phone number and its label, "086 123 4567 (mobile)"
    return tr.gettext("{value} ({label})").format(value=value, label=aside)


class CardLines:
    """The card as lines, the most urgent first: what they owe, what to remember."""

    def __init__(self, tr: I18n, card: shapes.ClientCard) -> None:
        self._tr = tr
        self._card = card

    def __iter__(self) -> Iterator[str]:
        yield from self._head()
        yield from self._sales(self._tr.gettext("Overdue"), self._card.overdue)
        yield from self._notes(self._tr.gettext("Pinned notes"), self._card.pinned_notes)
        yield from self._notes(self._tr.gettext("Notes"), self._card.recent_notes)
        yield from self._contacts()
        yield from self._quotes()
        yield from self._sales(self._tr.gettext("Last sales"), self._card.last_sales)
        yield from self._payments()
        yield from self._promises()
        yield from self._reminders()
        yield from self._referrals()
        yield from self._follow_ups()

    def _head(self) -> Iterator[str]:
        tr, details = self._tr, self._card.details
        yield client_words(tr, details.ref)
        yield sentences.debt(tr, debt_facts(self._card.balance)).whole
        yield from self._warnings()
        about = [tr.gettext("code {code}").format(code=shown(details.code))] if details.code else []
        if details.kind is not ClientKind.PERSON:
            about.append(sentences.enum_name(tr, details.kind))
        if details.lifecycle is not Lifecycle.ACTIVE:
            about.append(sentences.enum_name(tr, details.lifecycle))
        about += map(shown, details.tags)
        if about:
            yield _DOT.join(about)
        phones = [_phone(tr, number) for number in details.phones]
        yield from self._labelled(tr.gettext("Phone"), phones)
        emails = [shown(email.address) for email in details.emails]
        yield from self._labelled(tr.gettext("E-mail"), emails)
        addresses = [shown(address_line(tr, address)) for address in details.addresses]
        yield from self._labelled(tr.gettext("Address"), addresses)
        people = [
            _with_aside(tr, shown(person.name), shown(person.role or ""))
            for person in details.contact_people
        ]
        yield from self._labelled(tr.gettext("Contact person"), people)
        yield from self._care()
        if self._card.referred_by is not None:
            sender = client_words(tr, self._card.referred_by.counterpart)
            yield from self._labelled(tr.gettext("Sent by"), [sender])

    def _care(self) -> Iterator[str]:
        """Say what the owner wants to know on the card, why this level, what to ask for."""
        tr, details = self._tr, self._card.details
        for value in details.own:
            if value.on_card:
                text = own_value_text(tr, value.kind, value.value, value.currency)
                yield from self._labelled(shown(value.name), [shown(text)])
        if details.level_reason is not None:
            yield level_reason(tr, details.ref.level, details.level_reason)
        if details.stale:
            yield stale_sentence(tr, details.stale)

    def _warnings(self) -> Iterator[str]:
        """Say what stands in the way of selling: on hold, or owing more than the limit."""
        tr, standing = self._tr, self._card.standing
        if standing is None:
            return
        if standing.on_hold:
            reason = shown(standing.hold_reason or "")
            yield _with_aside(tr, tr.gettext("On hold"), reason)
        if standing.limit_left is not None and standing.limit_left.minor < 0:
            assert standing.credit_limit is not None
            above = Money(-standing.limit_left.minor, standing.limit_left.currency)
            text = tr.gettext("Above the credit limit of {limit} by {amount}")
            yield text.format(
                limit=tr.formats.money(standing.credit_limit),
                amount=tr.formats.money(above),
            )

    def _quotes(self) -> Iterator[str]:
        tr = self._tr
        rows = [
            (
                sentences.quote_number(tr, quote.number, quote.revision),
                day(tr, quote.on),
                tr.formats.money(quote.total),
                sentences.enum_name(tr, quote.state),
                shown(quote.title),
            )
            for quote in self._card.open_quotes
        ]
        yield from _section(tr.gettext("Open quotes"), rows)

    def _promises(self) -> Iterator[str]:
        tr = self._tr
        rows = [
            (
                day(tr, promise.until),
                tr.formats.money(promise.amount),
                sentences.enum_name(tr, promise.state),
                promise.sale_number or "",
            )
            for promise in self._card.promises
        ]
        yield from _section(tr.gettext("Promises to pay"), rows)

    def _reminders(self) -> Iterator[str]:
        tr = self._tr
        rows = [
            (
                day(tr, reminder.on),
                tr.formats.number(reminder.step),
                tr.formats.money(reminder.open),
                amounts(tr, [reminder.fee, reminder.interest]),
            )
            for reminder in self._card.reminders
        ]
        yield from _section(tr.gettext("Reminders"), rows)

    def _labelled(self, label: str, values: Iterable[str]) -> Iterator[str]:
        for value in values:
            yield self._tr.gettext("{label}: {value}").format(label=label, value=value)

    def _sales(self, title: str, sales: Sequence[shapes.SaleShape]) -> Iterator[str]:
        tr = self._tr
        rows = []
        for sale in sales:
            state = sentences.enum_name(tr, sale.payment_status)
            if sale.open and sale.due is not None:
                state = sentences.due(tr, sale.due)
            left = ""
            if sale.open and sale.open != sale.total:
                left = tr.gettext("{amount} open").format(amount=tr.formats.money(sale.open))
            rows.append(
                (
                    sale.number,
                    day(tr, sale.on),
                    tr.formats.money(sale.total),
                    state,
                    left,
                    shown(sale.title),
                )
            )
        yield from _section(title, rows)

    def _notes(self, title: str, notes: Sequence[contact_shapes.NoteShape]) -> Iterator[str]:
        if notes:
            yield from ("", title)
        for note in notes:
            first, *more = shown_lines(note.text)
            said = self._tr.gettext("{label}: {value}").format(label=self._noted(note), value=first)
            yield f"{_GAP}{said}"
            yield from (f"{_GAP}{_GAP}{line}" for line in more)

    def _noted(self, note: contact_shapes.NoteShape) -> str:
        """Say when it was noted, who said it, and until when it is to be remembered."""
        tr = self._tr
        parts = [tr.formats.ago(note.at)]
        if note.said_by is not None:
            parts.append(shown(note.said_by.name))
        if note.expires is not None:
            # Translators: the last day on which a note is to be remembered: "until 31 May"
            words = tr.pgettext("note", "until {date}")
            parts.append(words.format(date=tr.formats.date_brief(note.expires)))
        return tr.pgettext("list", ", ").join(parts)

    def _contacts(self) -> Iterator[str]:
        tr = self._tr
        rows = [
            (
                tr.formats.ago(contact.at),
                self._contact(contact),
                shown(contact.summary or contact.number or ""),
            )
            for contact in self._card.last_interactions
        ]
        yield from _section(tr.gettext("Last contacts"), rows)

    def _contact(self, contact: contact_shapes.InteractionShape) -> str:
        """Say what it was, how long, with whom, and how satisfied they seemed."""
        from smallcrm.reports.timeline_words import contact_name, duration

        tr = self._tr
        parts = [contact_name(tr, contact), duration(tr, contact)]
        if contact.contact_person is not None:
            parts.append(shown(contact.contact_person.name))
        if contact.satisfaction is not None:
            rating = tr.formats.number(contact.satisfaction)
            # Translators: how satisfied a client seemed in a call, 1 (not at all) to 5 (very)
            parts.append(tr.gettext("satisfaction {rating} of 5").format(rating=rating))
        return tr.pgettext("list", ", ").join(part for part in parts if part)

    def _payments(self) -> Iterator[str]:
        tr = self._tr
        rows = [
            (
                day(tr, payment.on),
                tr.formats.money(payment.amount),
                self._how(payment),
                tr.pgettext("list", ", ").join(part.sale_number for part in payment.settled),
            )
            for payment in self._card.last_payments
        ]
        yield from _section(tr.gettext("Last payments"), rows)

    def _how(self, payment: shapes.PaymentShape) -> str:
        """Say how money came, or what it is where it is none."""
        if payment.void:
            return self._tr.gettext("void")
        if payment.kind is not PaymentKind.PAYMENT:
            return sentences.enum_name(self._tr, payment.kind)
        return sentences.method_name(self._tr, payment.method or "")

    def _referrals(self) -> Iterator[str]:
        tr = self._tr
        summary = summary_words(tr, self._card.referral_summary)
        if summary:
            yield from ("", summary)
        for title, referrals in (
            (tr.gettext("Sent us"), self._card.referred),
            (tr.gettext("We sent them to"), self._card.sent_out),
        ):
            rows = [
                (
                    day(tr, referral.on),
                    client_words(
                        tr,
                        referral.client
                        if referral.direction is ReferralDirection.IN
                        else referral.counterpart,
                    ),
                    sentences.enum_name(tr, referral.outcome),
                    amounts(tr, referral.paid_value),
                )
                for referral in referrals
            ]
            yield from _section(title, rows)

    def _follow_ups(self) -> Iterator[str]:
        rows = [
            (sentences.due(self._tr, follow_up.due), shown(follow_up_text(self._tr, follow_up)))
            for follow_up in self._card.follow_ups
        ]
        yield from _section(self._tr.gettext("To do"), rows)


def _section(title: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", title)
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell + " " * (room - width(cell))
            for cell, room in zip(row, widths, strict=True)
            if room
        )
        yield f"{_GAP}{_GAP.join(cells)}".rstrip()
