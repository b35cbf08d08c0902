"""What each table tab of the window is made of."""

from __future__ import annotations

from smallcrm.domain.changes import Entity
from smallcrm.ui.context import UiContext
from smallcrm.ui.models.columns import CLIENT_ROWS, OWN_ROWS, Columns
from smallcrm.ui.models.own_columns import own_columns
from smallcrm.ui.models.referral_columns import ReferralColumns
from smallcrm.ui.models.trade_columns import PRODUCT_ROWS, TradeColumns
from smallcrm.ui.tabs.table_tab import TabSpec, Tool
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
                ChipSpec("stale", tr.gettext("Out of date")),
                ChipSpec("archived", tr.gettext("Archived")),
            ),
            entities=(
                Entity.CLIENT,
                Entity.PHONE_NUMBER,
                Entity.EMAIL_ADDRESS,
                Entity.POSTAL_ADDRESS,
                Entity.INTERACTION,
                Entity.TAG,
                Entity.CLIENT_TAG,
                Entity.OWN_FIELD,
                Entity.OWN_VALUE,
                Entity.SETTING,
                *_ACCOUNT,
            ),
            sort="owed",
            descending=True,
            empty=tr.gettext("No client fits"),
            stretch="organisation",
            tools=(
                Tool(
                    "pencil", tr.gettext("Change the chosen clients (Ctrl+Shift+M)"), "batch_edit"
                ),
            ),
            more=lambda queries: own_columns(tr, queries.own_fields()),
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
                ChipSpec("1_30", tr.gettext("1–30 days")),
                ChipSpec("31_60", tr.gettext("31–60 days")),
                ChipSpec("61_90", tr.gettext("61–90 days")),
                ChipSpec("over_90", tr.gettext("Over 90 days")),
                ChipSpec("ordered", tr.gettext("Ordered")),
                ChipSpec("billed_unpaid", tr.gettext("Billed, not paid")),
                ChipSpec("paid_unbilled", tr.gettext("Paid, not billed")),
                ChipSpec("ending", tr.gettext("Service ending")),
                ChipSpec("cancelled", tr.gettext("Cancelled")),
            ),
            entities=(
                Entity.SALE,
                Entity.SALE_LINE,
                Entity.INSTALMENT,
                Entity.CLIENT,
                Entity.PAYMENT_ALLOCATION,
            ),
            sort="on",
            descending=True,
            empty=tr.gettext("No sale fits"),
            hint=tr.gettext("A list of them is imported by Ctrl+I, or dropped on this window."),
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
                ChipSpec("referral_credits", tr.gettext("Referral credits")),
                ChipSpec("void", tr.gettext("Void")),
            ),
            entities=(Entity.PAYMENT, Entity.PAYMENT_ALLOCATION, Entity.CLIENT, Entity.SALE),
            sort="on",
            descending=True,
            empty=tr.gettext("No payment fits"),
            hint=tr.gettext("A list of them is imported by Ctrl+I, or dropped on this window."),
            stretch="client",
        ),
        TabSpec(
            name="referrals",
            title=tr.gettext("Referrals"),
            columns=ReferralColumns(tr, context.settings.currency).referrals(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("in", tr.gettext("Sent to us")),
                ChipSpec("out", tr.gettext("Sent by us")),
                ChipSpec("won", tr.gettext("Won")),
                ChipSpec("pending", tr.gettext("Pending")),
                ChipSpec("lost", tr.gettext("Lost")),
                ChipSpec("rewarded", tr.gettext("Rewarded")),
                ChipSpec("unrewarded", tr.gettext("Not rewarded yet")),
            ),
            entities=(Entity.REFERRAL, Entity.CLIENT, Entity.PAYMENT),
            sort="on",
            descending=True,
            empty=tr.gettext("No referral fits"),
            stretch="what_for",
            hint=tr.gettext("Who sent whom stands here: Ctrl+R records it."),
            tools=(
                Tool("share-2", tr.gettext("Who brought whom (Ctrl+Shift+T)"), "whole_tree"),
                Tool("users", tr.gettext("Referrers and sources (Ctrl+Shift+L)"), "referrers"),
                Tool("gift", tr.gettext("Reward rules (Ctrl+Shift+R)"), "reward_rules"),
            ),
        ),
        *_trade_tabs(context),
    )


def _trade_tabs(context: UiContext) -> tuple[TabSpec, ...]:
    tr = context.tr
    columns = TradeColumns(tr, context.settings.currency)
    return (
        TabSpec(
            name="quotes",
            title=tr.gettext("Quotes"),
            columns=columns.quotes(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("open", tr.gettext("Open")),
                ChipSpec("lapsing", tr.gettext("About to lapse")),
                ChipSpec("lapsed", tr.gettext("Lapsed")),
                ChipSpec("accepted", tr.gettext("Accepted")),
                ChipSpec("declined", tr.gettext("Declined")),
            ),
            entities=(Entity.QUOTE, Entity.QUOTE_LINE, Entity.CLIENT),
            sort="on",
            descending=True,
            empty=tr.gettext("No quote fits"),
            stretch="title",
        ),
        TabSpec(
            name="invoices",
            title=tr.gettext("Invoices"),
            columns=columns.invoices(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("open", tr.gettext("Open")),
                ChipSpec("overdue", tr.gettext("Overdue")),
                ChipSpec("paid", tr.gettext("Paid")),
                ChipSpec("credit_notes", tr.gettext("Credit notes")),
                ChipSpec("not_fixed", tr.gettext("Not sent yet")),
            ),
            entities=(Entity.INVOICE, Entity.INVOICE_SALE, Entity.CLIENT, Entity.SALE),
            sort="on",
            descending=True,
            empty=tr.gettext("No invoice fits"),
            stretch="client",
        ),
        TabSpec(
            name="products",
            title=tr.gettext("Products"),
            columns=columns.products(),
            rows=PRODUCT_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("active", tr.gettext("For sale")),
                ChipSpec("inactive", tr.gettext("No longer sold")),
            ),
            entities=(Entity.PRODUCT, Entity.PRODUCT_PRICE),
            sort="name",
            descending=False,
            empty=tr.gettext("No product fits"),
            hint=tr.gettext("A list of them is imported by Ctrl+I, or dropped on this window."),
            stretch="name",
        ),
        TabSpec(
            name="contracts",
            title=tr.gettext("Contracts"),
            columns=columns.contracts(),
            rows=OWN_ROWS,
            chips=(
                ChipSpec("all", tr.gettext("All")),
                ChipSpec("running", tr.gettext("Running")),
                ChipSpec("ending", tr.gettext("Ending soon")),
                ChipSpec("over", tr.gettext("Over")),
            ),
            entities=(Entity.CONTRACT, Entity.CLIENT, Entity.SALE),
            sort="ends",
            descending=False,
            empty=tr.gettext("No contract fits"),
            stretch="title",
        ),
    )
