"""What the timeline says of quotes, papers, deliveries, promises and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import InteractionKind, InvoiceKind, PromiseState, QuoteState
from smallcrm.i18n.sentences import enum_name, quote_number
from smallcrm.reports.timeline_parts import Parts

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.receivable_shapes import PromiseShape, ReminderShape
    from smallcrm.queries.shapes import TimelineEntry
    from smallcrm.queries.trade_shapes import DeliveryEntry, InvoiceShape, QuoteShape
    from smallcrm.reports.timeline_parts import Clean, Tone

_QUIET: Final = frozenset({QuoteState.DECLINED, QuoteState.LAPSED, QuoteState.REPLACED})


def trade_parts(tr: I18n, entry: TimelineEntry, clean: Clean) -> Parts | None:
    """Say it of such an entry; None for any other."""
    parts: Parts | None = None
    if entry.quote is not None:
        parts = _quote(tr, entry.quote, clean)
    elif entry.invoice is not None:
        parts = _invoice(tr, entry.invoice, clean)
    elif entry.delivery is not None:
        parts = _delivery(tr, entry.delivery, clean)
    elif entry.promise is not None:
        parts = _promise(tr, entry.promise, clean)
    elif entry.reminder is not None:
        parts = _reminder(tr, entry.reminder, clean)
    return parts


def _quote(tr: I18n, quote: QuoteShape, clean: Clean) -> Parts:
    number = quote_number(tr, quote.number, quote.revision)
    head = tr.gettext("Quote {number}").format(number=number)
    text = clean(quote.title)
    if quote.state is not QuoteState.OPEN:
        # Translators: what was offered, and what became of it: "two grands, declined"
        text = tr.pgettext("timeline", "{title}, {state}").format(
            title=text, state=enum_name(tr, quote.state).lower()
        )
    if quote.decline_reason and quote.state is QuoteState.DECLINED:
        text = tr.gettext("{what}: {reason}").format(what=text, reason=clean(quote.decline_reason))
    quiet = quote.state in _QUIET
    tone: Tone = "third" if quiet else "plain"
    return Parts("file-text", head, text, quote.total, tone, "second" if quiet else "accent")


def _invoice(tr: I18n, invoice: InvoiceShape, clean: Clean) -> Parts:
    # Translators: a paper and its number, such as: Invoice I-2026-0007
    head = tr.gettext("{paper} {number}").format(
        paper=enum_name(tr, invoice.kind), number=invoice.number
    )
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        text = tr.gettext("for invoice {number}").format(number=invoice.credits_number or "")
        if invoice.reason:
            text = tr.gettext("{what}: {reason}").format(what=text, reason=clean(invoice.reason))
        return Parts("receipt", head, text, invoice.payable, "third")
    if not invoice.open:
        return Parts("receipt", head, tr.gettext("paid"), invoice.payable)
    if invoice.days > 0:
        text = tr.ngettext("{count} day overdue", "{count} days overdue", invoice.days)
        text = text.format(count=tr.formats.number(invoice.days))
        return Parts("triangle-alert", head, text, invoice.payable, "debt", "debt")
    text = ""
    if invoice.due is not None:
        text = tr.gettext("due {date}").format(date=tr.formats.date_brief(invoice.due))
    return Parts("receipt", head, text, invoice.payable)


def _delivery(tr: I18n, delivery: DeliveryEntry, clean: Clean) -> Parts:
    head = tr.gettext("Delivery {number}").format(number=delivery.number)
    return Parts("package", head, clean(delivery.sale_title))


def _promise(tr: I18n, promise: PromiseShape, clean: Clean) -> Parts:
    tones: dict[PromiseState, Tone] = {PromiseState.BROKEN: "debt", PromiseState.KEPT: "ok"}
    # Translators: money was promised until a day, and whether it came: "by 30 June, broken"
    text = tr.gettext("by {date}, {state}").format(
        date=tr.formats.date_brief(promise.until), state=enum_name(tr, promise.state).lower()
    )
    if promise.note:
        text = tr.gettext("{what}: {reason}").format(what=text, reason=clean(promise.note))
    tone = tones.get(promise.state, "second")
    return Parts("handshake", tr.gettext("Promised"), text, promise.amount, "plain", tone)


def _reminder(tr: I18n, reminder: ReminderShape, clean: Clean) -> Parts:
    # Translators: the first, second or third reminder to pay
    head = tr.gettext("Reminder {step}").format(step=tr.formats.number(reminder.step))
    parts = [clean(_way(tr, reminder.method))] if reminder.method else []
    if reminder.note:
        parts.append(clean(reminder.note))
    return Parts("mail", head, tr.pgettext("timeline", ", ").join(parts), reminder.open)


def _way(tr: I18n, method: str) -> str:
    """Name how a reminder went out: a kind of contact, or the owner's own words."""
    try:
        return enum_name(tr, InteractionKind(method)).lower()
    except ValueError:
        return method
