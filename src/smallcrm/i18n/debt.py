"""The sentence of debt: what a client owes, since when, for what; made here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.domain.money import Money
from smallcrm.i18n.words import method_of_payment, sentence_start

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

SOON_DAYS = 8
_TWICE = 2


class Tone(StrEnum):
    """What colour and icon stand beside the words."""

    DEBT = "debt"
    SOON = "soon"
    OK = "ok"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtFacts:
    """What is known of a client's account; one entry a currency, those that are zero left out.

    `oldest_due` and `oldest_title` are of the open sale that is due first (sales without a due
    date come last, so `oldest_due` is None if no open sale has one). `reminders` counts for that
    sale; None where that is not known, and then nothing is said of them. `promised_until` is the
    day of the promise to pay that counts; `bad_debts` were written off as such in the last years,
    the last of them on `bad_debt_on`.
    """

    owed: tuple[Money, ...] = ()
    overdue: tuple[Money, ...] = ()
    credit: tuple[Money, ...] = ()
    open_sales: int = 0
    oldest_due: date | None = None
    oldest_title: str | None = None
    reminders: int | None = None
    last_paid: Money | None = None
    last_paid_on: date | None = None
    last_paid_method: str | None = None
    ever_bought: bool = False
    promised_until: date | None = None
    promise_broken: bool = False
    bad_debts: tuple[Money, ...] = ()
    bad_debt_on: date | None = None


@dataclass(frozen=True, slots=True)
class DebtSentence:
    """The sentence and its parts; the banner shows `headline`, `detail` and `third` as lines.

    `emphasis` is the range of `detail` to be set bold. `whole` is for reports, copied text and
    screen readers, `short` and `short_detail` for a search hit and the window's title, `aside`
    for the line below the sentence on paper, `credit` and `bad_debt` (empty without) for beside
    the banner.
    """

    whole: str
    headline: str
    detail: str
    emphasis: tuple[int, int] | None
    third: str
    short: str
    short_detail: str
    aside: str
    credit: str
    tone: Tone
    bad_debt: str = ""


def debt(tr: I18n, facts: DebtFacts, *, on_screen: bool = False) -> DebtSentence:
    """Make the sentence; `on_screen` leaves out the year of this year's dates."""
    detail, emphasis = _detail(tr, facts, on_screen=on_screen)
    if facts.owed:
        amounts = tr.formats.monies(facts.owed)
        headline = tr.gettext("Owes {amounts}").format(amounts=amounts)
        short = tr.gettext("owes {amounts}").format(amounts=amounts)
    else:
        headline, short = tr.gettext("Owes nothing"), tr.gettext("owes nothing")
    whole = headline
    if detail:
        # Translators: "Owes 480.00 EUR", "oldest since 14 March 2024: piano tuning"
        whole = tr.gettext("{debt}, {detail}").format(debt=headline, detail=detail)
    credit = ""
    if facts.credit:
        amounts = tr.formats.monies(facts.credit)
        credit = tr.gettext("credit of {amounts} not used").format(amounts=amounts)
        whole = tr.gettext("{debt}; {credit}").format(debt=whole, credit=credit)
    bad_debt = _bad_debt(tr, facts)
    if bad_debt:
        whole = tr.gettext("{debt}; {credit}").format(debt=whole, credit=bad_debt)
    return DebtSentence(
        whole=whole,
        headline=headline,
        detail=sentence_start(detail) or tr.gettext("Nothing open"),
        emphasis=emphasis,
        third=_third(tr, facts),
        short=short,
        short_detail=_short_detail(tr, facts),
        aside=_aside(tr, facts),
        credit=credit,
        tone=_tone(tr, facts),
        bad_debt=bad_debt,
    )


def card_title(tr: I18n, name: str, sentence: DebtSentence) -> str:
    """Name a client's card for the task bar: `Beatriz Gonçalves, owes 480.00 EUR`."""
    # Translators: a client and their debt
    return tr.pgettext("title", "{name}, {debt}").format(name=name, debt=sentence.short)


def _detail(tr: I18n, facts: DebtFacts, *, on_screen: bool) -> tuple[str, tuple[int, int] | None]:
    """Say what is owed for, and what was promised, in words that follow the amount."""
    if not facts.owed:
        return _nothing_owed(tr, facts, on_screen=on_screen), None
    text, emphasis = _owed_for(tr, facts, on_screen=on_screen)
    if facts.promised_until is not None:
        day = tr.formats.date_sentence(facts.promised_until, on_screen=on_screen)
        promise = (
            # Translators: a client promised to pay until a day, and did not
            tr.gettext("promised {date}, broken")
            if facts.promise_broken
            # Translators: a client promised to pay until a day that is still to come
            else tr.gettext("promised until {date}")
        ).format(date=day)
        text = tr.gettext("{debt}, {detail}").format(debt=text, detail=promise)
    return text, emphasis


def _owed_for(tr: I18n, facts: DebtFacts, *, on_screen: bool) -> tuple[str, tuple[int, int] | None]:
    """Say since when, what for and how often reminded."""
    if facts.oldest_due is None:
        if not facts.oldest_title:
            return tr.gettext("no due date"), None
        text = tr.gettext("no due date: {title}")
        return _emphasised(text, title=facts.oldest_title)
    day = tr.formats.date_sentence(facts.oldest_due, on_screen=on_screen)
    if not facts.overdue:
        due = tr.gettext("due {date}").format(date=day)
        if facts.oldest_title:
            # Translators: when a sale is due, and what it was
            due = tr.gettext("due {date}: {title}").format(date=day, title=facts.oldest_title)
        return due, (0, len(due))
    since = tr.pgettext("since", "{date}").format(date=day)
    if facts.oldest_title:
        # Translators: since when, and what for: "14 March 2024: piano tuning"
        since = tr.pgettext("since", "{date}: {title}").format(date=day, title=facts.oldest_title)
    # Translators: {since} is a date, or a date and what was sold
    text, emphasis = _emphasised(tr.gettext("oldest since {since}"), since=since)
    if facts.reminders is not None:
        text = tr.gettext("{debt}, {reminders}").format(
            debt=text, reminders=reminded(tr, facts.reminders)
        )
    return text, emphasis


def _emphasised(message: str, **value: str) -> tuple[str, tuple[int, int]]:
    """Fill the message's one placeholder, and tell where the value stands."""
    ((name, text),) = value.items()
    start = message.index("{")
    return message.format(**{name: text}), (start, start + len(text))


def reminded(tr: I18n, count: int) -> str:
    """Say how often a client was reminded, inside a sentence."""
    if count == 0:
        return tr.gettext("not reminded yet")
    if count == 1:
        return tr.gettext("reminded once")
    if count == _TWICE:
        return tr.gettext("reminded twice")
    text = tr.ngettext("reminded {count} time", "reminded {count} times", count)
    return text.format(count=tr.formats.number(count))


def _bad_debt(tr: I18n, facts: DebtFacts) -> str:
    """Say what was given up, so that it is remembered at the next call."""
    if not facts.bad_debts or facts.bad_debt_on is None:
        return ""
    # Translators: {date} is the month in which it was (the last time): "March 2025"
    return tr.gettext("wrote off {amounts} as bad debt, {date}").format(
        amounts=tr.formats.monies(facts.bad_debts),
        date=tr.formats.month_year(facts.bad_debt_on),
    )


def _nothing_owed(tr: I18n, facts: DebtFacts, *, on_screen: bool) -> str:
    if not facts.ever_bought:
        return tr.gettext("nothing sold yet")
    if facts.last_paid is None or facts.last_paid_on is None:
        return ""
    amount = tr.formats.money(facts.last_paid)
    what = method_of_payment(tr, amount, facts.last_paid_method)
    when = _paid_when(tr, facts.last_paid_on, on_screen=on_screen)
    # Translators: "last bill paid today: 480.00 EUR by transfer"; {when} is also a date
    return tr.gettext("last bill paid {when}: {payment}").format(when=when, payment=what)


def _paid_when(tr: I18n, day: date, *, on_screen: bool) -> str:
    days = (tr.formats.clock.today() - day).days
    if days in {0, 1}:
        return tr.formats.ago(day)
    return tr.formats.date_sentence(day, on_screen=on_screen)


def _third(tr: I18n, facts: DebtFacts) -> str:
    """Say how many sales are open, and how much of it is overdue."""
    if not facts.owed:
        return tr.gettext("Nothing open, nothing overdue")
    count = tr.formats.number(facts.open_sales)
    if not facts.overdue:
        text = tr.ngettext(
            "{count} sale open, nothing overdue",
            "{count} sales open, nothing overdue",
            facts.open_sales,
        )
        return text.format(count=count)
    amounts = (
        tr.formats.amount_beside(facts.overdue[0])
        if len(facts.owed) == 1
        else tr.formats.monies(facts.overdue)
    )
    text = tr.ngettext(
        "{count} sale open, {amounts} overdue",
        "{count} sales open, {amounts} overdue",
        facts.open_sales,
    )
    return text.format(count=count, amounts=amounts)


def _short_detail(tr: I18n, facts: DebtFacts) -> str:
    """Say the one thing that belongs below the amount in a list."""
    if not facts.owed:
        if not facts.ever_bought:
            return tr.gettext("nothing sold yet")
        if facts.last_paid_on is None:
            return tr.gettext("nothing open")
        when = _paid_when(tr, facts.last_paid_on, on_screen=True)
        # Translators: "paid today", "paid 20 May"
        return tr.gettext("paid {when}").format(when=when)
    if facts.oldest_due is None:
        return tr.gettext("no due date")
    return due(tr, facts.oldest_due)


def due(tr: I18n, day: date) -> str:
    """Say how a due date lies to today: `41 days late`, `due tomorrow`, `due 2 June`."""
    days = (day - tr.formats.clock.today()).days
    if days == 0:
        return tr.gettext("due today")
    if days == 1:
        return tr.gettext("due tomorrow")
    if days > SOON_DAYS:
        date_text = tr.formats.date_sentence(day, on_screen=True)
        return tr.gettext("due {date}").format(date=date_text)
    if days < 0:
        text = tr.ngettext("{count} day late", "{count} days late", -days)
    else:
        text = tr.ngettext("due in {count} day", "due in {count} days", days)
    return text.format(count=tr.formats.number(abs(days)))


def _aside(tr: I18n, facts: DebtFacts) -> str:
    overdue = credit = ""
    if facts.overdue and facts.overdue == facts.owed:
        overdue = tr.gettext("All of it is overdue.")
    elif facts.overdue:
        overdue = tr.ngettext(
            "Of this, {amounts} is overdue.",
            "Of this, {amounts} are overdue.",
            len(facts.overdue),
        ).format(amounts=tr.formats.monies(facts.overdue))
    if facts.credit:
        credit = tr.ngettext(
            "Credit of {amounts} has not been used.",
            "Credits of {amounts} have not been used.",
            len(facts.credit),
        ).format(amounts=tr.formats.monies(facts.credit))
    if overdue and credit:
        # Translators: two whole sentences
        return tr.pgettext("sentences", "{first} {second}").format(first=overdue, second=credit)
    return overdue or credit


def _tone(tr: I18n, facts: DebtFacts) -> Tone:
    if not facts.owed:
        return Tone.OK
    if facts.overdue:
        return Tone.DEBT
    if facts.oldest_due is None:
        return Tone.PLAIN
    days = (facts.oldest_due - tr.formats.clock.today()).days
    return Tone.SOON if days <= SOON_DAYS else Tone.PLAIN
