"""The rows of a card's timeline, made of what was read, and which of them a filter shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from smallcrm.queries.shapes import TimelineKind
from smallcrm.reports.timeline_words import TimelineWords
from smallcrm.ui.widgets.filter_bar import ChipSpec
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.timeline import TimelineRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.reports.timeline_parts import Parts

ALL: Final = "all"
_KINDS: Final = {
    "calls": frozenset({TimelineKind.CALL, TimelineKind.INTERACTION}),
    "notes": frozenset({TimelineKind.NOTE}),
    "sales": frozenset({TimelineKind.SALE, TimelineKind.INVOICE, TimelineKind.DELIVERY}),
    "quotes": frozenset({TimelineKind.QUOTE}),
    "payments": frozenset({TimelineKind.PAYMENT, TimelineKind.PROMISE, TimelineKind.REMINDER}),
    "referrals": frozenset({TimelineKind.REFERRAL}),
}
DIGITS: Final = {
    "0": ALL,
    "1": "calls",
    "2": "notes",
    "3": "sales",
    "4": "quotes",
    "5": "payments",
    "6": "referrals",
}


@dataclass(frozen=True, slots=True)
class RowId:
    """What a row of the timeline stands for; `pinned` is of notes alone."""

    kind: TimelineKind
    id: int
    pinned: bool = False

    @property
    def key(self) -> tuple[TimelineKind, int]:
        """Return what stays the same when the row's contents change."""
        return self.kind, self.id


def chips(tr: I18n) -> tuple[ChipSpec, ...]:
    """Name the filters and their keys."""
    words = {
        ALL: tr.pgettext("timeline", "All"),
        "calls": tr.pgettext("timeline", "Calls"),
        "notes": tr.pgettext("timeline", "Notes"),
        "sales": tr.pgettext("timeline", "Sales"),
        "quotes": tr.pgettext("timeline", "Quotes"),
        "payments": tr.pgettext("timeline", "Payments"),
        "referrals": tr.pgettext("timeline", "Referrals"),
    }
    return tuple(ChipSpec(name, words[name], key=digit) for digit, name in DIGITS.items())


def shown(rows: Sequence[TimelineRow], chip: str, text: str) -> list[TimelineRow]:
    """Return the rows of a filter that hold every word of the text, matches marked."""
    kinds = _KINDS.get(chip)
    words = text.casefold().split()
    found: list[TimelineRow] = []
    for row in rows:
        if kinds is not None and isinstance(row.id, RowId) and row.id.kind not in kinds:
            continue
        if not words:
            found.append(row)
            continue
        whole = f"{row.date} {row.head} {row.text} {row.amount}".casefold()
        if all(word in whole for word in words):
            found.append(_marked(row, words))
    return found


def _marked(row: TimelineRow, words: Sequence[str]) -> TimelineRow:
    folded = row.text.casefold()
    if len(folded) != len(row.text):
        return row
    ranges = [(at, at + len(word)) for word in words if (at := folded.find(word)) >= 0]
    return replace(row, text_ranges=tuple(sorted(ranges)))


class TimelineRows:
    """Makes the rows of one card's timeline; pure, used on the GUI thread."""

    def __init__(self, tr: I18n, card: ClientCard) -> None:
        self._tr = tr
        self._card = card
        self._words = TimelineWords(tr, card, one_line)
        amounts = [item.sale.total for item in card.timeline if item.sale]
        amounts += [item.payment.amount for item in card.timeline if item.payment]
        amounts += [item.quote.total for item in card.timeline if item.quote]
        # Where all is in one currency its name in every row would only be noise.
        self._one_currency = len({amount.currency for amount in amounts}) < 2  # noqa: PLR2004

    def rows(self) -> tuple[TimelineRow, ...]:
        """Return everything, what is still to do first, then the newest first."""
        return tuple(self._all())

    def _all(self) -> Iterator[TimelineRow]:
        for item in self._card.follow_ups:
            yield self._row(
                RowId(TimelineKind.FOLLOW_UP, item.id), item.due, None, self._words.to_do(item)
            )
        for entry in self._card.timeline:
            parts = self._words.parts(entry)
            if parts is not None:
                pinned = entry.note is not None and entry.note.pinned
                row_id = RowId(entry.kind, entry.id, pinned)
                yield self._row(row_id, entry.on, entry.at, parts)

    def _row(self, row_id: RowId, day: date, at: datetime | None, parts: Parts) -> TimelineRow:
        tr = self._tr
        head = parts.head
        if parts.text:
            # Translators: the head of a line in the timeline, before its text: "Note:"
            head = tr.pgettext("timeline", "{head}:").format(head=head)
        amount = spoken = ""
        if parts.money is not None:
            spoken = tr.formats.money(parts.money)
            amount = tr.formats.amount(parts.money) if self._one_currency else spoken
        when = tr.formats.date_long(day)
        words = (when, head, parts.text, spoken)
        return TimelineRow(
            id=row_id,
            date=self._date(day, at),
            icon=parts.icon,
            head=head,
            text=parts.text,
            amount=amount,
            amount_tone=parts.amount_tone,
            icon_tone=parts.icon_tone,
            accessible_text=" ".join(one_line(word) for word in words if word),
        )

    def _date(self, day: date, at: datetime | None) -> str:
        formats = self._tr.formats
        if day != formats.clock.today():
            return formats.date_brief(day)
        return formats.time(at) if at is not None else formats.ago(day)
