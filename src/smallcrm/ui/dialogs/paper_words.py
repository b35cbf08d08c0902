"""What a kind of paper is called before its own name is known, and who may be sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.reports.material import PaperKind

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

# Papers that a client gets; all others are for the owner's own eyes.
SENT: Final = frozenset(
    {
        PaperKind.QUOTE,
        PaperKind.INVOICE,
        PaperKind.RECEIPT,
        PaperKind.DELIVERY,
        PaperKind.STATEMENT,
        PaperKind.REMINDER,
        PaperKind.THANKS,
        PaperKind.RECORD,
    }
)
# What the printer must leave as large as it is, on a sheet of that size.
EXACT: Final = frozenset({PaperKind.LABELS, PaperKind.ENVELOPE})


def kind_name(tr: I18n, kind: PaperKind) -> str:
    """Name a kind of paper."""
    return {
        PaperKind.CLIENT: tr.gettext("Client report"),
        PaperKind.QUOTE: tr.pgettext("paper", "Quote"),
        PaperKind.INVOICE: tr.pgettext("paper", "Invoice"),
        PaperKind.RECEIPT: tr.pgettext("paper", "Receipt"),
        PaperKind.DELIVERY: tr.pgettext("paper", "Delivery note"),
        PaperKind.STATEMENT: tr.pgettext("paper", "Statement of account"),
        PaperKind.REMINDER: tr.pgettext("paper", "Reminder"),
        PaperKind.OVERDUE: tr.pgettext("paper", "Overdue"),
        PaperKind.SALES: tr.pgettext("paper", "Sales report"),
        PaperKind.LEAGUE: tr.pgettext("paper", "Referrers and sources"),
        PaperKind.THANKS: tr.pgettext("paper", "Thank-you letter"),
        PaperKind.PHONES: tr.pgettext("paper", "Phone list"),
        PaperKind.LABELS: tr.pgettext("paper", "Mailing labels"),
        PaperKind.ENVELOPE: tr.pgettext("paper", "Envelope"),
        PaperKind.CALLS: tr.pgettext("paper", "Call sheet"),
        PaperKind.RECORD: tr.pgettext("paper", "All that is stored"),
    }[kind]
