"""The letter of a reminder that was recorded: what is overdue, what is charged, until when.

It says what stood on the reminder's day, so that the same letter can be printed again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from smallcrm.i18n.catalog import I18n
from smallcrm.queries.report_shapes import ReminderDetail, ReminderLine
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.paper import Head, PaperWork, TotalRow
from smallcrm.reports.receivers import Recipient, of_client
from smallcrm.reports.tables import Column, Table
from smallcrm.reports.texts import built_in, common_values, own_text, paragraphs_of, text_of

# How many days each step gives to pay. No law names them; the next reminder is due no sooner than
# a week after the last (queries.reminders).
PAY_WITHIN: Final = {1: 10, 2: 7, 3: 7}
_COLONS: Final = (":", "：")
_SIGNATURE: Final = 34.0
# Of so many paragraphs the last one is a farewell, not what the table is about.
_WITH_LAST: Final = 3
# What a payment may name: EPC069-12 has room for so many characters.
_LONGEST_REFERENCE: Final = 140


def title(tr: I18n, step: int) -> str:
    """Name the letter of a step."""
    return built_in(tr, f"reminder_{step}.subject")


def pay_until(reminder: ReminderDetail) -> date:
    """Return the day until which the letter asks for the money."""
    days = PAY_WITHIN[reminder.step]
    return reminder.on + timedelta(min(days, (date.max - reminder.on).days))


def values_of(
    stationery: Stationery, reminder: ReminderDetail, client: Recipient
) -> dict[str, str]:
    """Return what the texts of a reminder can be told, by placeholder."""
    formats = stationery.tr.formats
    return {
        **common_values(stationery, client.ref.name),
        "date": formats.date_long(reminder.on),
        "total": formats.money(reminder.total),
        "overdue": formats.money(reminder.open),
        "interest": formats.money(reminder.interest),
        "fee": formats.money(reminder.fee),
        "until": formats.date_long(pay_until(reminder)),
        "days": formats.number(max((line.days for line in reminder.lines), default=0)),
    }


def parted(text: str) -> tuple[str, str]:
    """Divide a letter's text where its table goes.

    Below the first paragraph that ends with a colon, unless that is the salutation; else above the
    last of three or more; else below all of it.
    """
    paragraphs = ["\n".join(lines) for lines in paragraphs_of(text)]
    count = len(paragraphs)
    told = (at for at, one in enumerate(paragraphs, 1) if one.endswith(_COLONS) and at > 1)
    above = next(told, count - 1 if count >= _WITH_LAST else count)
    return "\n\n".join(paragraphs[:above]), "\n\n".join(paragraphs[above:])


def draw(
    document: Document, reminder: ReminderDetail, client: Recipient, stationery: Stationery
) -> None:
    """Draw the letter: the words of its step, the sales, the sums, and where to send them."""
    _Letter(document, reminder, client, stationery).draw()


class _Letter:
    """One letter being drawn."""

    def __init__(
        self,
        document: Document,
        reminder: ReminderDetail,
        client: Recipient,
        stationery: Stationery,
    ) -> None:
        self._reminder = reminder
        self._client = client
        self._stationery = stationery
        self._tr = tr = stationery.tr
        self._values = values_of(stationery, reminder, client)
        facts = [(tr.pgettext("paper", "Date"), tr.formats.date_long(reminder.on))]
        if client.code:
            facts.append((tr.gettext("Client number"), client.code))
        facts.append((tr.pgettext("paper", "Pay until"), self._values["until"]))
        head = Head(
            name=self._text("subject") or title(tr, reminder.step),
            to=tr.pgettext("letter", "To"),
            receiver=of_client(tr, client, stationery.settings.country),
            facts=tuple(facts),
        )
        self._work = PaperWork(document, stationery, head, stationery.settings)

    def _slot(self, part: str) -> str:
        return f"reminder_{self._reminder.step}.{part}"

    def _text(self, part: str) -> str:
        return text_of(self._stationery.settings, self._tr, self._slot(part), self._values)

    def draw(self) -> None:
        work, reminder = self._work, self._reminder
        before, after = parted(self._text("body"))
        work.opening(before)
        rows = self._sums()
        table = self._table()
        table.keep = work.totals_height(rows)
        table.draw(work.flow)
        work.totals(rows)
        work.closing(after)
        if not own_text(self._stationery.settings, self._tr, self._slot("body")):
            self._signature()
        work.pay_box(reminder.total, self._reference())
        work.finish()

    def _signature(self) -> None:
        """End the program's own letter; the owner's ends as they wrote it.

        There is room for a signature by hand.
        """
        work, style = self._work, self._work.type.words
        work.closing(self._tr.pgettext("letter", "With kind regards"))
        if work.letterhead.name:
            work.flow.need(style.leading + _SIGNATURE)
            work.flow.space(_SIGNATURE)
            work.flow.paragraph(work.letterhead.name, style)

    def _table(self) -> Table:
        tr = self._tr
        table = Table(
            (
                Column(tr.pgettext("column", "Number"), grow=0.8),
                Column(tr.pgettext("column", "Invoice"), grow=0.8, wraps=True),
                Column(tr.pgettext("column", "What"), grow=4, wraps=True),
                Column(tr.pgettext("column", "Due"), grow=0.8),
                Column(tr.pgettext("column", "Days late"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Interest"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Open"), right=True, grow=0.4),
            )
        )
        table.rows = [self._row(line) for line in self._reminder.lines]
        return table.without_empty_columns()

    def _row(self, line: ReminderLine) -> tuple[str, ...]:
        formats = self._tr.formats
        return (
            line.number,
            "\n".join(line.invoices),
            line.title,
            formats.date_short(line.due) if line.due is not None else "",
            formats.number(line.days) if line.days else "",
            formats.amount(line.interest) if line.interest else "",
            formats.amount(line.open),
        )

    def _sums(self) -> list[TotalRow]:
        tr, formats, reminder = self._tr, self._tr.formats, self._reminder
        rows: list[TotalRow] = []
        if reminder.fee or reminder.interest:
            rows.append(TotalRow(tr.pgettext("reminder", "Overdue"), formats.amount(reminder.open)))
        if reminder.interest:
            label = tr.pgettext("reminder", "Interest for late payment")
            if reminder.percent is not None:
                # Translators: on a reminder: "Interest for late payment, 9.12% a year"
                text = tr.pgettext("reminder", "Interest for late payment, {percent} a year")
                label = text.format(percent=formats.percent(reminder.percent))
            rows.append(TotalRow(label, formats.amount(reminder.interest)))
        if reminder.fee:
            label = tr.pgettext("reminder", "Reminder fee")
            rows.append(TotalRow(label, formats.amount(reminder.fee)))
        # Translators: the sum of a reminder; {date} is the last day to pay
        label = tr.pgettext("reminder", "To pay by {date}").format(date=self._values["until"])
        return [*rows, TotalRow(label, formats.money(reminder.total), final=True)]

    def _reference(self) -> str:
        """Say what a payment is to name: the invoices, else the sales; of very many the client."""
        numbers = [number for line in self._reminder.lines for number in _numbers(line)]
        text = ", ".join(dict.fromkeys(numbers))
        if len(text) <= _LONGEST_REFERENCE:
            return text
        return self._client.code or self._client.ref.name


def _numbers(line: ReminderLine) -> tuple[str, ...]:
    return line.invoices or (line.number,)
