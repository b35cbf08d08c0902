"""What the owner says on paper and in e-mails: their own words, else the program's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.domain.paper_texts import PAPER_LANGUAGES, PLACEHOLDER, SLOTS, filled
from smallcrm.i18n.messages import InContext, mark_in
from smallcrm.reports.letterhead import letterhead_of

if TYPE_CHECKING:
    from smallcrm.domain.settings import FileSettings
    from smallcrm.i18n.catalog import I18n
    from smallcrm.reports import Stationery

# An owner who wants no text at all where the program has one writes this.
NOTHING: Final = "-"

# The program's own texts, the most telling first: the first of which everything is known is used.
_BUILT_IN: Final[Mapping[str, tuple[InContext, ...]]] = {
    "quote.opening": (
        mark_in("letter", "Thank you for your enquiry. We are pleased to offer you the following:"),
    ),
    "quote.closing": (
        mark_in(
            "letter",
            "This quote is valid until {until}. We would be glad to receive your order, and will "
            "gladly answer any questions.",
        ),
        mark_in(
            "letter",
            "We would be glad to receive your order, and will gladly answer any questions.",
        ),
    ),
    "invoice.opening": (mark_in("letter", "Thank you for your order. We invoice you as follows:"),),
    "invoice.closing": (
        mark_in("letter", "Please pay by {due}. Thank you for your business."),
        mark_in("letter", "Thank you for your business."),
    ),
    "credit_note.opening": (mark_in("letter", "We credit you as follows:"),),
    "delivery.opening": (mark_in("letter", "With this delivery you receive:"),),
    "delivery.closing": (
        mark_in(
            "letter",
            "Please check that everything is complete and undamaged, and tell us at once if it is "
            "not.",
        ),
    ),
    "receipt.closing": (mark_in("letter", "Thank you for your payment."),),
    "statement.opening": (
        mark_in(
            "letter",
            "This is how your account with us stands on {until}. Please tell us if it does not "
            "agree with your books.",
        ),
    ),
    "statement.closing": (
        mark_in(
            "letter",
            "Of this, {overdue} is overdue. Please pay it now, unless you have done so in the "
            "meantime.",
        ),
    ),
    "reminder_1.subject": (mark_in("letter", "Payment reminder"),),
    "reminder_1.body": (
        mark_in(
            "letter",
            "Dear {client},\n\nIt may have escaped your notice that the following is still unpaid. "
            "Please pay {total} by {until}.\n\nIf your payment is already on its way, please "
            "disregard this letter.",
        ),
    ),
    "reminder_2.subject": (mark_in("letter", "Second reminder"),),
    "reminder_2.body": (
        mark_in(
            "letter",
            "Dear {client},\n\nDespite our reminder the following has not been paid yet. Please "
            "pay {total} by {until} at the latest.\n\nIf something is wrong with our work or our "
            "invoice, please tell us now. If you have paid in the meantime, please disregard this "
            "letter.",
        ),
    ),
    "reminder_3.subject": (mark_in("letter", "Final reminder"),),
    "reminder_3.body": (
        mark_in(
            "letter",
            "Dear {client},\n\nWe have reminded you twice, and the following is still unpaid. For "
            "the last time we ask you to pay {total} by {until}.\n\nIf it has not reached us by "
            "then, we shall have to take further steps, whose costs would be yours. If you have "
            "paid in the meantime, please disregard this letter.",
        ),
    ),
    "thanks.subject": (mark_in("paper", "Thank you"),),
    "thanks.body": (
        mark_in(
            "letter",
            "Dear {client},\n\nThank you very much for sending {referred} to us. There is no "
            "better recommendation than that of somebody who knows our work, and we are grateful "
            "for your trust.\n\nWith kind regards",
        ),
    ),
    "mail.quote.subject": (
        mark_in("mail", "Quote {number}: {title}"),
        mark_in("mail", "Quote {number}"),
    ),
    "mail.quote.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nThank you for your enquiry. Attached you find our quote {number} "
            "for {total}; it is valid until {until}.\n\nWith kind regards\n{owner}",
        ),
        mark_in(
            "mail",
            "Dear {client},\n\nThank you for your enquiry. Attached you find our quote {number} "
            "for {total}.\n\nWith kind regards\n{owner}",
        ),
    ),
    "mail.invoice.subject": (mark_in("mail", "Invoice {number}"),),
    "mail.invoice.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nAttached you find our invoice {number} for {total}. Please pay it "
            "by {due}.\n\nWith kind regards\n{owner}",
        ),
        mark_in(
            "mail",
            "Dear {client},\n\nAttached you find our invoice {number} for {total}.\n\n"
            "With kind regards\n{owner}",
        ),
    ),
    "mail.credit_note.subject": (mark_in("mail", "Credit note {number}"),),
    "mail.credit_note.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nAttached you find our credit note {number} for {total}.\n\n"
            "With kind regards\n{owner}",
        ),
    ),
    "mail.delivery.subject": (mark_in("mail", "Delivery note {number}"),),
    "mail.delivery.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nAttached you find our delivery note {number}.\n\n"
            "With kind regards\n{owner}",
        ),
    ),
    "mail.receipt.subject": (mark_in("mail", "Receipt {number}"),),
    "mail.receipt.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nThank you for your payment of {total}. The receipt is attached.\n\n"
            "With kind regards\n{owner}",
        ),
    ),
    "mail.statement.subject": (mark_in("mail", "Statement of account, {until}"),),
    "mail.statement.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nAttached you find the statement of your account as of {until}. "
            "Please tell us if it does not agree with your books.\n\nWith kind regards\n{owner}",
        ),
    ),
    "mail.reminder.subject": (mark_in("mail", "Payment reminder"),),
    "mail.reminder.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nThe attached letter reminds you of {total}, which we ask you to pay "
            "by {until}. If you have paid in the meantime, please disregard it.\n\n"
            "With kind regards\n{owner}",
        ),
    ),
    "mail.thanks.subject": (mark_in("mail", "Thank you"),),
    "mail.thanks.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nThank you very much for sending {referred} to us: please see the "
            "attached letter.\n\nWith kind regards\n{owner}",
        ),
    ),
    "mail.record.subject": (mark_in("mail", "What we have stored about you"),),
    "mail.record.body": (
        mark_in(
            "mail",
            "Dear {client},\n\nAs you asked, attached you find all that we have stored about you."
            "\n\nWith kind regards\n{owner}",
        ),
    ),
}


def text_of(settings: FileSettings, tr: I18n, slot: str, values: Mapping[str, str]) -> str:
    """Return the owner's text of a slot in a paper's language, else the program's own; filled.

    `values` by placeholder; what is not among them stands as typed. Empty where the program has
    no text, or the owner wants none (`-`). Filling never fails.
    """
    own = own_text(settings, tr, slot)
    if own:
        return "" if own == NOTHING else filled(own, values).strip()
    for context, message in _BUILT_IN.get(slot, ()):
        text = tr.pgettext(context, message)
        if all(values.get(name) for name in PLACEHOLDER.findall(message) if name != "owner"):
            return filled(text, values).strip()
    return ""


def own_text(settings: FileSettings, tr: I18n, slot: str) -> str:
    """Return what the owner wrote for a slot in a paper's language, placeholders and all."""
    if tr.language not in PAPER_LANGUAGES:
        return ""
    return settings.value(SLOTS[slot].key(tr.language)).strip()


def built_in(tr: I18n, slot: str) -> str:
    """Return the program's own text of a slot with its placeholders; empty where it has none."""
    found = _BUILT_IN.get(slot, ())
    return tr.pgettext(*found[0]) if found else ""


def common_values(stationery: Stationery, client: str) -> dict[str, str]:
    """Return what every text can be told: for whom it is, whose it is, today's date."""
    tr, settings = stationery.tr, stationery.settings
    return {
        "client": client,
        "owner": letterhead_of(settings, tr.language).name,
        "date": tr.formats.date_long(stationery.clock.today()),
    }


def paragraphs_of(text: str) -> list[list[str]]:
    """Part a text at its blank lines into paragraphs, each of the lines that were typed."""
    found: list[list[str]] = [[]]
    for line in text.strip().splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]
