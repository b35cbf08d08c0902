"""What each table tab of the window is made of."""

from __future__ import annotations

from smallcrm.domain.changes import Entity
from smallcrm.ui.context import UiContext
from smallcrm.ui.models.columns import CLIENT_ROWS, OWN_ROWS, Columns
from smallcrm.ui.tabs.table_tab import TabSpec
from smallcrm.ui.widgets.filter_bar import ChipSpec

_ACCOUNT = (Entity.SALE, Entity.PAYMENT, Entity.PAYMENT_ALLOCATION)


def table_tabs(context: UiContext) -> tuple[TabSpec, ...]:
    """Return the tabs in their order, in the language of the context."""
    tr = context.tr
    columns = Columns(tr, context.settings.currency)
    return (
        TabSpec(
            name="clients",
            title=tr.gettext("Clients"),
            columns=columns.clients(),
            rows=CLIENT_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("owes", tr.gettext("Owes money")),
                ChipSpec("overdue", tr.gettext("Overdue")),
                ChipSpec("vip", tr.gettext("VIP")),
                ChipSpec("preferred", tr.gettext("Preferred")),
                ChipSpec("credit", tr.gettext("Credit")),
                ChipSpec("archived", tr.gettext("Archived")),
            ),
            entities=(
                Entity.CLIENT,
                Entity.PHONE_NUMBER,
                Entity.EMAIL_ADDRESS,
                Entity.INTERACTION,
                *_ACCOUNT,
            ),
            sort="owed",
            descending=True,
            empty=tr.gettext("No client fits"),
            stretch="organisation",
        ),
        TabSpec(
            name="sales",
            title=tr.gettext("Sales"),
            columns=columns.sales(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("open", tr.gettext("Open")),
                ChipSpec("overdue", tr.gettext("Overdue")),
                ChipSpec("ordered", tr.gettext("Ordered")),
                ChipSpec("cancelled", tr.gettext("Cancelled")),
            ),
            entities=(Entity.SALE, Entity.SALE_LINE, Entity.CLIENT, Entity.PAYMENT_ALLOCATION),
            sort="on",
            descending=True,
            empty=tr.gettext("No sale fits"),
            stretch="title",
        ),
        TabSpec(
            name="payments",
            title=tr.gettext("Payments"),
            columns=columns.payments(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("money", tr.gettext("Money in")),
                ChipSpec("free", tr.gettext("Not allocated")),
                ChipSpec("refunds", tr.gettext("Refunds")),
                ChipSpec("write_offs", tr.gettext("Written off")),
                ChipSpec("void", tr.gettext("Void")),
            ),
            entities=(Entity.PAYMENT, Entity.PAYMENT_ALLOCATION, Entity.CLIENT, Entity.SALE),
            sort="on",
            descending=True,
            empty=tr.gettext("No payment fits"),
            stretch="client",
        ),
        TabSpec(
            name="referrals",
            title=tr.gettext("Referrals"),
            columns=columns.referrals(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("in", tr.gettext("Sent to us")),
                ChipSpec("out", tr.gettext("Sent by us")),
                ChipSpec("won", tr.gettext("Won")),
                ChipSpec("pending", tr.gettext("Pending")),
                ChipSpec("lost", tr.gettext("Lost")),
            ),
            entities=(Entity.REFERRAL, Entity.CLIENT, Entity.PAYMENT),
            sort="on",
            descending=True,
            empty=tr.gettext("No referral fits"),
            stretch="counterpart",
        ),
    )
