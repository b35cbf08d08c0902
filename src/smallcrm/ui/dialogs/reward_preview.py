"""What a reward rule would do on the sales that are there, said before it is switched on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from smallcrm.i18n.reward_sentences import preview_sentence, year_sentence
from smallcrm.ui.models.plain_rows import PlainRow, PlainRows
from smallcrm.ui.theme import BODY, BODY_MEDIUM, SMALL, WINDOW_MARGIN
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import PreviewRow, RulePreview
    from smallcrm.ui.theme import ThemeContext, Tone

_WHO: Final = 1
_FOR: Final = 2
_MOST_ROWS: Final = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule would do today, and what it would have done had it begun on `since`."""

    today: RulePreview
    year: RulePreview | None = None
    since: date | None = None


class RewardPreview(QWidget):
    """The rule in a sentence, what it would have given, and the credits that would differ.

    It shows what it is told; the dialog asks. `summary` says what saving does: the dialog puts it
    where it is always in sight.
    """

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._theme = theme
        self._tr = tr
        self._heading = plain_label(tr.gettext("What it does"), "section")
        self.sentence = RunLabel(theme, wrap=True)
        self.summary = RunLabel(theme, wrap=True)
        self.year = RunLabel(theme, wrap=True)
        self.caption = RunLabel(theme, wrap=True)
        heads = (
            (tr.pgettext("reward preview", "Sold on"), False),
            (tr.pgettext("reward preview", "Who gets it"), False),
            (tr.pgettext("reward preview", "Referred client"), False),
            (tr.pgettext("reward preview", "Sale"), False),
            (tr.pgettext("reward preview", "Now"), True),
            (tr.pgettext("reward preview", "Then"), True),
        )
        self.rows = PlainRows(heads, self)
        self.table = FastTableView(theme, name=tr.gettext("Credits that would differ"))
        self.table.setModel(self.rows)
        self.table.setProperty("kind", "boxed")
        header = self.table.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in (_WHO, _FOR):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        widgets = (
            self._heading,
            self.sentence,
            self.year,
            self.caption,
            self.table,
        )
        for widget in widgets:
            self._box.addWidget(widget)
        for hidden in (self.year, self.caption, self.table):
            hidden.hide()
        self._shown = 0
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def say_rule(self, sentence: str, *, only: str = "") -> None:
        """Show the rule in words; `only` is the currency in which alone sales count."""
        runs = [Run(sentence, BODY_MEDIUM)]
        if only:
            text = self._tr.gettext("Only sales in {currency} count: the limits are in {currency}.")
            runs.append(Run("  " + text.format(currency=only), BODY, "second"))
        self.sentence.set_runs(runs)
        self.sentence.setVisible(bool(sentence))

    def wait(self) -> None:
        """Say that it is being worked out; what was said before stands no longer."""
        text = self._tr.gettext("What it does on the sales so far is being worked out…")
        self._say(text, "hourglass", "third")
        self.year.hide()

    def ask(self, text: str) -> None:
        """Say that something is missing, or why it cannot be worked out."""
        self._say(text, "info", "second")
        self.year.hide()
        self._show_rows(())

    def show_answer(self, answer: Answer, *, is_new: bool) -> None:
        """Say what saving does; with nothing to do today, show what the past year would give."""
        tr, today, year = self._tr, answer.today, answer.year
        text = preview_sentence(tr, today, is_new=is_new)
        if today.taken_back:
            more = tr.gettext(
                "What of it was spent leaves the sales that it settled; Today then says so."
            )
            self._say(text, "triangle-alert", "debt", more)
        elif today.posted:
            self._say(text, "gift", "ok")
        else:
            self._say(text, "circle-check" if is_new else "info", "second")
        self.year.setVisible(year is not None)
        if year is not None and answer.since is not None:
            said = year_sentence(tr, year, answer.since)
            self.year.set_runs((Run(said, BODY, "second"),), ("history", "third"))
        shown = today if today.count or year is None else year
        self._show_rows(shown.rows)
        self._caption(shown)

    def _say(self, text: str, icon: str, tone: Tone, more: str = "") -> None:
        weight = BODY_MEDIUM if tone in {"debt", "ok"} else BODY
        runs = [Run(text, weight, tone)]
        if more:
            runs.append(Run("  " + more, BODY, "second"))
        self.summary.set_runs(runs, (icon, tone))
        announce(self.summary, text)

    def _caption(self, shown: RulePreview) -> None:
        left = shown.count - len(shown.rows)
        text = ""
        if left > 0:
            text = self._tr.gettext("The newest {count} of {all}:").format(
                count=self._tr.formats.number(len(shown.rows)),
                all=self._tr.formats.number(shown.count),
            )
        self.caption.set_runs((Run(text, SMALL, "second"),) if text else ())
        self.caption.setVisible(bool(text))

    def _show_rows(self, rows: tuple[PreviewRow, ...]) -> None:
        self._shown = len(rows)
        self.rows.show([self._row(row) for row in rows])
        self.table.setVisible(bool(rows))
        if not rows:
            self.caption.hide()
            return
        self.table.fit_columns()
        for column in range(self.rows.columnCount()):
            # The first and the last column leave something free at the edges, the others a gap.
            width = self.table.columnWidth(column) + self._theme.px(WINDOW_MARGIN)
            self.table.setColumnWidth(column, width)
        self._on_theme()

    def _row(self, row: PreviewRow) -> PlainRow:
        tr, money = self._tr, self._tr.formats.money
        less = row.then.minor < row.now.minor
        day = tr.formats.date_short(row.on)
        sale = row.sale[1] if row.sale is not None else ""
        tone: Tone = "debt" if less else "ok"
        now = Cell(money(row.now), "second" if row.now.minor else "third", align="right")
        then = Cell(money(row.then), tone, weight="medium", align="right")
        names = (Cell(row.recipient.name), Cell(row.referred.name, "second"))
        spoken = tr.gettext("{date}, {recipient} for {client}, {sale}: now {now}, then {then}")
        return PlainRow(
            row.referral_id,
            (Cell(day, "second"), *names, Cell(sale, "second"), now, then),
            spoken.format(
                date=tr.formats.date_long(row.on),
                recipient=row.recipient.name,
                client=row.referred.name,
                sale=sale,
                now=money(row.now),
                then=money(row.then),
            ),
        )

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setSpacing(px(6))
        row = self.table.verticalHeader().defaultSectionSize()
        head = self.table.header.sizeHint().height()
        self.table.setFixedHeight(min(_MOST_ROWS, max(1, self._shown)) * row + head + 2)
