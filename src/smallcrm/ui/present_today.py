"""What the Today tab shows, made of what was read: one list in the order of what matters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.domain.money import sum_by_currency
from smallcrm.queries.today_shapes import Matter
from smallcrm.ui import today_deeds as deeds
from smallcrm.ui import today_rows as rows
from smallcrm.ui.row_menus import Entry
from smallcrm.ui.widgets.charts import AgeingBar
from smallcrm.ui.widgets.hit_list import KeyHint
from smallcrm.ui.widgets.today_model import TodayGroup, TodayItem, TodayRemark, TodayRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.today_shapes import Ageing, TodayShape
    from smallcrm.ui.today_deeds import TodayId

# So many of a kind are enough to see what there is; what we promised and who called stand whole.
_FIRST = 8
# Folding away fewer than these would hide more than it spares.
_FEW = 3
_WHOLE = frozenset({Matter.MISSED, Matter.TO_DO})
# Where all of a matter stands of which only the first are read: a tab and its filter.
LISTS = {Matter.OVERDUE: ("clients", "overdue")}
# How many keys are named at the foot of the window.
_HINTS = 6


class _Section(NamedTuple):
    """One matter: what it is called, its rows, how many there are in all, and a sum."""

    title: str
    rows: Sequence[TodayRow]
    whole_count: int = 0
    total: str = ""


def today_items(
    tr: I18n, today: TodayShape, country: str, unfolded: Collection[Matter] = frozenset()
) -> list[TodayItem]:
    """List what matters today in the order of `Matter`, and below it who was spoken to lately.

    Numbers are written as in `country`. Of most matters the first few are shown, and a row that
    shows the others (`unfolded`).
    """
    items: list[TodayItem] = []
    sections = _sections(tr, today, country)
    for matter in Matter:
        section = sections[matter]
        if section.rows:
            items += _shown(tr, matter, section, whole=matter in unfolded or matter in _WHOLE)
    if not items:
        items.append(
            TodayRemark(
                tr.gettext("Nothing is due"),
                tr.gettext("Nobody called in vain, no money is late, and nothing is promised."),
                "circle-check",
            )
        )
    recent = [rows.recent_row(tr, one) for one in today.recent]
    if recent:
        items.append(TodayGroup(tr.gettext("Spoken to lately"), tr.formats.number(len(recent))))
        items += recent
    elif isinstance(items[0], TodayRemark):
        return []
    return items


def to_do_count(today: TodayShape) -> int:
    """Return how many things wait to be done: the figure on the tab."""
    return (
        len(today.missed)
        + today.overdue_count
        + today.follow_up_count
        + len(today.rewards_lost)
        + len(today.thanks)
        + len(today.quotes_lapsing)
        + len(today.contracts_ending)
        + len(today.services_ending)
    )


def today_menu(tr: I18n, row: TodayId) -> tuple[Entry, ...]:
    """Return the lines of a row's menu: each deed once, with the key that does it."""
    found: dict[tuple[str, object], Entry] = {}
    for deed in row.deeds:
        words = deeds.menu_words(tr, deed)
        text = f"{words}\t{_key(tr, deed.key)}" if deed.key else words
        found.setdefault((deed.wish, deed.argument), Entry(text, deed.wish, deed.argument))
    return tuple(found.values())


def today_hints(tr: I18n, row: TodayId | None) -> tuple[KeyHint, ...]:
    """Say at the foot of the window what the keys do about a row, each thing once."""
    choose = KeyHint(("↑", "↓"), tr.gettext("choose"))
    if row is None:
        return (choose,)
    found: dict[tuple[str, object], KeyHint] = {}
    for deed in sorted(row.deeds, key=lambda one: _PLACES.get(one.key, len(_PLACES))):
        if deed.key:
            hint = KeyHint((_key(tr, deed.key),), deeds.hint_words(tr, deed))
            found.setdefault((deed.wish, deed.argument), hint)
    return (choose, *found.values())[:_HINTS]


# Enter and Space come first, then the letters, which are shorter than Ctrl Enter.
_PLACES = {key: place for place, key in enumerate((deeds.ENTER, deeds.SPACE, *"HZWPF"))}


def _key(tr: I18n, key: str) -> str:
    return tr.pgettext("key", key) if len(key) > 1 else key


def _spoken(row: TodayRow, title: str) -> TodayRow:
    parts = (row.title, row.second, row.amount, row.amount_second)
    text = row.accessible_text or ", ".join(part for part in parts if part)
    return replace(row, accessible_text=f"{text}, {title}")


def _shown(tr: I18n, matter: Matter, section: _Section, *, whole: bool) -> list[TodayItem]:
    """Return the head of a matter and its rows, and how many more there are."""
    count = section.whole_count or len(section.rows)
    # A head is never chosen: who cannot see it is told at each row where that stands.
    section = section._replace(rows=[_spoken(row, section.title) for row in section.rows])
    items: list[TodayItem] = [TodayGroup(section.title, tr.formats.number(count), section.total)]
    if not whole and len(section.rows) >= _FIRST + _FEW:
        items += section.rows[:_FIRST]
        items.append(rows.more_row(tr, matter, count - _FIRST, "unfold"))
        return items
    items += section.rows
    left = count - len(section.rows)
    if left and matter in LISTS:
        items.append(rows.more_row(tr, matter, left, "show_list"))
    elif left:
        text = tr.ngettext("and {count} more", "and {count} more", left)
        items.append(TodayRemark(text.format(count=tr.formats.number(left)), "", "chevron-down"))
    return items


def _sections(tr: I18n, today: TodayShape, country: str) -> dict[Matter, _Section]:
    """Return every matter as it is shown, whether there is anything of it or not."""
    whole = today.overdue_count == len(today.overdue)
    overdue = sum_by_currency(amount for client in today.overdue for amount in client.owed)
    ending = [
        *(rows.contract_row(tr, one) for one in today.contracts_ending),
        *(rows.service_row(tr, one) for one in today.services_ending),
    ]
    bank = [rows.bank_row(tr, today.bank_lines_open)] if today.bank_lines_open else []
    return {
        Matter.MISSED: _Section(
            tr.gettext("Missed calls"), [rows.missed_row(tr, one, country) for one in today.missed]
        ),
        Matter.TO_DO: _Section(
            tr.gettext("To do"),
            [rows.follow_up_row(tr, one) for one in today.follow_ups],
            today.follow_up_count,
        ),
        Matter.OVERDUE: _Section(
            tr.gettext("Overdue"),
            [rows.overdue_row(tr, one) for one in today.overdue],
            today.overdue_count,
            tr.formats.monies(overdue) if whole and today.overdue else "",
        ),
        Matter.PROMISES_BROKEN: _Section(
            tr.gettext("Promised and not paid"),
            [rows.promise_row(tr, one) for one in today.promises_broken],
        ),
        Matter.PROMISES_DUE: _Section(
            tr.gettext("Promised for these days"),
            [rows.promise_row(tr, one) for one in today.promises_due],
        ),
        Matter.REMINDERS_DUE: _Section(
            tr.gettext("To be reminded"),
            [rows.reminder_row(tr, one) for one in today.reminders_due],
        ),
        Matter.QUOTES_LAPSING: _Section(
            tr.gettext("Quotes about to lapse"),
            [rows.quote_row(tr, one) for one in today.quotes_lapsing],
        ),
        Matter.ENDING: _Section(tr.gettext("Ending soon"), ending),
        Matter.THANKS: _Section(
            tr.gettext("Thanks owed"), [rows.thanks_row(tr, one) for one in today.thanks]
        ),
        Matter.REWARDS_LOST: _Section(
            tr.gettext("Rewards taken back"), [rows.lost_row(tr, one) for one in today.rewards_lost]
        ),
        Matter.CREDITS_LAPSING: _Section(
            tr.gettext("Credit about to lapse"),
            [rows.credit_row(tr, one) for one in today.credits_lapsing],
        ),
        Matter.SILENT: _Section(
            tr.gettext("Not spoken to for long"), [rows.silent_row(tr, one) for one in today.silent]
        ),
        Matter.BIRTHDAYS: _Section(
            tr.gettext("Birthdays"),
            [rows.birthday_row(tr, client, day) for client, day in today.birthdays],
        ),
        Matter.BANK: _Section(tr.gettext("From the bank"), bank),
    }


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
