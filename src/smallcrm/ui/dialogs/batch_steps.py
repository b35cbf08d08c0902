"""What is to be done to many clients: changes one below the other, each with its own fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.enums import ClientKind, Level, Lifecycle, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import (
    BatchField,
    BatchStep,
    ChangeTags,
    FormatAddresses,
    FormatPhones,
    PhoneStyle,
    ReplaceText,
    SetField,
)
from smallcrm.ui.dialogs.fields import ChoiceField, CurrencyField, TextField
from smallcrm.ui.dialogs.form_dialog import watch
from smallcrm.ui.dialogs.number_field import NumberField
from smallcrm.ui.dialogs.own_value_fields import field_name, own_editor
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line
from smallcrm.ui.widgets.tag_field import TagField

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.care_shapes import OwnFieldShape, TagShape
    from smallcrm.ui.context import UiContext

_WHAT: Final = 172
_FIELD: Final = 170
_CLOSED: Final[dict[BatchField, type[StrEnum]]] = {
    BatchField.KIND: ClientKind,
    BatchField.LEVEL: Level,
    BatchField.LIFECYCLE: Lifecycle,
}
# A name or a code that many have alike is none; parts of them are replaced.
_NOT_SET: Final = frozenset({BatchField.NAME, BatchField.CODE})
_NOT_CLEARED: Final = frozenset(
    {BatchField.NAME, BatchField.KIND, BatchField.LIFECYCLE, BatchField.NOTES}
)
_NO_TEXT: Final = frozenset(
    {
        *_CLOSED,
        BatchField.LANGUAGE,
        BatchField.CURRENCY,
        BatchField.PAYMENT_TERM_DAYS,
        BatchField.DISCOUNT_PERCENT,
    }
)


class StepKind(StrEnum):
    """What a change does."""

    SET = "set"
    CLEAR = "clear"
    REPLACE = "replace"
    ADD_TAGS = "add_tags"
    REMOVE_TAGS = "remove_tags"
    PHONES = "phones"
    ADDRESSES = "addresses"


_WITH_FIELD: Final = (StepKind.SET, StepKind.CLEAR, StepKind.REPLACE)


def step_name(tr: I18n, kind: StepKind) -> str:
    """Say what a change does."""
    return {
        StepKind.SET: tr.pgettext("batch edit", "Set"),
        StepKind.CLEAR: tr.pgettext("batch edit", "Clear"),
        StepKind.REPLACE: tr.pgettext("batch edit", "Replace text in"),
        StepKind.ADD_TAGS: tr.pgettext("batch edit", "Add tags"),
        StepKind.REMOVE_TAGS: tr.pgettext("batch edit", "Take off tags"),
        StepKind.PHONES: tr.pgettext("batch edit", "Write phones alike"),
        StepKind.ADDRESSES: tr.pgettext("batch edit", "Tidy addresses"),
    }[kind]


class _Value:
    """A field for a value, and how it is read into text as a step takes it."""

    def __init__(self, field: QWidget, read: Callable[[], str | None]) -> None:
        self.field = field
        self.read = read


class StepRow(QWidget):
    """One change: what, of which field, to what; says itself what is wrong with it.

    `changed()` when anything of it was; `removed(row)` when it is to go.
    """

    changed = Signal()
    removed = Signal(object)

    def __init__(
        self,
        context: UiContext,
        own: Sequence[OwnFieldShape],
        tags: Sequence[TagShape],
        kind: StepKind = StepKind.SET,
    ) -> None:
        super().__init__()
        self._context = context
        self._own = {field_name(shape.id): shape for shape in own}
        self._tags = [tag.name for tag in tags]
        self._error = ""
        tr = context.tr
        self.what = ChoiceField([(one, step_name(tr, one)) for one in StepKind], kind)
        self.what.setAccessibleName(tr.pgettext("batch edit", "What to do"))
        self.which = ChoiceField(())
        self.which.setAccessibleName(tr.pgettext("batch edit", "Which field"))
        self.remove_button = IconButton(context.theme, "x", tr.gettext("Leave this change out"))
        self._values = QWidget()
        self._value_line = QHBoxLayout(self._values)
        self._value_line.setContentsMargins(0, 0, 0, 0)
        self._below = RunLabel(context.theme, wrap=True)
        self._below.hide()
        self._value: _Value | None = None
        self._find = TextField()
        self._by = TextField()
        self._exact = QCheckBox()
        self._words = TagField(context.theme, remove=tr.gettext("Remove this tag"))
        line = QHBoxLayout()
        line.addWidget(self.what)
        line.addWidget(self.which)
        line.addWidget(self._values, 1)
        line.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        self._line = line
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(line)
        whole.addWidget(self._below)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.what.currentIndexChanged.connect(self._on_what)
        self.which.currentIndexChanged.connect(self._on_which)
        self.remove_button.clicked.connect(lambda: self.removed.emit(self))
        context.theme.changed.connect(self._on_theme)
        self._on_theme()
        self._on_what()

    @property
    def field(self) -> QWidget:
        """Return what gets the keyboard where something is wrong: the value, else the field."""
        if self._value is not None:
            return self._value.field
        item = self._value_line.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget if widget is not None else self.what

    def kind(self) -> StepKind:
        """Return what it does."""
        return StepKind(self.what.value())

    def name(self) -> str:
        """Return the name of the field it is about, as refusals have it."""
        if self.kind() in _WITH_FIELD:
            return str(self.which.value() or "")
        names = {StepKind.PHONES: "phones", StepKind.ADDRESSES: "addresses"}
        return names.get(self.kind(), "tags")

    def step(self) -> BatchStep | None:
        """Read the change, None while nothing is typed; raises Refusal."""
        kind, field = self.kind(), self.name()
        made: BatchStep | None = None
        if kind is StepKind.SET:
            value = self._value.read() if self._value is not None else None
            made = None if value is None else SetField(field=field, value=value)
        elif kind is StepKind.CLEAR:
            made = SetField(field=field, value=None) if field else None
        elif kind is StepKind.REPLACE:
            find = self._find.text()
            if find:
                exact = self._exact.isChecked()
                made = ReplaceText(field=field, find=find, by=self._by.text(), exact=exact)
        elif kind is StepKind.PHONES:
            assert self._value is not None
            made = FormatPhones(style=PhoneStyle(str(self._value.read())))
        elif kind is StepKind.ADDRESSES:
            made = FormatAddresses()
        elif self._words.words():
            words = self._words.words()
            adds = kind is StepKind.ADD_TAGS
            made = ChangeTags(add=words if adds else (), remove=() if adds else words)
        return made

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        found: list[QWidget] = [self.what, self.which]
        for place in range(self._value_line.count()):
            item = self._value_line.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                found.append(widget)
        return [*found, self.remove_button]

    def set_error(self, text: str | None) -> None:
        """Say what is wrong with it, or take it back."""
        if (text or "") == self._error:
            return
        self._error = text or ""
        if text:
            self._below.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self.what, one_line(text))
        self._below.setVisible(bool(text))

    def error(self) -> str:
        """Return what is said to be wrong, or nothing."""
        return self._error

    def form_state(self) -> object:
        """Return what is chosen and typed."""
        typed: tuple[object, ...] = ()
        if self._value is not None:
            field: Any = self._value.field
            typed = (field.text() if isinstance(field, QLineEdit) else _chosen(field),)
        return (
            self.what.value(),
            self.which.value(),
            typed,
            (self._find.text(), self._by.text(), self._exact.isChecked()),
            self._words.words(),
        )

    def _on_what(self) -> None:
        """Offer the fields that can be changed so."""
        kind, before = self.kind(), self.which.value()
        self.which.set_choices(self._fields(kind), before)
        self.which.setVisible(kind in _WITH_FIELD)
        if self.which.currentIndex() < 0 or before not in self.which.values():
            self.which.setCurrentIndex(0)
        self._on_which()

    def _fields(self, kind: StepKind) -> list[tuple[str, str]]:
        tr = self._context.tr
        left_out: frozenset[BatchField] = {
            StepKind.SET: _NOT_SET,
            StepKind.CLEAR: _NOT_CLEARED,
            StepKind.REPLACE: _NO_TEXT,
        }.get(kind, frozenset())
        own_words = {
            (StepKind.SET, BatchField.NOTES): tr.pgettext("batch edit", "One more note"),
            (StepKind.CLEAR, BatchField.LEVEL): tr.pgettext("batch edit", "Level set by hand"),
        }
        found = [
            (one.value, own_words.get((kind, one)) or enum_name(tr, one))
            for one in BatchField
            if one not in left_out
        ]
        for name, shape in self._own.items():
            written = shape.kind in {OwnFieldKind.TEXT, OwnFieldKind.LINK}
            if kind is not StepKind.REPLACE or written:
                found.append((name, shape.name))
        return found

    def _on_which(self) -> None:
        """Show the fields that this change needs."""
        while self._value_line.count():
            item = self._value_line.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
        self._value = None
        for widget in self._made():
            self._value_line.addWidget(widget, 0 if isinstance(widget, QCheckBox) else 1)
            widget.show()
        self.set_error(None)
        self.changed.emit()

    def _made(self) -> list[QWidget]:
        tr, kind = self._context.tr, self.kind()
        if kind is StepKind.REPLACE:
            # Made anew: what was taken out of the row is gone.
            texts = (self._find.text(), self._by.text(), self._exact.isChecked())
            self._find = TextField(texts[0], placeholder=tr.pgettext("batch edit", "this"))
            self._by = TextField(texts[1], placeholder=tr.pgettext("batch edit", "by this"))
            self._exact = QCheckBox(tr.pgettext("batch edit", "Aa"))
            self._exact.setChecked(texts[2])
            self._exact.setToolTip(tr.gettext("Capital and small letters differ"))
            self._exact.setAccessibleName(tr.gettext("Capital and small letters differ"))
            self._find.setAccessibleName(tr.pgettext("batch edit", "Text to replace"))
            self._by.setAccessibleName(tr.pgettext("batch edit", "What replaces it"))
            fields: list[QWidget] = [self._find, self._by, self._exact]
        elif kind in {StepKind.ADD_TAGS, StepKind.REMOVE_TAGS}:
            words = self._words.words()
            self._words = TagField(
                self._context.theme,
                remove=tr.gettext("Remove this tag"),
                placeholder=tr.gettext("A word, then Enter or a comma"),
            )
            self._words.set_known(self._tags)
            self._words.set_words(words)
            self._words.setAccessibleName(step_name(tr, kind))
            fields = [self._words]
        elif kind is StepKind.PHONES:
            styles = ChoiceField(
                [(one.value, enum_name(tr, one)) for one in PhoneStyle], PhoneStyle.INTERNATIONAL
            )
            self._value = _Value(styles, lambda: str(styles.value()))
            fields = [styles]
        elif kind is StepKind.SET and self.which.value():
            self._value = self._editor(str(self.which.value()))
            self._value.field.setAccessibleName(tr.pgettext("batch edit", "New value"))
            fields = [self._value.field]
        else:
            fields = []
        for field in fields:
            watch(field, self._on_typed)
        return fields

    def _editor(self, name: str) -> _Value:
        """Return the field for a value of a field, as the client's form has it."""
        context, tr = self._context, self._context.tr
        if (shape := self._own.get(name)) is not None:
            editor = own_editor(context, shape)

            def read_own() -> str | None:
                kept = editor.read()
                return None if kept is None else " ".join(filter(None, kept))

            return _Value(editor.field, read_own)
        one = BatchField(name)
        if one in _CLOSED:
            choices = [(each.value, enum_name(tr, each)) for each in _CLOSED[one]]
            value = _choice(choices)
        elif one is BatchField.LANGUAGE:
            value = _choice([(code, tr.formats.language_name(code)) for code in ("en", "zh_CN")])
        elif one is BatchField.CURRENCY:
            currency = CurrencyField(tr, context.settings.currency)
            value = _Value(currency, lambda: currency.value(field=name))
        elif one is BatchField.DISCOUNT_PERCENT:
            percent = NumberField(tr, name=name, percent=True)
            value = _Value(percent, lambda: _text(percent.value()))
        else:
            text = TextField()
            value = _Value(text, text.value)
        return value

    def _on_typed(self) -> None:
        self.set_error(None)
        self.changed.emit()

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._line.setSpacing(px(6))
        self._value_line.setSpacing(px(6))
        self.what.setFixedWidth(px(_WHAT))
        self.which.setFixedWidth(px(_FIELD))


class BatchSteps(QWidget):
    """The changes, one below the other; there is always one at least.

    `form_changed` when any was changed, `height_changed` when one came or went.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._own: Sequence[OwnFieldShape] = ()
        self._tags: Sequence[TagShape] = ()
        self._rows: list[StepRow] = []
        # The letter of its label leads here; Tab does not, and a proxy would be a stop of its own.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(context.theme.px(6))
        self.add_button = QPushButton(context.tr.gettext("&Another change"))
        self.add_button.setProperty("kind", "link")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self._on_add)
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        self._box.addLayout(line)
        self.add(StepKind.SET)

    def rows(self) -> Sequence[StepRow]:
        """Return the changes."""
        return self._rows

    def offer(self, own: Sequence[OwnFieldShape], tags: Sequence[TagShape]) -> None:
        """Offer the owner's fields and tags as well; what was chosen before stays."""
        self._own, self._tags = own, tags
        kinds = [row.kind() for row in self._rows]
        for row in list(self._rows):
            self._drop(row)
        for kind in kinds:
            self.add(kind)

    def add(self, kind: StepKind) -> StepRow:
        """Add a change."""
        row = StepRow(self._context, self._own, self._tags, kind)
        row.changed.connect(self._on_row)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._box.insertWidget(self._box.count() - 1, row)
        self._changed()
        return row

    def form_state(self) -> object:
        """Return what is chosen and typed."""
        return tuple(row.form_state() for row in self._rows)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Lead to the first change."""
        self._rows[0].what.setFocus(event.reason())

    def steps(self, wrong: Callable[[StepRow, Refusal], None]) -> tuple[BatchStep, ...]:
        """Read all changes; `wrong` is told of each that cannot be read."""
        found: list[BatchStep] = []
        for row in self._rows:
            try:
                step = row.step()
            except Refusal as refused:
                wrong(row, refused)
                continue
            if step is not None:
                found.append(step)
        return tuple(found)

    def _on_row(self) -> None:
        self._chain()
        self.form_changed.emit()

    def _chain(self) -> None:
        """Let Tab go through the changes in their order: fields that are made later come last."""
        stops = [stop for row in self._rows for stop in row.stops()]
        for one, other in pairwise([*stops, self.add_button]):
            QWidget.setTabOrder(one, other)

    def _on_add(self) -> None:
        self.add(StepKind.SET).what.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_removed(self, row: StepRow) -> None:
        if len(self._rows) > 1:
            at = self._rows.index(row)
            self._drop(row)
            self._rows[min(at, len(self._rows) - 1)].what.setFocus()
            self._changed()

    def _drop(self, row: StepRow) -> None:
        self._rows.remove(row)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _changed(self) -> None:
        for row in self._rows:
            row.remove_button.setEnabled(len(self._rows) > 1)
        self._chain()
        self.height_changed.emit()
        self.form_changed.emit()


def _choice(choices: Sequence[tuple[str, str]]) -> _Value:
    field = ChoiceField(choices)
    field.setCurrentIndex(0)
    return _Value(field, lambda: str(field.value()))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _chosen(field: QWidget) -> object:
    return field.currentText() if isinstance(field, QComboBox) else None
