"""Asks what a reward rule would do, once typing rests, and drops answers that come too late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.services.commands import AddRewardRule, EditRewardRule
from smallcrm.ui.dialogs.reward_preview import Answer

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.queries.referral_shapes import RulePreview
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_DELAY_MS: Final = 250
_FEBRUARY: Final = 2
_LEAP_DAY: Final = 29
RuleCommand = AddRewardRule | EditRewardRule


class RewardQuestion(QObject):
    """The last question asked, put off the GUI thread; lives on it.

    Only one is worked out at a time, however fast is typed: with very many referrals each takes
    seconds, and the other readers are for the rest of the program. `answered(answer)` with an
    `Answer`, or with None when a question is being worked out; `failed(error)`.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._next: RuleCommand | None = None
        self._asked: RuleCommand | None = None
        self._running = False
        self._round = 0
        self._answer: Answer | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._on_rest)

    def soon(self, command: RuleCommand | None) -> None:
        """Ask about this once typing rests; None asks nothing more."""
        self._next = command
        if command is None:
            self.forget()
        else:
            self._timer.start()

    def ask(self, command: RuleCommand) -> None:
        """Ask about this now, unless it was asked already: the answer comes."""
        self._timer.stop()
        if self._asked == command:
            if self._answer is not None:
                self.answered.emit(self._answer)
            return
        self._asked, self._answer = command, None
        self.answered.emit(None)
        if not self._running:
            self._put(command)

    def answer_to(self, command: RuleCommand) -> Answer | None:
        """Return the answer about this, None while it is not there."""
        return self._answer if self._asked == command else None

    def forget(self) -> None:
        """Let what was answered, and what is being worked out, count no longer."""
        self._timer.stop()
        self._asked = self._answer = None
        self._round += 1

    def _put(self, command: RuleCommand) -> None:
        since = begun_a_year_ago(command, self._context.clock.today())
        asked = (command, self._round)
        commands: tuple[RuleCommand, ...] = (command,)
        if since is not None:
            commands = (command, replace(command, valid_from=since))

        def work(backend: Backend) -> tuple[RulePreview, ...]:
            return tuple(backend.services.preview_rule(one) for one in commands)

        def done(found: tuple[RulePreview, ...]) -> None:
            if shiboken6.isValid(self) and self._is_wanted(*asked):
                today, *year = found
                self._answer = Answer(today, year[0] if year else None, since)
                self.answered.emit(self._answer)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and self._is_wanted(*asked):
                self._asked = None
                self.failed.emit(error)

        self._running = True
        self._context.runner.task(work, done, failed)

    def _is_wanted(self, command: RuleCommand, asked_in: int) -> bool:
        """Tell whether an answer is that to the last question; if not, put that one now."""
        self._running = False
        wanted = (self._asked, self._round) == (command, asked_in)
        if self._asked is not None and not wanted:
            self._put(self._asked)
        return wanted

    def _on_rest(self) -> None:
        if self._next is not None:
            self.ask(self._next)


def begun_a_year_ago(command: RuleCommand, today: date) -> date | None:
    """Return the day a year before today, for a new rule that begins later than that."""
    if not isinstance(command, AddRewardRule) or command.valid_from is None:
        return None
    leap = today.month == _FEBRUARY and today.day == _LEAP_DAY
    since = today.replace(year=today.year - 1, day=today.day - leap)
    return since if command.valid_from > since else None
