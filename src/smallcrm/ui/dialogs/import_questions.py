"""What a file leaves open, asked plainly: whether 03/04/2025 is in April or in March."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.theme import BODY_STRONG, RADIUS, SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, fill_round, one_line, plain

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import Column, Understood
    from smallcrm.ui.theme import ThemeContext

# More columns than that follow the order of the file.
_MOST: Final = 3
_PIVOT: Final = 69
_LONGEST: Final = 40
_DAY: Final = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)", re.ASCII)
_FIGURE: Final = re.compile(r"(\d{1,3})([.,])(\d{3})(?!\d)", re.ASCII)
DECIMALS: Final = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the column that it is about (`DECIMALS`: the whole file), and the answers."""

    heading: str
    text: str
    answers: tuple[tuple[str, str], ...]
    default: str


def questions_of(tr: I18n, found: Understood) -> list[Question]:
    """List what a file leaves open."""
    asked: list[Question] = []
    if found.decimal_sign_ambiguous:
        asked.append(_of_decimals(tr, found))
    days = [one for one in found.columns if one.ambiguous and one.date_order is not None]
    if not days and found.date_order_ambiguous:
        # The file as a whole is known to be unclear, but not by which of its columns.
        days = [one for one in found.columns if _unclear_day(one.samples)][:1]
    return asked + [_of_days(tr, one, found) for one in days[:_MOST]]


def _of_days(tr: I18n, column: Column, found: Understood) -> Question:
    formats = tr.formats
    usual = column.date_order or found.date_order
    sample, first, second = _unclear_day(column.samples) or ("03/04/2025", 3, 4)
    matched = _DAY.match(sample)
    year = _year(matched.group(3)) if matched else 2025
    answers = (
        ("dmy", formats.date_long(date(year, second, first))),
        ("mdy", formats.date_long(date(year, first, second))),
    )
    text = tr.gettext("“{sample}” in the column “{heading}”: which day is that?")
    default = usual.value if usual is not None and usual.value in {"dmy", "mdy"} else "dmy"
    heading = one_line(column.heading)
    if len(heading) > _LONGEST:
        heading = heading[:_LONGEST] + "…"
    return Question(column.heading, text.format(sample=sample, heading=heading), answers, default)


def _unclear_day(samples: Sequence[str]) -> tuple[str, int, int] | None:
    for sample in samples:
        matched = _DAY.match(sample)
        if matched:
            first, second = int(matched.group(1)), int(matched.group(2))
            if first != second and 1 <= first <= 12 and 1 <= second <= 12:  # noqa: PLR2004
                return sample.strip(), first, second
    return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:  # noqa: PLR2004
        return max(1, year)
    return year + (1900 if year >= _PIVOT else 2000)


def _of_decimals(tr: I18n, found: Understood) -> Question:
    sample, whole, rest = "1.250", "1", "250"
    for column in found.columns:
        matched = next(filter(None, map(_FIGURE.search, column.samples)), None)
        if matched and column.date_order is None and column.field:
            sample, whole, rest = matched.group(0), matched.group(1), matched.group(3)
            break
    sign = "," if "," in sample else "."
    many = tr.formats.decimal(Decimal(whole + rest))
    few = tr.formats.decimal(Decimal(f"{whole}.{rest}"))
    other = "." if sign == "," else ","
    text = tr.gettext("“{sample}”: how much is that?")
    answers = ((other, many), (sign, few))
    return Question(DECIMALS, text.format(sample=sample), answers, found.decimal_sign or other)


class QuestionBox(QWidget):
    """Questions with their answers to choose from; `answered(heading, value)` when one is chosen.

    The likelier answer is chosen at first: going on takes it.
    """

    answered = Signal(str, str)

    def __init__(self, theme: ThemeContext, tr: I18n, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tr = theme, tr
        self._questions: list[Question] = []
        self._groups: dict[str, QButtonGroup] = {}
        self._rows: list[QWidget] = []
        self._lead = RunLabel(theme, wrap=True)
        self._lead.set_runs(
            (
                Run(tr.gettext("This can be read in two ways."), BODY_STRONG),
                Run(
                    "  " + tr.gettext("What is likelier is chosen already: please check it."),
                    SMALL,
                    "second",
                ),
            ),
            ("circle-question-mark", "soon"),
        )
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._lead)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return what is asked."""
        return tuple(self._questions)

    def ask(self, questions: Sequence[Question]) -> None:
        """Ask these; without one there is nothing to be seen. Answers given stay."""
        if [(one.heading, one.text) for one in questions] != [
            (one.heading, one.text) for one in self._questions
        ]:
            given = self.answers()
            self._questions = [
                replace(one, default=given.get(one.heading, one.default)) for one in questions
            ]
            self._rebuild()
        self.setVisible(bool(self._questions))

    def answers(self) -> dict[str, str]:
        """Return the answers as they are chosen now, by heading."""
        found = {}
        for question in self._questions:
            button = self._groups[question.heading].checkedButton()
            if button is not None:
                found[question.heading] = str(button.property("answer"))
        return found

    def choose(self, heading: str, answer: str) -> None:
        """Choose an answer."""
        for button in self._groups[heading].buttons():
            if button.property("answer") == answer:
                button.click()

    def first(self) -> QWidget | None:
        """Return what the keyboard begins with."""
        for group in self._groups.values():
            return group.checkedButton()
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground of what needs a look."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        ground, edge = theme.colour(tokens.soonbg), theme.colour(tokens.soonln)
        fill_round(painter, QRectF(self.rect()), RADIUS * theme.scale, ground, edge)
        painter.end()

    def _rebuild(self) -> None:
        for row in self._rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self._groups = [], {}
        for question in self._questions:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(self._theme.px(22), 0, 0, 0)
            line.setSpacing(self._theme.px(20))
            label = RunLabel(self._theme, (Run(question.text),))
            line.addWidget(label)
            group = QButtonGroup(row)
            for value, words in question.answers:
                button = QRadioButton(plain(words))
                button.setProperty("answer", value)
                button.setAccessibleDescription(question.text)
                button.setChecked(value == question.default)
                group.addButton(button)
                line.addWidget(button)
            line.addStretch(1)
            group.buttonClicked.connect(self._on_clicked)
            group.setProperty("heading", question.heading)
            self._groups[question.heading] = group
            self._rows.append(row)
            self._box.addWidget(row)

    def _on_clicked(self, button: QWidget) -> None:
        group = self.sender()
        if group is not None:
            self.answered.emit(str(group.property("heading")), str(button.property("answer")))

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setContentsMargins(px(12), px(9), px(12), px(9))
        self._box.setSpacing(px(5))
        self.update()
