"""How something comes again: how often, and until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from smallcrm.domain import repeating
from smallcrm.domain.repeating import Often, RepeatRule
from smallcrm.i18n.repeat_words import repeat_words
from smallcrm.ui.dialogs.fields import ChoiceField, DateField

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext

_OFFERED: Final = {
    "day": (Often.DAILY, 1),
    "workdays": None,
    "week": (Often.WEEKLY, 1),
    "2 weeks": (Often.WEEKLY, 2),
    "month": (Often.MONTHLY, 1),
    "quarter": (Often.MONTHLY, 3),
    "half year": (Often.MONTHLY, 6),
    "year": (Often.YEARLY, 1),
}
_TIMES: Final = 5


class RepeatChoice(QWidget):
    """Chooses a rule of those that are offered, which count from the day that it falls due.

    A rule that was typed, or that the follow-up has already, is offered beside them. `rule(day)` is
    what is chosen; refuses an end that is no day. `form_changed` on every change by the owner.
    """

    form_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        tr = context.tr
        self._tr = tr
        self._own: RepeatRule | None = None
        self._named = (
            (None, tr.pgettext("repeat", "Never")),
            ("day", tr.pgettext("repeat", "Every day")),
            ("workdays", tr.pgettext("repeat", "Every weekday")),
            ("week", tr.pgettext("repeat", "Every week")),
            ("2 weeks", tr.pgettext("repeat", "Every 2 weeks")),
            ("month", tr.pgettext("repeat", "Every month")),
            ("quarter", tr.pgettext("repeat", "Every quarter")),
            ("half year", tr.pgettext("repeat", "Every half year")),
            ("year", tr.pgettext("repeat", "Every year")),
        )
        self.often = ChoiceField(self._named)
        self.ends = ChoiceField(
            (
                (None, tr.pgettext("repeat", "For good")),
                ("until", tr.pgettext("repeat", "Until a day")),
                ("times", tr.pgettext("repeat", "A number of times")),
            )
        )
        self.until = DateField(context.theme, tr, name="repeat")
        self.times = QSpinBox()
        self.times.setRange(1, repeating.MOST_TIMES)
        self.times.setValue(_TIMES)
        self.often.setAccessibleName(tr.pgettext("repeat", "How often"))
        self.ends.setAccessibleName(tr.pgettext("repeat", "How long"))
        self.until.setAccessibleName(tr.pgettext("repeat", "Until a day"))
        self.times.setAccessibleName(tr.pgettext("repeat", "A number of times"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(context.theme.px(6))
        box.addWidget(self.often)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(context.theme.px(6))
        line.addWidget(self.ends, 1)
        line.addWidget(self.until, 1)
        line.addWidget(self.times, 1)
        box.addWidget(self._line)
        self.setFocusProxy(self.often)
        self.often.currentIndexChanged.connect(self._on_changed)
        self.ends.currentIndexChanged.connect(self._on_changed)
        self.until.textChanged.connect(lambda _text: self.form_changed.emit())
        self.times.valueChanged.connect(lambda _value: self.form_changed.emit())
        self._show_ends()

    def set_rule(self, rule: RepeatRule | None) -> None:
        """Show a rule, without telling that it was chosen."""
        for widget in (self.often, self.ends, self.until, self.times):
            widget.blockSignals(True)
        self._own = None if rule is None else rule.ending()
        own = () if self._own is None else (("own", self._sentence(self._own)),)
        self.often.set_choices((*own, *self._named), "own" if own else None)
        self.ends.choose(None if rule is None else _end_of(rule))
        self.until.set_day(None if rule is None else rule.until)
        if rule is not None and rule.times is not None:
            self.times.setValue(rule.times)
        for widget in (self.often, self.ends, self.until, self.times):
            widget.blockSignals(False)
        self._show_ends()

    def rule(self, day: date) -> RepeatRule | None:
        """Return the rule that is chosen, for what falls due on `day` first."""
        chosen = self.often.value()
        if chosen is None:
            return None
        if chosen == "own":
            assert self._own is not None
            rule = self._own
        else:
            offered = _OFFERED[chosen]
            rule = (
                repeating.workdays()
                if offered is None
                else repeating.every(offered[0], day, apart=offered[1])
            )
        ends = self.ends.value()
        if ends == "until":
            return rule.ending(until=self.until.required())
        return rule.ending(times=self.times.value()) if ends == "times" else rule

    def form_state(self) -> object:
        """Return what is chosen, for telling whether it was changed."""
        ends = self.ends.value()
        end = {"until": self.until.text(), "times": self.times.value()}.get(ends)
        return self.often.value(), str(self._own), ends, end

    def _sentence(self, rule: RepeatRule) -> str:
        words = repeat_words(self._tr, rule)
        return words[:1].upper() + words[1:]

    def _on_changed(self, _index: int) -> None:
        self._show_ends()
        self.form_changed.emit()

    def _show_ends(self) -> None:
        self._line.setVisible(self.often.value() is not None)
        self.until.setVisible(self.ends.value() == "until")
        self.times.setVisible(self.ends.value() == "times")
        self.updateGeometry()


def _end_of(rule: RepeatRule) -> str | None:
    if rule.until is not None:
        return "until"
    return "times" if rule.times is not None else None
