"""Several entries of one sort (phones, e-mails, ...): an empty line always waits at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.painting import one_line, painted

if TYPE_CHECKING:
    from smallcrm.ui.theme import ThemeContext


@dataclass(frozen=True, slots=True)
class Part:
    """One field of an entry; with `choices` (value, name) a list, which may be typed into."""

    placeholder: str
    stretch: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    typed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry's texts in the order of the parts, and the id of the row that it was read from."""

    texts: tuple[str, ...]
    id: int | None = None


class _Line(QWidget):
    """One entry being typed."""

    changed = Signal()
    removed = Signal(object)

    def __init__(
        self, theme: ThemeContext, parts: Sequence[Part], entry: Entry, remove: str
    ) -> None:
        super().__init__()
        self.id = entry.id
        self.fields: list[QLineEdit | QComboBox] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        for part, text in zip(parts, entry.texts, strict=True):
            field = _combo(part, text) if part.choices else _edit(part, text)
            field.setAccessibleName(part.placeholder)
            if isinstance(field, QLineEdit):
                field.textChanged.connect(lambda _text: self.changed.emit())
            else:
                field.currentTextChanged.connect(lambda _text: self.changed.emit())
            self.fields.append(field)
            row.addWidget(field, part.stretch)
        self.button = IconButton(theme, "x", remove)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(lambda: self.removed.emit(self))
        row.addWidget(self.button)

    def entry(self) -> Entry:
        """Return what is typed."""
        texts: list[str] = []
        for field in self.fields:
            if isinstance(field, QLineEdit):
                texts.append(field.text().strip())
                continue
            index = field.findText(field.currentText().strip(), Qt.MatchFlag.MatchFixedString)
            typed = field.currentText().strip()
            texts.append(str(field.itemData(index)) if index >= 0 else typed)
        return Entry(tuple(texts), self.id)

    def is_empty(self) -> bool:
        """Say whether nothing is typed; what is only chosen does not count."""
        return not any(
            field.text().strip() if isinstance(field, QLineEdit) else False for field in self.fields
        )


class RepeatField(QWidget):
    """Entries below each other; Ctrl and Delete removes the one that has the keyboard."""

    form_changed = Signal()
    height_changed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        parts: Sequence[Part],
        *,
        remove: str,
        entries: Sequence[Entry] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts = tuple(parts)
        self._remove = remove
        self._lines: list[_Line] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(6))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shortcut = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Delete), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_delete)
        self.set_entries(entries)

    @property
    def lines(self) -> Sequence[_Line]:
        """Return the lines, the empty one at the end included (for tests and focus)."""
        return self._lines

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these and an empty line."""
        for line in list(self._lines):
            self._drop(line)
        for entry in entries:
            self._add(entry)
        self._add(Entry(("",) * len(self._parts)))

    def entries(self) -> list[Entry]:
        """Return what is typed, without the empty lines."""
        return [line.entry() for line in self._lines if not line.is_empty()]

    def form_state(self) -> object:
        """Return what is typed, for telling whether it was changed."""
        return tuple(self.entries())

    def setAccessibleName(self, name: str) -> None:
        """Name the group."""
        super().setAccessibleName(name)

    def setProperty(self, name: str, value: Any) -> bool:
        """Mark the lines as wrong, where the group is."""
        done = super().setProperty(name, value)
        if name == "invalid":
            for line in self._lines:
                for field in line.fields:
                    field.setProperty(name, bool(value) and not line.is_empty())
                    field.style().unpolish(field)
                    field.style().polish(field)
        return done

    def _add(self, entry: Entry) -> None:
        line = _Line(self._theme, self._parts, entry, self._remove)
        line.changed.connect(self._on_changed)
        line.removed.connect(self._on_removed)
        before = self._lines[-1].fields[-1] if self._lines else None
        self._lines.append(line)
        self._box.addWidget(line)
        if before is not None:
            previous: QWidget = before
            for field in line.fields:
                QWidget.setTabOrder(previous, field)
                previous = field
        self.setFocusProxy(self._lines[0].fields[0])
        self._show_buttons()
        self.height_changed.emit()

    def _drop(self, line: _Line) -> None:
        self._lines.remove(line)
        self._box.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _show_buttons(self) -> None:
        for line in self._lines:
            line.button.setEnabled(not line.is_empty())
            policy = line.button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            line.button.setSizePolicy(policy)
            line.button.setVisible(not line.is_empty())

    def _on_changed(self) -> None:
        if not self._lines[-1].is_empty():
            self._add(Entry(("",) * len(self._parts)))
        self._show_buttons()
        self.form_changed.emit()

    def _on_removed(self, line: _Line) -> None:
        at = self._lines.index(line)
        if line is self._lines[-1]:
            return
        self._drop(line)
        nearest = self._lines[min(at, len(self._lines) - 1)]
        self.setFocusProxy(self._lines[0].fields[0])
        nearest.fields[0].setFocus()
        self._show_buttons()
        self.height_changed.emit()
        self.form_changed.emit()

    def _on_delete(self) -> None:
        focused = QApplication.focusWidget()
        for line in self._lines:
            if focused is not None and line.isAncestorOf(focused):
                self._on_removed(line)
                return


def _edit(part: Part, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setPlaceholderText(painted(part.placeholder))
    field.setCursorPosition(0)
    return field


def _combo(part: Part, text: str) -> QComboBox:
    field = QComboBox()
    field.setEditable(part.typed)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    for value, name in part.choices:
        field.addItem(one_line(name), value)
    index = field.findData(text)
    if index >= 0:
        field.setCurrentIndex(index)
    elif part.typed:
        field.setEditText(text)
    editor = field.lineEdit()
    if editor is not None:
        editor.setPlaceholderText(painted(part.placeholder))
    field.setMinimumContentsLength(6)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return field
