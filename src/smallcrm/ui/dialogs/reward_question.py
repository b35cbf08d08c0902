"""Asks what a reward rule would do, once typing rests, and drops answers that come too late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.services.commands import AddRewardRule, EditRewardRule
from smallcrm.ui.dialogs.reward_preview import Answer

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.queries.referral_shapes import RulePreview
    from smallcrm.ui.context import UiContext

_DELAY_MS: Final = 250
_FEBRUARY: Final = 2
_LEAP_DAY: Final = 29


class RewardQuestion(QObject):
    """One question at a time, off the GUI thread; lives on it.

    `answered(answer)` with an `Answer`, or with None when a question has been put; `failed(error)`.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._slot = f"reward rule:{id(self)}"
        self._next: AddRewardRule | EditRewardRule | None = None
        self._asked: AddRewardRule | EditRewardRule | None = None
        self._answer: Answer | None = None
        self._since: date | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._on_rest)

    def soon(self, command: AddRewardRule | EditRewardRule | None) -> None:
        """Ask about this once typing rests; None asks nothing more."""
        self._next = command
        if command is None:
            self.forget()
        else:
            self._timer.start()

    def ask(self, command: AddRewardRule | EditRewardRule) -> None:
        """Ask about this now, unless it was asked already: the answer comes."""
        self._timer.stop()
        if self._asked == command:
            if self._answer is not None:
                self.answered.emit(self._answer)
            return
        self._asked, self._answer = command, None
        self._since = begun_a_year_ago(command, self._context.clock.today())
        commands: tuple[AddRewardRule | EditRewardRule, ...] = (command,)
        if self._since is not None:
            commands = (command, replace(command, valid_from=self._since))
        self.answered.emit(None)
        self._context.runner.preview_rules(self._slot, commands, self._on_previews, self._on_failed)

    def answer_to(self, command: AddRewardRule | EditRewardRule) -> Answer | None:
        """Return the answer about this, None while it is not there."""
        return self._answer if self._asked == command else None

    def forget(self) -> None:
        """Let what was answered, and what is being worked out, count no longer."""
        self._timer.stop()
        self._asked = self._answer = None
        self._context.runner.cancel(self._slot)

    def _on_rest(self) -> None:
        if self._next is not None:
            self.ask(self._next)

    def _on_previews(self, found: tuple[RulePreview, ...]) -> None:
        today, *year = found
        self._answer = Answer(today, year[0] if year else None, self._since)
        self.answered.emit(self._answer)

    def _on_failed(self, error: Exception) -> None:
        self._asked = None
        self.failed.emit(error)


def begun_a_year_ago(command: AddRewardRule | EditRewardRule, today: date) -> date | None:
    """Return the day a year before today, for a new rule that begins later than that."""
    if not isinstance(command, AddRewardRule) or command.valid_from is None:
        return None
    leap = today.month == _FEBRUARY and today.day == _LEAP_DAY
    since = today.replace(year=today.year - 1, day=today.day - leap)
    return since if command.valid_from > since else None
