"""A dialog that saves: keeps what was typed, says what is wrong beside the field, writes once."""

from __future__ import annotations

import re
import uuid
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n import sentences
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.keep_strip import KeepStrip
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.widgets.form import LABEL_WIDTH, FieldRow
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from smallcrm.services.commands import Command, Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.theme import ThemeContext

T = TypeVar("T")
_KEY: Final = re.compile(r"\s*[(（]&\w[)）]|&")


class ErrorPlace(Protocol):
    """Where an error is shown: a `FieldRow`, or anything else that has a field."""

    @property
    def field(self) -> QWidget:
        """The field that then gets the keyboard."""
        ...

    def set_error(self, text: str | None) -> None:
        """Say what is wrong, or take it back."""
        ...


class FormDialog(DialogFrame):
    """The base of every dialog that writes; `saved(outcome)` comes after the commit.

    A subclass adds rows with `add_row`, makes its command in `command()` (raising Refusal, or
    collecting several with `attempt`), and calls `settle()` once its first values are in. A
    refusal keeps the dialog open with all that was typed. Esc with changes asks in a strip.
    """

    saved = Signal(object)

    def __init__(
        self,
        context: UiContext,
        title: str,
        parent: QWidget | None = None,
        *,
        width: int = 520,
        save_text: str = "",
        body_scrolls: bool = False,
    ) -> None:
        super().__init__(context.theme, title, parent, width=width, body_scrolls=body_scrolls)
        self.context = context
        self.request_id = uuid.uuid4().hex
        self._places: dict[str, ErrorPlace] = {}
        self._found: list[Refusal] = []
        self._clean: object = None
        self._pending = False
        self._loading = 0
        self._wanted = False
        tr = context.tr
        self._strip = KeepStrip(
            context.theme,
            text=tr.gettext("What you typed is not saved."),
            keep=tr.gettext("Keep typing"),
            discard=tr.gettext("Discard"),
        )
        self._strip.kept.connect(self._on_kept)
        self._strip.discarded.connect(self._on_discarded)
        self.add_above_footer(self._strip)
        self.cancel_button = self.add_button(tr.gettext("Cancel"), key=tr.pgettext("key", "Esc"))
        self.save_button = self.add_button(
            save_text or tr.gettext("Save"), key=tr.pgettext("key", "Enter"), primary=True
        )
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.submit)
        save = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self)
        save.activated.connect(self.submit)

    # What a subclass says.

    @abstractmethod
    def command(self) -> Command | None:
        """Return what is to be written, or None where nothing was changed."""
        raise NotImplementedError

    def state(self) -> object:
        """Return what was typed, to tell whether anything was; a subclass adds its own."""
        return tuple(value_of(place.field) for place in self._places.values())

    def add_row(
        self,
        name: str,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        trailing: Sequence[QWidget] = (),
        label_width: int = LABEL_WIDTH,
    ) -> FieldRow:
        """Add a field below the others; `name` is that of the refusals about it."""
        row = self.make_row(
            name, label, field, hint=hint, trailing=trailing, label_width=label_width
        )
        self.body.addWidget(row)
        return row

    def make_row(
        self,
        name: str,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        trailing: Sequence[QWidget] = (),
        label_width: int = LABEL_WIDTH,
    ) -> FieldRow:
        """Make a row that the caller puts somewhere."""
        field.setAccessibleName(without_key(label))
        row = FieldRow(
            self.context.theme,
            painted(label),
            field,
            hint=hint,
            trailing=trailing,
            label_width=label_width,
        )
        self.place(name, row)
        return row

    def place(self, name: str, place: ErrorPlace) -> None:
        """Have refusals about `name` shown there; typing takes them back."""
        self._places[name] = place
        watch(place.field, lambda: place.set_error(None))

    def alias(self, name: str, place: ErrorPlace) -> None:
        """Have refusals about another name shown at the same place."""
        self._places.setdefault(name, place)

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Read a field; a refusal is kept, to be shown with the others."""
        try:
            return read()
        except Refusal as refused:
            self._found.append(refused)
            return None

    def settle(self) -> None:
        """Take what is in the fields now as unchanged."""
        self._clean = self.state()

    def load(self, work: Callable[[Any], T], done: Callable[[T], None]) -> None:
        """Read what the dialog needs; Enter waits for it. The first values go in by `done`."""
        self._loading += 1

        def finished(value: T) -> None:
            if not shiboken6.isValid(self):
                return
            self._loading -= 1
            done(value)
            self.grow()
            if self._wanted and not self._loading:
                self._wanted = False
                self.submit()

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                self._loading -= 1
                self._wanted = False
                self.show_error(error)

        self.context.runner.task(work, finished, failed)

    # What happens.

    @property
    def pending(self) -> bool:
        """Say whether a write is under way."""
        return self._pending

    def is_changed(self) -> bool:
        """Say whether anything was typed since `settle`."""
        return self._clean is not None and self.state() != self._clean

    def submit(self) -> None:
        """Save, once: a second Enter while the first is under way does nothing."""
        if self._pending:
            return
        end_editing()
        if self._loading:
            self._wanted = True
            return
        self.clear_errors()
        self._found = []
        command: Command | None = None
        try:
            command = self.command()
        except Refusal as refused:
            self._found.append(refused)
        if self._found:
            self.show_refusals(self._found)
        elif command is None:
            self.accept()
        else:
            self.perform(command, self._on_saved)

    def perform(self, command: Command, done: Callable[[Outcome], None]) -> None:
        """Write a command; the buttons wait, a refusal is shown with the input kept."""
        self._set_pending(pending=True)

        def finished(outcome: Outcome) -> None:
            if shiboken6.isValid(self):
                self._set_pending(pending=False)
                done(outcome)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                self._set_pending(pending=False)
                self.show_error(error)

        self.context.runner.write(command, finished, failed, initiator=self)

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Say each beside its field, the others above the footer; the first gets the keyboard."""
        first: QWidget | None = None
        loose: list[str] = []
        for refused in refusals:
            text = say(self.context.tr, refused)
            place = self._places.get(refused.field or "")
            if place is None or not place.field.isVisibleTo(self):
                loose.append(text)
                continue
            place.set_error(text)
            first = first or place.field
        self.set_notice("\n".join(loose) or None)
        if first is not None:
            focus_field(first)
        self.grow()

    def show_error(self, error: Exception) -> None:
        """Say why a write or read did not go through."""
        if isinstance(error, Refusal):
            self.show_refusals([error])
        elif isinstance(error, DataFileError):
            self.set_notice(sentences.trouble(self.context.tr, error))
        else:
            self.set_notice(
                self.context.tr.gettext("This went wrong, and nothing was changed. Try it again.")
            )

    def clear_errors(self) -> None:
        """Take back all that was said to be wrong."""
        for place in self._places.values():
            place.set_error(None)
        self.set_notice(None)

    def reject(self) -> None:
        """Close on Esc, unless something was typed: then the strip asks. Never while writing."""
        if self._pending:
            return
        if self._strip.isVisibleTo(self):
            self._on_kept()
        elif self.is_changed():
            self._strip.ask()
            self.grow()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Treat the window's cross as Esc."""
        if self._pending or (self.is_changed() and self.result() == 0):
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)

    def _on_saved(self, outcome: Outcome) -> None:
        self.settle()
        self.saved.emit(outcome)
        self.accept()

    def _set_pending(self, *, pending: bool) -> None:
        self._pending = pending
        self.save_button.setDisabled(pending)
        self.cancel_button.setDisabled(pending)

    def _on_kept(self) -> None:
        self._strip.hide()
        widget = self._strip.before
        if widget is not None and shiboken6.isValid(widget):
            widget.setFocus()

    def _on_discarded(self) -> None:
        self.settle()
        self._strip.hide()
        super().reject()


def without_key(label: str) -> str:
    """Return a label without the mark of its key: `&Name`, 姓名(&N)."""
    return _KEY.sub("", label)


def indented(theme: ThemeContext, widget: QWidget) -> QHBoxLayout:
    """Put something without a label below the fields, not below the labels."""
    line = QHBoxLayout()
    line.addSpacing(theme.px(LABEL_WIDTH + 4))
    line.addWidget(widget)
    line.addStretch(1)
    return line


def focus_field(field: QWidget) -> None:
    """Give the keyboard to a field, with its text selected where it has one line."""

    def focus() -> None:
        if shiboken6.isValid(field):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(field, QLineEdit):
                field.selectAll()

    focus()
    QTimer.singleShot(0, field, focus)


def end_editing() -> None:
    """Give a table the text of the cell that is being typed in it."""
    focused = QApplication.focusWidget()
    viewport = focused.parentWidget() if focused is not None else None
    table = viewport.parentWidget() if viewport is not None else None
    if isinstance(table, QAbstractItemView) and table.viewport() is viewport:
        table.setFocus(Qt.FocusReason.OtherFocusReason)


def value_of(field: QWidget) -> object:
    """Return what a field holds, whatever kind it is."""
    state: Callable[[], object] | None = getattr(field, "form_state", None)
    found: object = None
    if state is not None:
        found = state()
    elif isinstance(field, QLineEdit):
        found = field.text()
    elif isinstance(field, QPlainTextEdit):
        found = field.toPlainText()
    elif isinstance(field, QComboBox):
        found = field.currentText() if field.isEditable() else field.currentIndex()
    elif isinstance(field, QCheckBox):
        found = field.isChecked()
    elif isinstance(field, QSpinBox):
        found = field.value()
    return found


def watch(field: QWidget, changed: Callable[[], None]) -> None:
    """Call when the owner changes a field."""
    signal: Any = getattr(field, "form_changed", None)
    if signal is None:
        if isinstance(field, QLineEdit | QPlainTextEdit):
            signal = field.textChanged
        elif isinstance(field, QComboBox):
            signal = field.currentTextChanged
        elif isinstance(field, QCheckBox):
            signal = field.toggled
        elif isinstance(field, QSpinBox):
            signal = field.valueChanged
    if signal is not None:
        signal.connect(lambda *_values: changed())
