"""The rows of a card's timeline, made of what was read, and which of them a filter shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from smallcrm.domain import keys
from smallcrm.domain.enums import InteractionKind
from smallcrm.queries.shapes import TimelineKind
from smallcrm.reports.timeline_words import TimelineWords
from smallcrm.ui.widgets.filter_bar import ChipSpec
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.timeline import TimelineRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.shapes import ClientCard, TimelineEntry
    from smallcrm.queries.timeline import Key
    from smallcrm.reports.timeline_parts import Parts

ALL: Final = "all"
DIGITS: Final = {
    "0": ALL,
    "1": "calls",
    "2": "notes",
    "3": "sales",
    "4": "quotes",
    "5": "payments",
    "6": "referrals",
    "7": "documents",
    "8": "mail",
    "9": "to_do",
}
_CHIPS: Final = {
    TimelineKind.CALL: "calls",
    TimelineKind.INTERACTION: "calls",
    TimelineKind.NOTE: "notes",
    TimelineKind.SALE: "sales",
    TimelineKind.INVOICE: "sales",
    TimelineKind.DELIVERY: "sales",
    TimelineKind.QUOTE: "quotes",
    TimelineKind.PAYMENT: "payments",
    TimelineKind.PROMISE: "payments",
    TimelineKind.REMINDER: "payments",
    TimelineKind.REFERRAL: "referrals",
    TimelineKind.DOCUMENT: "documents",
    TimelineKind.FOLLOW_UP: "to_do",
}
_WRITTEN: Final = frozenset(
    {InteractionKind.EMAIL, InteractionKind.LETTER, InteractionKind.MESSAGE}
)
# How much of a row is in sight in a narrow card, and what stands before a match further in.
_IN_SIGHT: Final = 30
_BEFORE: Final = 14
_AFTER: Final = 120
# A line of a file may be a book: it is looked at in pieces that share a little.
_PIECE: Final = 400
_SHARED: Final = 80


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
        "documents": tr.pgettext("timeline", "Documents"),
        # Translators: e-mails, letters and messages
        "mail": tr.pgettext("timeline", "Mail"),
        "to_do": tr.pgettext("timeline", "To do"),
    }
    return tuple(ChipSpec(name, words[name], key=digit) for digit, name in DIGITS.items())


class Line:
    """A row, when it happened, which chips show it, and everything it can be found by."""

    def __init__(
        self, row: TimelineRow, day: date | None, chips: frozenset[str], text: str = ""
    ) -> None:
        self.row = row
        self.day = day
        self.chips = chips
        self._text = text

    @cached_property
    def _seen(self) -> str:
        """What stands in the row, folded."""
        row = self.row
        return _folded(f"{row.date} {row.head} {row.text} {row.amount} {row.accessible_text}")

    @cached_property
    def _unseen(self) -> str:
        return _folded(self._text)

    def fold(self) -> None:
        """Fold everything it can be found by, before it is looked for."""
        _ = self._seen, self._unseen

    def found(self, words: Sequence[str]) -> TimelineRow | None:
        """Return the row with its matches marked if it has every word; what is out of sight shown.

        `words` are folded.
        """
        if not all(word in self._seen or word in self._unseen for word in words):
            return None
        hidden = next((word for word in words if word not in self._seen), None)
        text = self.row.text
        if hidden is not None:
            text = _piece(self._text, hidden)
        else:
            starts = [span[0] for word in words if (span := _span(text, word)) is not None]
            if starts and min(starts) > _IN_SIGHT:
                text = f"…{text[min(starts) - _BEFORE :]}"
        spans = [span for word in words if (span := _span(text, word)) is not None]
        return replace(self.row, text=text, text_ranges=tuple(_apart(spans)))


@dataclass(frozen=True, slots=True)
class Lines:
    """The whole of what was read: lines in their order, and how far back each chip is complete."""

    lines: tuple[Line, ...]
    cut: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of a filter, and whether there are older ones to be read."""

    rows: list[TimelineRow]
    older: bool


def shown(whole: Lines, chip: str, text: str) -> Shown:
    """Return the rows of a filter that hold every word of the text, matches marked.

    No row is older than what was read of every kind: a list has no holes.
    """
    words = _folded(text).split()
    cut = whole.cut.get(chip)
    rows: list[TimelineRow] = []
    for line in whole.lines:
        if chip != ALL and chip not in line.chips:
            continue
        if cut is not None and line.day is not None and line.day < cut:
            continue
        row = line.found(words) if words else line.row
        if row is not None:
            rows.append(row)
    return Shown(rows, cut is not None)


def older_row(tr: I18n, *, reading: bool) -> TimelineRow:
    """Return the last row of a list that goes on."""
    words = tr.gettext("Reading…") if reading else tr.pgettext("timeline", "Older…")
    return TimelineRow(id=None, date="", icon="history", head=words, icon_tone="third")


def _folded(text: str) -> str:
    # Apostrophes stay, as in what is marked.
    return keys.fold(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", " ").replace("'", " "))


def _span(text: str, word: str) -> tuple[int, int] | None:
    """Return where a folded word stands in a text."""
    folded, origins = keys.fold_mapped(
        text.replace("\N{RIGHT SINGLE QUOTATION MARK}", " ").replace("'", " ")
    )
    at = folded.find(word)
    if at < 0:
        return None
    after = at + len(word)
    end = origins[after] if after < len(origins) else len(text)
    return origins[at], max(end, origins[after - 1] + 1)


def _apart(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Make one of spans that meet."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _piece(text: str, word: str) -> str:
    """Return what stands around a word in a long text, on one line."""
    for line in text.splitlines():
        for start in range(0, max(1, len(line)), _PIECE - _SHARED):
            piece = one_line(line[start : start + _PIECE]).strip()
            span = _span(piece, word)
            if span is None:
                continue
            first = max(0, span[0] - _BEFORE)
            # From a whole word on, where there are words.
            first = first if not first else piece.find(" ", first, span[0]) + 1 or first
            before = "…" if first or start else ""
            return f"{before}{piece[first : span[1] + _AFTER]}"
    return one_line(text[:_AFTER])


class TimelineRows:
    """Makes the rows of one card's timeline; pure, on any thread."""

    def __init__(self, tr: I18n, card: ClientCard) -> None:
        self._tr = tr
        self._card = card
        self._words = TimelineWords(tr, card, one_line, for_us=True)
        amounts = [item.sale.total for item in card.timeline if item.sale]
        amounts += [item.payment.amount for item in card.timeline if item.payment]
        amounts += [item.quote.total for item in card.timeline if item.quote]
        # Where all is in one currency its name in every row would only be noise.
        self._one_currency = len({amount.currency for amount in amounts}) < 2  # noqa: PLR2004

    def lines(self) -> Lines:
        """Return what the card has read, what is still to do first, then the newest first."""
        return self.lines_of(self._card.timeline, self._card.timeline_cut)

    def lines_of(
        self,
        entries: Sequence[TimelineEntry],
        cut: Mapping[TimelineKind, date],
        texts: Mapping[Key, str] | None = None,
    ) -> Lines:
        """Return what was read further back, with what entries have in them."""
        made = tuple(self._all(entries, texts or {}))
        if texts:
            # Megabytes are folded on the thread that read them.
            for line in made:
                line.fold()
        by_chip: dict[str, date] = {}
        for kind, day in cut.items():
            of_kind = {ALL, _CHIPS[kind]}
            if kind is TimelineKind.INTERACTION:
                of_kind |= {"mail", "documents"}
            for chip in of_kind:
                by_chip[chip] = max(day, by_chip.get(chip, day))
        return Lines(made, by_chip)

    def _all(self, entries: Sequence[TimelineEntry], texts: Mapping[Key, str]) -> Iterator[Line]:
        for item in self._card.follow_ups:
            row_id = RowId(TimelineKind.FOLLOW_UP, item.id)
            row = self._row(row_id, item.due, None, self._words.to_do(item))
            yield Line(row, None, frozenset({"to_do"}))
        for entry in entries:
            parts = self._words.parts(entry)
            if parts is not None:
                pinned = entry.note is not None and entry.note.pinned
                row_id = RowId(entry.kind, entry.id, pinned)
                row = self._row(row_id, entry.on, entry.at, parts)
                yield Line(row, entry.on, _chips_of(entry), texts.get(row_id.key, ""))

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


def _chips_of(entry: TimelineEntry) -> frozenset[str]:
    """Return the filters that show an entry."""
    one = entry.interaction
    if one is None or one.kind not in _WRITTEN:
        return frozenset({_CHIPS[entry.kind]})
    # The first of an e-mail's files is the message itself.
    return frozenset({"mail", "documents"} if one.documents > 1 else {"mail"})
