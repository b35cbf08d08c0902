"""The call sheet of a day: whom to call, why, what is good to know, and room to write on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from smallcrm.domain.enums import PromiseState
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.debt import DebtFacts, debt
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.reached import label_words
from smallcrm.i18n.sentences import interaction_name, quote_number, sentence_start
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.list_shapes import Call, CallReason, CallSheet
from smallcrm.queries.receivable_shapes import PromiseShape
from smallcrm.queries.today_shapes import ServiceEnding
from smallcrm.queries.trade_shapes import QuoteShape
from smallcrm.reports import Stationery
from smallcrm.reports import style as house
from smallcrm.reports.document import Document
from smallcrm.reports.internal import internal_head
from smallcrm.reports.layout import Flow, baseline
from smallcrm.reports.paper import PaperWork
from smallcrm.reports.style import Type
from smallcrm.reports.text import Line, Span, Style

_BOX: Final = 8.2
_INDENT: Final = 18.0
_GAP: Final = 16.0
_NUMBERS: Final = 3
_NUMBERS_SHARE: Final = 0.4
_REASONS: Final = 5
_NOTE_LINES: Final = 2
_WRITING: Final = 18.0
_AFTER: Final = 8.0
# A note may be as long as a book: so much of it is enough for its lines.
_READ: Final = 600


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Call sheet")


def draw(document: Document, sheet: CallSheet, stationery: Stationery) -> None:
    """Draw the sheet; where nobody is to be called it says so."""
    tr = stationery.tr
    day = tr.formats.weekday_date(sheet.day)
    count = tr.ngettext("{count} client", "{count} clients", len(sheet.calls))
    about = day
    if sheet.calls:
        # Translators: a day, and how many clients are to be called on it
        about = tr.gettext("{day}: {clients}").format(
            day=day, clients=count.format(count=tr.formats.number(len(sheet.calls)))
        )
    head = internal_head(title(tr), about)
    work = PaperWork(document, stationery, head, stationery.settings)
    if not sheet.calls:
        work.remark(tr.gettext("Nobody is to be called."))
    calls = _Calls(work.flow, work.type, tr)
    for call in sheet.calls:
        calls.draw(call)
    if sheet.more:
        more = tr.ngettext("and {count} client more", "and {count} clients more", sheet.more)
        work.remark(more.format(count=tr.formats.number(sheet.more)))
    work.finish()


@dataclass(frozen=True, slots=True)
class _Set:
    """What is set of a call: down the left, the numbers at the right of it, then across."""

    left: list[tuple[Line, Style]]
    right: list[Line]
    across: list[tuple[Line, Style]]


class _Calls:
    """Puts calls below each other, none broken over two pages."""

    def __init__(self, flow: Flow, type_: Type, tr: I18n) -> None:
        self._flow, self._type, self._tr, self._set = flow, type_, tr, flow.set

    def draw(self, call: Call) -> None:
        flow, body = self._flow, self._type.body
        parts = self._parts(call)
        beside = max(sum(style.leading for _, style in parts.left), len(parts.right) * body.leading)
        height = beside + sum(style.leading for _, style in parts.across) + _WRITING
        flow.need(min(height, flow.page_room))
        left, top = flow.sheet.left + _INDENT, flow.y
        middle = top + body.leading / 2
        flow.page.frame(flow.sheet.left, middle - _BOX / 2, _BOX, _BOX, house.FAINT)
        for number, line in enumerate(parts.right):
            at = top + number * body.leading + baseline(body)
            flow.page.text_right(line, flow.sheet.right, at)
        for line, style in parts.left:
            flow.page.text(line, left, flow.y + baseline(style))
            flow.y += style.leading
        flow.y = top + beside
        for line, style in parts.across:
            flow.page.text(line, left, flow.y + baseline(style))
            flow.y += style.leading
        flow.y += _WRITING
        flow.page.rule(left, flow.sheet.right, flow.y, house.THIN, house.FOOT_RULE)
        flow.y += _AFTER

    def _parts(self, call: Call) -> _Set:
        type_, measure = self._type, self._flow.sheet.measure - _INDENT
        numbers = measure * _NUMBERS_SHARE
        right = [
            self._set.fitted(
                f"{label_words(self._tr, phone.label or '')} {phone.number}".strip(),
                type_.body,
                numbers,
            )
            for phone in call.phones[:_NUMBERS]
        ]
        room = measure - max((line.width for line in right), default=-_GAP) - _GAP
        left = [(line, type_.strong) for line in self._named(call, room)]
        for reason in call.reasons[:_REASONS]:
            text = reason_words(self._tr, reason)
            left += [(line, type_.body) for line in self._set.wrapped(text, type_.body, room)]
        more = len(call.reasons) - _REASONS
        if more > 0:
            text = self._tr.ngettext("and {count} more", "and {count} more", more)
            line = self._set.line(text.format(count=self._tr.formats.number(more)), type_.soft)
            left.append((line, type_.soft))
        across = [
            (line, type_.label)
            for text, most in ((self._account(call), _NOTE_LINES), (self._note(call), _NOTE_LINES))
            for line in self._short(text, type_.label, measure, most)
        ]
        return _Set(left, right, across)

    def _named(self, call: Call, room: float) -> list[Line]:
        """Set who it is; the organisation beside the name in ordinary type where there is one."""
        client, type_ = call.client, self._type
        spans = [Span(client.name, type_.strong)]
        if client.organisation and client.organisation != client.name:
            spans.append(Span(f"  {client.organisation}", type_.soft))
        return self._set.wrapped_spans(spans, room)

    def _account(self, call: Call) -> str:
        """Say what they owe, and when they were spoken to last."""
        tr = self._tr
        facts = DebtFacts(
            owed=call.owed, overdue=call.overdue, oldest_due=call.oldest_due, ever_bought=True
        )
        sentence = debt(tr, facts)
        parts = [sentence.whole if call.owed else sentence.headline]
        if call.last is not None:
            # Translators: when a client was spoken or written to last, and how: a call, a letter
            said = tr.gettext("last contact {date}: {kind}").format(
                date=tr.formats.date_brief(tr.formats.clock.local(call.last.at).date()),
                kind=interaction_name(tr, call.last.kind, call.last.direction),
            )
            if call.last.summary:
                said = tr.pgettext("facts", ", ").join((said, _one_line(call.last.summary)))
            parts.append(said)
        return tr.pgettext("facts", "; ").join(parts)

    def _note(self, call: Call) -> str:
        if not call.note:
            return ""
        return self._tr.gettext("Note: {text}").format(text=_one_line(call.note))

    def _short(self, text: str, style: Style, width: float, most: int) -> Sequence[Line]:
        """Break a text, and end it with an ellipsis where it is longer than `most` lines."""
        lines = self._set.wrapped(text, style, width)
        if len(lines) <= most:
            return lines
        rest = " ".join(line.text for line in lines[most - 1 : most + 1])
        return [*lines[: most - 1], self._set.fitted(f"{rest}…", style, width)]


def reason_words(tr: I18n, reason: CallReason) -> str:
    """Say why somebody is called, as Today says it."""
    match reason:
        case FollowUpShape():
            text = _follow_up(tr, reason)
        case PromiseShape():
            text = _promise(tr, reason)
        case QuoteShape():
            text = tr.gettext("Quote {number} of {amount} lapses on {date}: {title}").format(
                number=quote_number(tr, reason.number, reason.revision),
                amount=tr.formats.money(reason.total),
                date=_day(tr, reason.valid_until),
                title=reason.title,
            )
        case ServiceEnding():
            text = tr.gettext("Sale {number} ends on {date}: {title}").format(
                number=reason.number, date=_day(tr, reason.until), title=reason.title
            )
        case _:
            text = tr.gettext("Contract {number} ends on {date}: {title}").format(
                number=reason.number, date=_day(tr, reason.ends_on), title=reason.title
            )
    return text


def _follow_up(tr: I18n, shape: FollowUpShape) -> str:
    text = sentence_start(follow_up_text(tr, shape))
    due = _day(tr, shape.due)
    if shape.due_time:
        # Translators: a day and a time of it
        due = tr.pgettext("day", "{date}, {time}").format(date=due, time=shape.due_time)
    # Translators: what is to be done, and by when
    return tr.gettext("{text} ({due})").format(text=text, due=due)


def _promise(tr: I18n, shape: PromiseShape) -> str:
    left = shape.amount if shape.amount.minor <= shape.came.minor else shape.amount - shape.came
    broken = shape.state is PromiseState.BROKEN
    text = (
        tr.gettext("Promised to pay {amount} by {date}, and did not")
        if broken
        else tr.gettext("Promised to pay {amount} by {date}")
    ).format(amount=tr.formats.money(left), date=_day(tr, shape.until))
    return tr.pgettext("facts", ", ").join(filter(None, (text, shape.note)))


def _one_line(text: str) -> str:
    return " ".join(text[:_READ].split())


def _day(tr: I18n, day: date | None) -> str:
    return tr.formats.date_brief(day) if day is not None else ""
