"""The names of the settings, as the settings window and the journal call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.line_names import line_setting_name
from smallcrm.i18n.messages import InContext, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_SETTINGS: Final[Mapping[str, InContext]] = {
    "file.country": mark_in("setting", "Country"),
    "file.currency": mark_in("setting", "Currency"),
    "file.payment_term_days": mark_in("setting", "Days to pay"),
    "file.owner_name": mark_in("setting", "Your name"),
    "file.owner_line": mark_in("setting", "Line below your name"),
    "file.owner_address": mark_in("setting", "Your address"),
    "file.owner_tax_number": mark_in("setting", "Your tax number"),
    "numbers.sale": mark_in("setting", "Numbers of sales"),
    "numbers.quote": mark_in("setting", "Numbers of quotes"),
    "numbers.invoice": mark_in("setting", "Numbers of invoices"),
    "numbers.credit_note": mark_in("setting", "Numbers of credit notes"),
    "numbers.delivery": mark_in("setting", "Numbers of deliveries"),
    "numbers.contract": mark_in("setting", "Numbers of contracts"),
    "money.small_difference": mark_in("setting", "Small difference, up to"),
    "money.prices_include_tax": mark_in("setting", "Prices include tax"),
    "money.tax_per_line": mark_in("setting", "Tax is rounded on each line"),
    "money.tax_percent": mark_in("setting", "Usual tax, percent"),
    "clients.stale_months": mark_in("setting", "Ask for details again after, months"),
    "referrals.thanks": mark_in("setting", "Remind of thanking referrers"),
    "quotes.valid_days": mark_in("setting", "Quotes hold, days"),
    "quotes.warn_days": mark_in("setting", "Warn before a quote lapses, days"),
    "quotes.terms": mark_in("setting", "Terms on quotes"),
    "contracts.warn_days": mark_in("setting", "Warn before a contract ends, days"),
    "level.preferred.discount_percent": mark_in("setting", "Preferred: discount, percent"),
    "level.preferred.payment_term_days": mark_in("setting", "Preferred: days to pay"),
    "level.vip.discount_percent": mark_in("setting", "VIP: discount, percent"),
    "level.vip.payment_term_days": mark_in("setting", "VIP: days to pay"),
    "level.standard.silent_days": mark_in("setting", "Standard: not spoken for, days"),
    "level.preferred.silent_days": mark_in("setting", "Preferred: not spoken for, days"),
    "level.vip.silent_days": mark_in("setting", "VIP: not spoken for, days"),
    "reminders.days_1": mark_in("setting", "First reminder after, days"),
    "reminders.fee_1": mark_in("setting", "Fee of the first reminder"),
    "reminders.days_2": mark_in("setting", "Second reminder after, days"),
    "reminders.fee_2": mark_in("setting", "Fee of the second reminder"),
    "reminders.days_3": mark_in("setting", "Last reminder after, days"),
    "reminders.fee_3": mark_in("setting", "Fee of the last reminder"),
    "reminders.interest_percent": mark_in("setting", "Interest a year, percent"),
    "machine.language": mark_in("setting", "Language"),
    "machine.theme": mark_in("setting", "Light or dark"),
    "machine.text_size": mark_in("setting", "Size of text"),
    "machine.tray": mark_in("setting", "Icon beside the clock"),
    "machine.keep_running": mark_in("setting", "When the window is closed"),
    "machine.notify": mark_in("setting", "Tell of what is due"),
    "machine.notify_at": mark_in("setting", "Without a time, at"),
    "calendar.file": mark_in("setting", "Calendar file"),
    "calendar.birthdays": mark_in("setting", "Birthdays in the calendar"),
    "calendar.names": mark_in("setting", "Names in the calendar"),
    "letterhead.phone": mark_in("setting", "Your phone"),
    "letterhead.email": mark_in("setting", "Your e-mail"),
    "letterhead.web": mark_in("setting", "Your web address"),
    "letterhead.register": mark_in("setting", "Entry in the register"),
    "letterhead.footer": mark_in("setting", "Foot of the letterhead"),
    "letterhead.logo": mark_in("setting", "Logo"),
    "letterhead.logo_height": mark_in("setting", "Height of the logo, mm"),
    "letterhead.colour": mark_in("setting", "Colour of the letterhead"),
    "letterhead.font": mark_in("setting", "Type of the letterhead"),
    "letterhead.page": mark_in("setting", "Size of paper"),
    "bank.holder": mark_in("setting", "Account holder"),
    "bank.name": mark_in("setting", "Bank"),
    "bank.iban": mark_in("setting", "IBAN"),
    "bank.bic": mark_in("setting", "BIC"),
    "bank.account": mark_in("setting", "Account number"),
    "bank.qr": mark_in("setting", "Payment code on papers"),
    "paper.words": mark_in("setting", "Amounts in words"),
    "invoices.einvoice": mark_in("setting", "Electronic invoices"),
}

# What is said otherwise in each language.
_SPOKEN: Final[Mapping[str, InContext]] = {
    "name": mark_in("setting", "Your name"),
    "line": mark_in("setting", "Line below your name"),
    "address": mark_in("setting", "Your address"),
    "footer": mark_in("setting", "Foot of the letterhead"),
}
_PAPERS: Final[Mapping[str, InContext]] = {
    "quote": mark_in("text of", "Quote"),
    "invoice": mark_in("text of", "Invoice"),
    "credit_note": mark_in("text of", "Credit note"),
    "delivery": mark_in("text of", "Delivery note"),
    "receipt": mark_in("text of", "Receipt"),
    "statement": mark_in("text of", "Statement"),
    "reminder": mark_in("text of", "Reminder"),
    "reminder_1": mark_in("text of", "First reminder"),
    "reminder_2": mark_in("text of", "Second reminder"),
    "reminder_3": mark_in("text of", "Last reminder"),
    "thanks": mark_in("text of", "Letter of thanks"),
    "record": mark_in("text of", "Record of a client"),
}
_PARTS: Final[Mapping[str, InContext]] = {
    "opening": mark_in("part of a text", "text above the table"),
    "closing": mark_in("part of a text", "text below the table"),
    "subject": mark_in("part of a text", "subject"),
    "body": mark_in("part of a text", "letter"),
    "mail.subject": mark_in("part of a text", "subject of the e-mail"),
    "mail.body": mark_in("part of a text", "text of the e-mail"),
}


def setting_name(tr: I18n, key: str) -> str:
    """Name a setting; the key itself where it has no name."""
    if name := _SETTINGS.get(key):
        return tr.pgettext(*name)
    match key.split("."):
        case ["telephony", *_]:
            return line_setting_name(tr, key)
        case ["letterhead", language, what] if what in _SPOKEN:
            name_of = tr.pgettext(*_SPOKEN[what])
        case ["text", language, *slot] if slot_name(tr, ".".join(slot)):
            name_of = slot_name(tr, ".".join(slot))
        case _:
            return key
    # Translators: a setting that each language has its own of: "Your name (Chinese)"
    return tr.pgettext("setting", "{name} ({language})").format(
        name=name_of, language=tr.formats.language_name(language)
    )


def slot_name(tr: I18n, slot: str) -> str:
    """Name a text of the owner's, `mail.invoice.subject`; nothing where there is none."""
    kind, part = _parted(slot)
    if kind not in _PAPERS or part not in _PARTS:
        return ""
    # Translators: a text of the owner's: "Invoice: text above the table"
    return tr.pgettext("setting", "{paper}: {part}").format(
        paper=tr.pgettext(*_PAPERS[kind]), part=tr.pgettext(*_PARTS[part])
    )


def paper_of_text(tr: I18n, paper: str) -> str:
    """Name the paper that a text belongs to: `invoice`, `mail.invoice`, `reminder_2`."""
    return tr.pgettext(*_PAPERS[paper.removeprefix("mail.")])


def part_of_text(tr: I18n, slot: str) -> str:
    """Name the part of a paper or an e-mail that a text is: `invoice.opening`."""
    return tr.pgettext(*_PARTS[_parted(slot)[1]])


def _parted(slot: str) -> tuple[str, str]:
    """Split a slot's name into its paper and its part, which begins with `mail.` in an e-mail."""
    paper, _, part = slot.rpartition(".")
    kind = paper.removeprefix("mail.")
    return kind, f"mail.{part}" if kind != paper else part
