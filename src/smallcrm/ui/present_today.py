"""What the Today tab shows, made of what was read: rows, groups, and what each of them asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.domain.money import sum_by_currency
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.sentences import debt, due, interaction_name, quote_number
from smallcrm.ui.models.columns import level_badge
from smallcrm.ui.present import DOT, owed_facts
from smallcrm.ui.widgets.charts import AgeingBar
from smallcrm.ui.widgets.today import TodayGroup, TodayItem, TodayRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import FollowUpShape
    from smallcrm.queries.receivable_shapes import PromiseShape, ReminderDue
    from smallcrm.queries.shapes import ClientRef
    from smallcrm.queries.today_shapes import (
        Ageing,
        CreditLapsing,
        OverdueClient,
        RecentCaller,
        ServiceEnding,
        TodayShape,
    )
    from smallcrm.queries.trade_shapes import ContractShape, QuoteShape


class TodayId(NamedTuple):
    """What a row stands for: its kind, its own id and client, and the wishes of Enter and button.

    A wish without an argument of its own gets the row's client. `also` is that of Ctrl+Enter.
    """

    kind: str
    id: int
    client: int
    opens: tuple[str, int]
    acts: tuple[str, int]
    also: tuple[str, int] | None = None


def today_items(tr: I18n, today: TodayShape) -> list[TodayItem]:
    """List what matters today in its order.

    What was promised by us, rewards that were lost after they were used, promises of money that
    were broken, overdue money, who is to be reminded, what is promised for these days, thanks that
    are owed, what lapses or ends, and who called.
    """
    items: list[TodayItem] = []

    def add(title: str, rows: Sequence[TodayRow], total: str = "", count: int = 0) -> None:
        if rows:
            group = _group(tr, title, count or len(rows))
            items.append(TodayGroup(group.title, group.count, total))
            items.extend(rows)

    add(tr.gettext("To do"), [_follow_up(tr, item) for item in today.follow_ups])
    add(tr.gettext("Rewards taken back"), [_lost(tr, item) for item in today.rewards_lost])
    add(tr.gettext("Promised and not paid"), [_promise(tr, one) for one in today.promises_broken])
    whole = today.overdue_count == len(today.overdue)
    total = sum_by_currency(amount for client in today.overdue for amount in client.owed)
    add(
        tr.gettext("Overdue"),
        [_overdue(tr, item) for item in today.overdue],
        tr.formats.monies(total) if whole and today.overdue else "",
        today.overdue_count,
    )
    add(tr.gettext("To be reminded"), [_reminder(tr, item) for item in today.reminders_due])
    add(tr.gettext("Promised for these days"), [_promise(tr, one) for one in today.promises_due])
    add(
        tr.gettext("Thanks owed"),
        [_thanks(tr, item) for item in today.thanks],
        # Translators: a key, and what it does for the rows beneath: "Ctrl Enter: letter"
        tr.gettext("{key}: letter").format(key=tr.pgettext("key", "Ctrl Enter")),
    )
    add(tr.gettext("Credit about to lapse"), [_lapsing(tr, one) for one in today.credits_lapsing])
    add(tr.gettext("Quotes about to lapse"), [_quote(tr, one) for one in today.quotes_lapsing])
    add(
        tr.gettext("Ending soon"),
        [
            *(_contract(tr, one) for one in today.contracts_ending),
            *(_service(tr, one) for one in today.services_ending),
        ],
    )
    add(tr.gettext("Spoken to lately"), [_recent(tr, item) for item in today.recent])
    return items


def today_menu(tr: I18n, row: TodayId) -> tuple[tuple[str, str, int], ...]:
    """Return (words, wish, argument) of what can be done about a row."""
    words = {
        "referral": tr.gettext("Open referral"),
        "finish_follow_up": tr.gettext("Done"),
        "payment": tr.gettext("Take payment…"),
        "remind": tr.gettext("Remind…"),
        "open_quote": tr.gettext("Open quote"),
        "open_contract": tr.gettext("Open contract"),
        "open_sale": tr.gettext("Open sale"),
        "rewards": tr.gettext("Referrals and rewards"),
        "thanks_letter": tr.gettext("Thank-you letter…"),
    }
    wishes = [row.opens, row.acts, *([row.also] if row.also else []), ("open_card", row.client)]
    words["open_card"] = tr.gettext("Open card")
    return tuple((words[name], name, value) for name, value in dict.fromkeys(wishes))


def to_do_count(today: TodayShape) -> int:
    """Return how many things wait to be done: the figure on the tab."""
    return (
        today.overdue_count
        + len(today.follow_ups)
        + len(today.rewards_lost)
        + len(today.thanks)
        + len(today.quotes_lapsing)
        + len(today.contracts_ending)
        + len(today.services_ending)
    )


def _row(
    client: ClientRef,
    tr: I18n,
    *,
    kind: str,
    own: int,
    opens: tuple[str, int] | None = None,
    acts: tuple[str, int],
    **shown: object,
) -> TodayRow:
    """Make a row about a client; Enter opens the card unless something else is named."""
    return TodayRow(
        id=TodayId(kind, own, client.id, opens or ("open_card", client.id), acts),
        title=client.name,
        badge=level_badge(tr, client.level),
        organisation=client.organisation or "",
        **shown,  # type: ignore[arg-type]
    )


def _promise(tr: I18n, item: PromiseShape) -> TodayRow:
    late = (tr.formats.clock.today() - item.until).days
    left = item.amount if item.amount.minor <= item.came.minor else item.amount - item.came
    until = tr.formats.date_sentence(item.until, on_screen=True)
    said = tr.gettext("promised {date}").format(date=until)
    return _row(
        item.client,
        tr,
        kind="promise",
        own=item.id,
        acts=("payment", item.client.id),
        icon="handshake",
        icon_tone="debt" if late > 0 else "second",
        second=DOT.join(part for part in (said, item.note) if part),
        amount=tr.formats.money(left),
        amount_tone="debt" if late > 0 else "plain",
        amount_second=tr.formats.ago(item.until),
        action=tr.gettext("Payment"),
    )


def _reminder(tr: I18n, item: ReminderDue) -> TodayRow:
    # Translators: which reminder it would be, and since when money is overdue
    second = tr.gettext("reminder {step}, oldest due {date}").format(
        step=tr.formats.number(item.step),
        date=tr.formats.date_sentence(item.oldest_due, on_screen=True),
    )
    return _row(
        item.client,
        tr,
        kind="reminder",
        own=item.client.id,
        acts=("remind", item.client.id),
        icon="mail",
        icon_tone="soon",
        second=second,
        amount=tr.formats.money(item.overdue),
        amount_tone="debt",
        amount_second=tr.ngettext("{days} day late", "{days} days late", item.days).format(
            days=tr.formats.number(item.days)
        ),
        action=tr.gettext("Remind"),
    )


def _quote(tr: I18n, item: QuoteShape) -> TodayRow:
    number = quote_number(tr, item.number, item.revision)
    return _row(
        item.client,
        tr,
        kind="quote",
        own=item.id,
        opens=("open_quote", item.id),
        acts=("open_quote", item.id),
        icon="file-text",
        icon_tone="soon",
        second=f"{number}{DOT}{item.title}",
        amount=tr.formats.money(item.total),
        amount_second=tr.formats.ago(item.valid_until) if item.valid_until else "",
        action=tr.pgettext("button", "Open"),
    )


def _contract(tr: I18n, item: ContractShape) -> TodayRow:
    ends = item.ended_on or item.ends_on
    return _row(
        item.client,
        tr,
        kind="contract",
        own=item.id,
        opens=("open_contract", item.id),
        acts=("open_contract", item.id),
        icon="file-clock",
        icon_tone="soon",
        second=f"{item.number}{DOT}{item.title}",
        amount=tr.formats.money(item.amount) if item.amount is not None else "",
        amount_second=tr.formats.ago(ends) if ends else "",
        action=tr.pgettext("button", "Open"),
    )


def _service(tr: I18n, item: ServiceEnding) -> TodayRow:
    return _row(
        item.client,
        tr,
        kind="service",
        own=item.sale_id,
        opens=("open_sale", item.sale_id),
        acts=("open_sale", item.sale_id),
        icon="file-clock",
        icon_tone="soon",
        second=f"{item.number}{DOT}{item.title}",
        amount_second=tr.formats.ago(item.until),
        action=tr.pgettext("button", "Open"),
    )


def _of_client(kind: str, client: ClientRef, acts: str) -> TodayId:
    return TodayId(kind, client.id, client.id, ("open_card", client.id), (acts, client.id))


def _group(tr: I18n, title: str, count: int) -> TodayGroup:
    return TodayGroup(title, tr.formats.number(count))


def _follow_up(tr: I18n, item: FollowUpShape) -> TodayRow:
    when = due(tr, item.due)
    return TodayRow(
        id=TodayId(
            "follow_up",
            item.id,
            item.client.id,
            ("open_card", item.client.id),
            ("finish_follow_up", item.id),
        ),
        icon="calendar-check",
        icon_tone="second",
        title=item.client.name,
        badge=level_badge(tr, item.client.level),
        organisation=item.client.organisation or "",
        second=follow_up_text(tr, item),
        amount_second=when if not item.due_time else f"{when} {item.due_time}",
        action=tr.gettext("Done"),
    )


def _lost(tr: I18n, item: FollowUpShape) -> TodayRow:
    referral = item.referral_id
    return _row(
        item.client,
        tr,
        kind="reward_lost",
        own=item.id,
        opens=("referral", referral) if referral is not None else None,
        acts=("finish_follow_up", item.id),
        icon="rotate-ccw",
        icon_tone="debt",
        second=follow_up_text(tr, item),
        amount=tr.formats.money(item.amount) if item.amount is not None else "",
        amount_tone="debt",
        amount_second=due(tr, item.due),
        action=tr.gettext("Done"),
    )


def _thanks(tr: I18n, item: FollowUpShape) -> TodayRow:
    referral = item.referral_id
    row = _row(
        item.client,
        tr,
        kind="thanks",
        own=item.id,
        acts=("finish_follow_up", item.id),
        icon="gift",
        icon_tone="second",
        second=follow_up_text(tr, item),
        amount_second=due(tr, item.due),
        action=tr.gettext("Done"),
    )
    letter = None if referral is None else ("thanks_letter", referral)
    assert isinstance(row.id, TodayId)
    return replace(row, id=row.id._replace(also=letter))


def _lapsing(tr: I18n, item: CreditLapsing) -> TodayRow:
    second = tr.gettext("referral credit")
    if item.referred is not None:
        second = tr.gettext("credit for sending {name}").format(name=item.referred)
    return _row(
        item.client,
        tr,
        kind="lapsing",
        own=item.payment_id,
        acts=("rewards", item.client.id),
        icon="hourglass",
        icon_tone="soon",
        second=second,
        amount=tr.formats.money(item.left),
        amount_second=tr.formats.ago(item.until),
        action=tr.pgettext("button", "Open"),
    )


def _overdue(tr: I18n, item: OverdueClient) -> TodayRow:
    since = tr.formats.date_sentence(item.oldest_due, on_screen=True)
    second = tr.gettext("since {date}: {title}").format(date=since, title=item.oldest_title)
    if item.phone:
        second = f"{item.phone}{DOT}{second}"
    return TodayRow(
        id=_of_client("overdue", item.client, "payment"),
        icon="triangle-alert",
        icon_tone="debt",
        title=item.client.name,
        badge=level_badge(tr, item.client.level),
        organisation=item.client.organisation or "",
        second=second,
        amount=tr.formats.monies(item.owed),
        amount_tone="debt",
        amount_second=tr.ngettext("{days} day late", "{days} days late", item.days).format(
            days=tr.formats.number(item.days)
        ),
        action=tr.gettext("Payment"),
    )


def _recent(tr: I18n, item: RecentCaller) -> TodayRow:
    sentence = debt(tr, owed_facts(item.owed, None, ever_bought=True), on_screen=True)
    said = interaction_name(tr, item.kind) if item.kind else ""
    second = DOT.join(part for part in (item.phone, said, item.summary) if part)
    return TodayRow(
        id=_of_client("recent", item.client, "open_card"),
        icon="phone",
        title=item.client.name,
        badge=level_badge(tr, item.client.level),
        organisation=item.client.organisation or "",
        second=second,
        amount=sentence.short if item.owed else "",
        amount_tone=sentence.tone.value,
        amount_second=tr.formats.ago(item.at),
        action=tr.pgettext("button", "Open"),
    )


def ageing_bars(tr: I18n, ageing: Ageing) -> tuple[list[AgeingBar], tuple[str, str]]:
    """Show one currency's debts by age, and their sum."""
    parts = (
        (tr.gettext("Not due"), ageing.not_due),
        (tr.gettext("1–30 days"), ageing.days_1_30),
        (tr.gettext("31–60 days"), ageing.days_31_60),
        (tr.gettext("61–90 days"), ageing.days_61_90),
        (tr.gettext("Over 90 days"), ageing.over_90),
    )
    largest = max((amount.minor for _, amount in parts), default=0) or 1
    bars = [
        AgeingBar(
            label,
            tr.formats.amount(amount),
            amount.minor / largest,
            step,
            "debt" if step == len(parts) - 1 and amount else "plain",
        )
        for step, (label, amount) in enumerate(parts)
    ]
    return bars, (tr.gettext("Total"), tr.formats.amount(ageing.total))
