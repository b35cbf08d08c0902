"""A window of papers or accounts that stands beside the others and follows what is committed."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from smallcrm.i18n.sentences import action
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import say_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from smallcrm.domain.changes import Changes
    from smallcrm.services.commands import Command, Outcome
    from smallcrm.ui.context import UiContext


class BesideFrame(DialogFrame):
    """A dialog that blocks nothing; a subclass reads in `read`, and says what it `concerns`.

    `follow()` once it is built: it reads, and reads again after each commit that concerns it,
    once for several in a row. `wanted(name, argument)` asks the desk for something; Ctrl+Z in it
    takes back the last action, as in the main window. `carry_out` does what is asked for here, and
    `saved(outcome)` tells of it.
    """

    wanted = Signal(str, object)
    saved = Signal(object)

    def __init__(
        self,
        context: UiContext,
        title: str,
        parent: QWidget | None = None,
        *,
        width: int = 520,
        height: int = 0,
        body_scrolls: bool = False,
    ) -> None:
        super().__init__(
            context.theme, title, parent, width=width, height=height, body_scrolls=body_scrolls
        )
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._context = context
        self._writing = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.read)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.activated.connect(lambda: self.wanted.emit("undo", None))

    @abstractmethod
    def read(self) -> None:
        """Read what is shown anew."""
        raise NotImplementedError

    @abstractmethod
    def concerns(self, changes: Changes) -> bool:
        """Tell whether a commit may change what is shown."""
        raise NotImplementedError

    def follow(self) -> None:
        """Read for the first time, and from now on after what is committed."""
        self._context.hub.committed.connect(self._on_committed)
        self.read()

    def open(self) -> None:
        """Show the window beside the others."""
        self.show()
        self.raise_()
        self.activateWindow()

    def carry_out(self, command: Command, then: Callable[[], None] | None = None) -> None:
        """Carry a command out, one at a time, and say what was done, or why not.

        `then` is called once it is done.
        """
        if self._writing:
            return
        self._set_writing(on=True)

        def done(outcome: Outcome) -> None:
            if shiboken6.isValid(self):
                self._writing = False
                self._say(outcome)
                if then is not None:
                    then()
                self.enable()

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                self._on_refused(error)
                self._set_writing(on=False)

        self._context.runner.write(command, done, failed, initiator=self)

    def enable(self) -> None:
        """Follow whether something is being written, where buttons do."""

    def _set_writing(self, *, on: bool) -> None:
        self._writing = on
        self.enable()

    def _on_refused(self, error: Exception) -> None:
        self.set_notice(say_error(self._context.tr, error))

    def _say(self, outcome: Outcome) -> None:
        tr, result = self._context.tr, outcome.result
        self.saved.emit(outcome)
        if result.label:
            done = action(tr, result.label, dict(result.parameters))
            # Translators: what was done, and the key that takes it back
            text = tr.gettext("{done}. Ctrl+Z takes it back.").format(done=done)
            self.set_notice(text, wrong=False)

    def _on_committed(self, changes: Changes, _initiator: object) -> None:
        if shiboken6.isValid(self) and self.concerns(changes):
            self._soon.start(0)
