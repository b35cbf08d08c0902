"""The rows of Today: what each says, and what can be done about it by which key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from smallcrm.domain.clock import time_of_day
from smallcrm.i18n.debt import DebtFacts
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.sentences import debt, due, interaction_name, quote_number
from smallcrm.queries.today_shapes import Matter
from smallcrm.ui.card.call import region_words, shown_number
from smallcrm.ui.models.columns import level_badge
from smallcrm.ui.present import DOT, owed_facts
from smallcrm.ui.today_deeds import CTRL_ENTER, ENTER, SPACE, Deed, TodayId, menu_words
from smallcrm.ui.widgets.today_model import TodayRow

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.call_shapes import MissedCall
    from smallcrm.queries.contact_shapes import FollowUpShape
    from smallcrm.queries.follow_up_shapes import SilentClient
    from smallcrm.queries.receivable_shapes import PromiseShape, ReminderDue
    from smallcrm.queries.shapes import ClientRef
    from smallcrm.queries.today_shapes import (
        CreditLapsing,
        OverdueClient,
        RecentCaller,
        ServiceEnding,
    )
    from smallcrm.queries.trade_shapes import ContractShape, QuoteShape

RECENT: Final = "recent"
MORE: Final = "more"


def missed_row(tr: I18n, item: MissedCall, country: str) -> TodayRow:
    """Show who called in vain, how often and when, what they owe.

    Numbers are written as people of `country` do.
    """
    number = shown_number(item.number, country) if item.number else ""
    parts = []
    if item.times > 1:
        count = tr.ngettext("{count} call", "{count} calls", item.times)
        parts.append(count.format(count=tr.formats.number(item.times)))
    if item.contact_person is not None:
        parts.append(item.contact_person.name)
    if item.client is not None or item.name:
        parts.append(number)
    if item.client is None:
        parts.append(region_words(tr, item.region))
    if item.note:
        parts.append(item.note)
    shown: dict[str, Any] = {
        "icon": "phone-missed",
        "icon_tone": "debt",
        "second": DOT.join(part for part in parts if part),
        "amount_second": tr.formats.ago(item.at),
        # Translators: a button at a missed call: called back, or not worth it
        "action": tr.pgettext("missed call", "Dealt with"),
    }
    if item.client is not None:
        assert item.interaction_id is not None
        sentence = debt(tr, owed_facts(item.owed, None, ever_bought=True), on_screen=True)
        if item.owed:
            shown |= {"amount": sentence.short, "amount_tone": sentence.tone.value}
        handle = Deed(SPACE, "handle_call", ("interaction", item.interaction_id))
        call = Deed(CTRL_ENTER, "dial", item.client.id)
        deeds = (handle, call, handle._replace(key="D"))
        return _row(tr, item.client, Matter.MISSED, item.client.id, deeds, **shown)
    assert item.unknown_call_id is not None
    unknown = item.unknown_call_id
    handle = Deed(SPACE, "handle_call", ("unknown_call", unknown))
    made = [Deed(ENTER, "open_unknown_call", unknown), handle]
    if item.number:
        made += [Deed(key, "dial_number", item.number) for key in (CTRL_ENTER, "H")]
    made += [handle._replace(key="D")]
    title = item.name or number or tr.gettext("Number withheld")
    return _plain_row(TodayId("unknown", unknown, None, tuple(made)), title=title, **shown)


def follow_up_row(tr: I18n, item: FollowUpShape) -> TodayRow:
    """Show what we promised, and when: overdue, at its time, or put off until then."""
    when, has_come = _when(tr, item)
    text = follow_up_text(tr, item)
    done = Deed(SPACE, "finish_follow_up", item.id)
    deeds = (
        done,
        Deed(CTRL_ENTER, "edit_follow_up", item.id),
        done._replace(key="D"),
        Deed("Z", "snooze_follow_up", item.id),
        Deed("E", "edit_follow_up", item.id),
        Deed("", "remove_follow_up", item.id),
    )
    repeats = tr.gettext("repeats") if item.repeat_rule else ""
    spoken = (item.client.name, text, when, repeats)
    return _row(
        tr,
        item.client,
        Matter.TO_DO,
        item.id,
        deeds,
        icon="bell" if has_come else "calendar-check",
        icon_tone="soon" if has_come or item.due < tr.formats.clock.today() else "second",
        second=text,
        second_icon="refresh-cw" if item.repeat_rule else "",
        amount_second=when,
        action=tr.gettext("Done"),
        accessible_text=", ".join(part for part in spoken if part),
    )


def _when(tr: I18n, item: FollowUpShape) -> tuple[str, bool]:
    """Say when a follow-up is due, and whether its time has just come: today, by the clock."""
    clock = tr.formats.clock
    now, today = clock.now(), clock.today()
    if item.snoozed_until is not None and item.snoozed_until > now:
        # Translators: something to do was put off until a time of today
        text = tr.gettext("again at {time}").format(time=tr.formats.time(item.snoozed_until))
        return text, False
    words = due(tr, item.due)
    due_time = time_of_day(item.due_time)
    if due_time is None:
        return words, item.snoozed_until is not None
    at = clock.instant_of(item.due, due_time)
    # Translators: when something is due: "due today, 15:00"
    text = tr.pgettext("due", "{day}, {time}").format(day=words, time=tr.formats.time(at))
    return text, item.snoozed_until is not None or (item.due == today and at <= now)


def overdue_row(tr: I18n, item: OverdueClient) -> TodayRow:
    """Show who is late with money, and the sentence to say of it."""
    promise = item.promise
    facts = DebtFacts(
        owed=item.owed,
        overdue=item.owed,
        oldest_due=item.oldest_due,
        oldest_title=item.oldest_title,
        reminders=item.reminders,
        promised_until=promise.until if promise is not None else None,
        promise_broken=promise is not None and promise.until < tr.formats.clock.today(),
    )
    sentence = debt(tr, facts, on_screen=True)
    client = item.client.id
    return _row(
        tr,
        item.client,
        Matter.OVERDUE,
        client,
        (Deed(SPACE, "payment", client), Deed(CTRL_ENTER, "remind", client)),
        more=(Deed("", "promise", client),),
        icon="triangle-alert",
        icon_tone="debt",
        second=DOT.join(part for part in (item.phone, sentence.detail) if part),
        amount=tr.formats.monies(item.owed),
        amount_tone="debt",
        amount_second=_days_late(tr, item.days),
        action=tr.gettext("Payment"),
    )


def promise_row(tr: I18n, item: PromiseShape) -> TodayRow:
    """Show what a client promised to pay, until when, and what of it has not come."""
    broken = item.until < tr.formats.clock.today()
    left = item.amount if item.amount.minor <= item.came.minor else item.amount - item.came
    until = tr.formats.date_sentence(item.until, on_screen=True)
    said = tr.gettext("promised {date}").format(date=until)
    client = item.client.id
    return _row(
        tr,
        item.client,
        Matter.PROMISES_BROKEN if broken else Matter.PROMISES_DUE,
        item.id,
        (Deed(SPACE, "payment", client), Deed(CTRL_ENTER, "promise", client)),
        icon="handshake",
        icon_tone="debt" if broken else "second",
        second=DOT.join(part for part in (said, item.note) if part),
        amount=tr.formats.money(left),
        amount_tone="debt" if broken else "plain",
        amount_second=tr.formats.ago(item.until),
        action=tr.gettext("Payment"),
    )


def reminder_row(tr: I18n, item: ReminderDue) -> TodayRow:
    """Show who is to be reminded, for which time."""
    # Translators: which reminder it would be, and since when money is overdue
    second = tr.gettext("reminder {step}, oldest due {date}").format(
        step=tr.formats.number(item.step),
        date=tr.formats.date_sentence(item.oldest_due, on_screen=True),
    )
    client = item.client.id
    return _row(
        tr,
        item.client,
        Matter.REMINDERS_DUE,
        client,
        (Deed(SPACE, "remind", client), Deed(CTRL_ENTER, "payment", client)),
        icon="mail",
        icon_tone="soon",
        second=second,
        amount=tr.formats.money(item.overdue),
        amount_tone="debt",
        amount_second=_days_late(tr, item.days),
        action=tr.gettext("Remind"),
    )


def quote_row(tr: I18n, item: QuoteShape) -> TodayRow:
    """Show a quote that lapses soon."""
    number = quote_number(tr, item.number, item.revision)
    return _opening(
        tr,
        item.client,
        Matter.QUOTES_LAPSING,
        ("open_quote", item.id),
        icon="file-text",
        second=f"{number}{DOT}{item.title}",
        amount=tr.formats.money(item.total),
        amount_second=tr.formats.ago(item.valid_until) if item.valid_until else "",
    )


def contract_row(tr: I18n, item: ContractShape) -> TodayRow:
    """Show a contract that ends soon."""
    ends = item.ended_on or item.ends_on
    return _opening(
        tr,
        item.client,
        Matter.ENDING,
        ("open_contract", item.id),
        icon="file-clock",
        second=f"{item.number}{DOT}{item.title}",
        amount=tr.formats.money(item.amount) if item.amount is not None else "",
        amount_second=tr.formats.ago(ends) if ends else "",
    )


def service_row(tr: I18n, item: ServiceEnding) -> TodayRow:
    """Show a sale whose service ends soon."""
    return _opening(
        tr,
        item.client,
        "service",
        ("open_sale", item.sale_id),
        icon="file-clock",
        second=f"{item.number}{DOT}{item.title}",
        amount_second=tr.formats.ago(item.until),
    )


def thanks_row(tr: I18n, item: FollowUpShape) -> TodayRow:
    """Show who is to be thanked for whom."""
    done = Deed(SPACE, "finish_follow_up", item.id)
    letter = (
        (Deed(CTRL_ENTER, "thanks_letter", item.referral_id),)
        if item.referral_id is not None
        else ()
    )
    return _row(
        tr,
        item.client,
        Matter.THANKS,
        item.id,
        (done, *letter, done._replace(key="D")),
        icon="gift",
        second=follow_up_text(tr, item),
        amount_second=due(tr, item.due),
        action=tr.gettext("Done"),
    )


def lost_row(tr: I18n, item: FollowUpShape) -> TodayRow:
    """Show a reward that was taken back after it was used."""
    done = Deed(SPACE, "finish_follow_up", item.id)
    card = Deed(ENTER, "open_card", item.client.id)
    opens = (
        (Deed(ENTER, "referral", item.referral_id), card._replace(key=CTRL_ENTER))
        if item.referral_id is not None
        else (card,)
    )
    return _row(
        tr,
        item.client,
        Matter.REWARDS_LOST,
        item.id,
        (*opens, done, done._replace(key="D")),
        icon="rotate-ccw",
        icon_tone="debt",
        second=follow_up_text(tr, item),
        amount=tr.formats.money(item.amount) if item.amount is not None else "",
        amount_tone="debt",
        amount_second=due(tr, item.due),
        action=tr.gettext("Done"),
    )


def credit_row(tr: I18n, item: CreditLapsing) -> TodayRow:
    """Show a referral credit that lapses soon."""
    second = tr.gettext("referral credit")
    if item.referred is not None:
        second = tr.gettext("credit for sending {name}").format(name=item.referred)
    return _row(
        tr,
        item.client,
        Matter.CREDITS_LAPSING,
        item.payment_id,
        (Deed(SPACE, "rewards", item.client.id),),
        icon="hourglass",
        icon_tone="soon",
        second=second,
        amount=tr.formats.money(item.left),
        amount_second=tr.formats.ago(item.until),
        action=tr.pgettext("button", "Open"),
    )


def silent_row(tr: I18n, item: SilentClient) -> TodayRow:
    """Show who has not been spoken to for too long."""
    text = tr.ngettext(
        "not spoken to for {count} day", "not spoken to for {count} days", item.days
    ).format(count=tr.formats.number(item.days))
    client = item.client.id
    return _row(
        tr,
        item.client,
        Matter.SILENT,
        client,
        (Deed(SPACE, "dial", client), Deed(CTRL_ENTER, "follow_up", client)),
        icon="phone-off",
        second=DOT.join(part for part in (item.phone, text) if part),
        amount_second=tr.formats.ago(item.since),
        action=tr.gettext("Call"),
    )


def birthday_row(tr: I18n, client: ClientRef, day: date) -> TodayRow:
    """Show whose birthday comes."""
    return _row(
        tr,
        client,
        Matter.BIRTHDAYS,
        client.id,
        (Deed(SPACE, "open_card", client.id),),
        icon="cake",
        # Translators: {day} is a day of this year, such as "14 May"
        second=tr.gettext("birthday {day}").format(
            day=tr.formats.date_sentence(day, on_screen=True)
        ),
        amount_second=tr.formats.ago(day),
        action=tr.pgettext("button", "Open"),
    )


def bank_row(tr: I18n, count: int) -> TodayRow:
    """Show how much money came to the bank and waits to be matched."""
    text = tr.ngettext(
        "{count} booking of money in waits to be matched",
        "{count} bookings of money in wait to be matched",
        count,
    )
    deeds = (Deed(ENTER, "bank", None), Deed(SPACE, "bank", None))
    return _plain_row(
        TodayId(Matter.BANK, 0, None, deeds),
        title=tr.gettext("Bank bookings to look at"),
        icon="banknote",
        second=text.format(count=tr.formats.number(count)),
        action=tr.pgettext("button", "Open"),
    )


def recent_row(tr: I18n, item: RecentCaller) -> TodayRow:
    """Show who was spoken to lately."""
    sentence = debt(tr, owed_facts(item.owed, None, ever_bought=True), on_screen=True)
    said = interaction_name(tr, item.kind) if item.kind else ""
    if item.missed:
        said = tr.gettext("missed call")
    return _row(
        tr,
        item.client,
        RECENT,
        item.client.id,
        (Deed(SPACE, "open_card", item.client.id),),
        icon="phone-missed" if item.missed else "phone",
        second=DOT.join(part for part in (item.phone, said, item.summary) if part),
        amount=sentence.short if item.owed else "",
        amount_tone=sentence.tone.value,
        amount_second=tr.formats.ago(item.at),
        action=tr.pgettext("button", "Open"),
    )


def more_row(tr: I18n, matter: Matter, count: int, wish: str) -> TodayRow:
    """Say how many more there are, and show them by Enter or Space."""
    deeds = (Deed(ENTER, wish, matter), Deed(SPACE, wish, matter))
    text = tr.ngettext("and {count} more", "and {count} more", count)
    return _plain_row(
        TodayId(MORE, list(Matter).index(matter), None, deeds),
        title=text.format(count=tr.formats.number(count)),
        icon="chevron-down",
        action=menu_words(tr, deeds[0]),
    )


def _opening(
    tr: I18n,
    client: ClientRef,
    kind: str,
    opens: tuple[str, int],
    *,
    icon: str,
    second: str,
    amount: str = "",
    amount_second: str = "",
) -> TodayRow:
    """Make a row of a paper that is opened by Enter and by its button."""
    wish, own = opens
    card = Deed(CTRL_ENTER, "open_card", client.id)
    return _row(
        tr,
        client,
        kind,
        own,
        (Deed(ENTER, wish, own), Deed(SPACE, wish, own), card),
        icon=icon,
        icon_tone="soon",
        second=second,
        amount=amount,
        amount_second=amount_second,
        action=tr.pgettext("button", "Open"),
    )


def _row(
    tr: I18n,
    client: ClientRef,
    kind: str,
    own: int,
    deeds: tuple[Deed, ...],
    *,
    more: tuple[Deed, ...] = (),
    **shown: object,
) -> TodayRow:
    """Make a row about a client: Enter opens the card unless something else is named.

    Calling, a payment and a follow-up are at hand for every client.
    """
    card = Deed(ENTER, "open_card", client.id)
    opens = () if any(deed.key == ENTER for deed in deeds) else (card,)
    always = (
        Deed("H", "dial", client.id),
        Deed("P", "payment", client.id),
        Deed("F", "follow_up", client.id),
        card._replace(key=""),
    )
    return _plain_row(
        TodayId(kind, own, client.id, (*opens, *deeds, *more, *always)),
        title=client.name,
        badge=level_badge(tr, client.level),
        organisation=client.organisation or "",
        **shown,
    )


def _plain_row(row_id: TodayId, **shown: object) -> TodayRow:
    letters = "".join(deed.key for deed in row_id.deeds if len(deed.key) == 1)
    return TodayRow(id=row_id, keys=letters, **shown)  # type: ignore[arg-type]  # its own fields


def _days_late(tr: I18n, days: int) -> str:
    return tr.ngettext("{days} day late", "{days} days late", days).format(
        days=tr.formats.number(days)
    )
