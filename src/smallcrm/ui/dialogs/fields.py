"""Fields that read what an owner types: amounts, days, closed lists, currencies, countries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
)

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money, known_currency
from smallcrm.ui.widgets.calendar import ThemedCalendar
from smallcrm.ui.widgets.painting import one_line, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_OFTEN: Final = ("EUR", "USD", "CNY", "GBP", "JPY", "HKD", "CHF", "AUD", "CAD", "SGD")


class TextField(QLineEdit):
    """One line of text; empty is None."""

    def __init__(self, text: str = "", *, placeholder: str = "") -> None:
        super().__init__(text)
        self.setPlaceholderText(painted(placeholder))
        self.setCursorPosition(0)

    def value(self) -> str | None:
        """Return what was typed, or None."""
        return self.text().strip() or None


class TextArea(QPlainTextEdit):
    """Several lines of text; Tab leaves it, Ctrl and Enter saves the dialog."""

    def __init__(self, theme: ThemeContext, text: str = "", *, lines: int = 3) -> None:
        super().__init__(text)
        self._theme = theme
        self._lines = lines
        self.setTabChangesFocus(True)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def value(self) -> str | None:
        """Return what was typed, or None."""
        return self.toPlainText().strip() or None

    def _on_theme(self) -> None:
        height = self._lines * self.fontMetrics().lineSpacing() + self._theme.px(18)
        self.setMinimumHeight(height)
        if self._lines <= 4:  # noqa: PLR2004  (short ones keep their height)
            self.setMaximumHeight(height)


class AmountField(QLineEdit):
    """An amount in the currency that `currency` names; read as the locale writes it."""

    def __init__(self, tr: I18n, currency: str, *, name: str = "amount") -> None:
        super().__init__()
        self._tr = tr
        self._name = name
        self.currency = currency

    def set_money(self, money: Money | None) -> None:
        """Show an amount, or nothing."""
        self.setText("" if money is None else self._tr.formats.amount(money))

    def money(self) -> Money:
        """Read the amount; refuses what is none (`no_amount` where nothing is written)."""
        if not self.text().strip():
            raise Refusal("no_amount", field=self._name)
        return self._tr.formats.parse_amount(self.text(), self.currency, field=self._name)

    def optional(self) -> Money | None:
        """Read the amount, None where nothing is written."""
        return self.money() if self.text().strip() else None


class DateField(QLineEdit):
    """A day as people write it; Up and Down go by days, Alt and Down opens a calendar."""

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        day: date | None = None,
        *,
        name: str = "date",
        placeholder: str = "",
    ) -> None:
        super().__init__()
        self._tr = tr
        self._name = name
        self._popup: QFrame | None = None
        self.setPlaceholderText(placeholder)
        self._open = QAction(self)
        self._open.setToolTip(tr.gettext("Calendar (Alt and Down)"))
        self._open.triggered.connect(self.open_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self._theme = theme
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.set_day(day)

    def set_day(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText("" if day is None else self._tr.formats.date_short(day))

    def value(self) -> date | None:
        """Read the day, None where nothing is written; refuses what is none."""
        if not self.text().strip():
            return None
        return self._tr.formats.parse_date(self.text(), field=self._name)

    def required(self) -> date:
        """Read the day; refuses an empty field too."""
        found = self.value()
        if found is None:
            raise Refusal("not_a_date", field=self._name)
        return found

    def shown(self) -> date | None:
        """Return the day if one can be read, without refusing."""
        try:
            return self.value()
        except Refusal:
            return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by a day, or open the calendar; every other key is text."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            start = self.shown() or self._tr.formats.clock.today()
            step = steps[key] if self.text().strip() else 0
            self.set_day(start + timedelta(days=step))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show what was understood."""
        super().focusOutEvent(event)
        day = self.shown()
        if day is not None:
            text = self._tr.formats.date_short(day)
            if text != self.text():
                self.setText(text)

    def open_calendar(self) -> None:
        """Open a month to choose from."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("kind", "panel")
        calendar = ThemedCalendar(self._theme, parent=popup)
        calendar.setLocale(QLocale(self._tr.formats.locale))
        day = self.shown() or self._tr.formats.clock.today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        box = QVBoxLayout(popup)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(calendar)
        calendar.activated.connect(self._on_chosen)
        calendar.clicked.connect(self._on_chosen)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + self._theme.px(4))))
        self._popup = popup
        popup.show()
        calendar.setFocus()

    def _on_chosen(self, day: Any) -> None:
        self.set_day(day.toPython())
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self.setFocus()

    def _on_theme(self) -> None:
        self._open.setIcon(self._theme.icon("calendar", size=16))


class ChoiceField(QComboBox):
    """One of a closed list; the wheel moves it only while it has the keyboard.

    The values are kept here: Qt would give a member of an enumeration back as mere text.
    """

    def __init__(self, choices: Iterable[tuple[Any, str]], current: Any = None) -> None:
        super().__init__()
        self._values: list[Any] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.set_choices(choices, current)

    def set_choices(self, choices: Iterable[tuple[Any, str]], current: Any = None) -> None:
        """Offer these instead, without telling that something was chosen."""
        self.blockSignals(True)
        self.clear()
        self._values = []
        for value, text in choices:
            self.add_choice(value, text)
        self.choose(current)
        self.blockSignals(False)

    def add_choice(self, value: Any, text: str) -> None:
        """Offer one more."""
        self._values.append(value)
        self.addItem(one_line(text))

    def values(self) -> Sequence[Any]:
        """Return what is offered."""
        return self._values

    def choose(self, value: Any) -> None:
        """Choose a value, if it is there."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def choose_none(self, text: str) -> None:
        """Show a text that asks to choose."""
        self.setPlaceholderText(text)
        self.setCurrentIndex(-1)

    def value(self) -> Any:
        """Return the chosen value, None without one."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to the page that scrolls, unless the list has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _CodeField(QComboBox):
    """A code that is chosen by its code or its name, or typed."""

    form_changed = Signal()

    def __init__(self, choices: Sequence[tuple[str, str]], current: str, *, empty: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        if empty:
            self.addItem(empty, "")
        for code, text in choices:
            self.addItem(text, code)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self._empty = empty
        editor = self.lineEdit()
        assert editor is not None
        if empty:
            editor.setPlaceholderText(empty)
        self.set_code(current)
        self.currentTextChanged.connect(lambda _text: self.form_changed.emit())

    def set_code(self, code: str) -> None:
        """Show a code with its name."""
        index = self.findData(code)
        if index >= 0:
            self.setCurrentIndex(index)
        else:
            self.setEditText(code)
        editor = self.lineEdit()
        if editor is not None:
            editor.setCursorPosition(0)

    def code(self) -> str:
        """Return the code of what is chosen or typed, or the text itself."""
        text = self.currentText().strip()
        if not text or text == self._empty:
            return ""
        folded = text.casefold()
        for index in range(self.count()):
            code = str(self.itemData(index))
            if folded in {self.itemText(index).casefold(), code.casefold()}:
                return code
        return text

    def form_state(self) -> str:
        """Return the code, for telling whether it was changed."""
        return self.code()

    def event(self, event: QEvent) -> bool:
        """Select the whole text when the keyboard comes, so that typing replaces it."""
        result = super().event(event)
        editor = self.lineEdit()
        if event.type() == QEvent.Type.FocusIn and editor is not None:
            editor.selectAll()
        return result

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to the page that scrolls."""
        event.ignore()


class CurrencyField(_CodeField):
    """An ISO 4217 currency; `empty` says what no currency means."""

    def __init__(
        self, tr: I18n, current: str = "", *, empty: str = "", first: Sequence[str] = ()
    ) -> None:
        often = dict.fromkeys((*first, *_OFTEN))
        codes = [*often, *sorted(CURRENCIES - set(often))]
        named = [(code, _named(code, tr.formats.currency_name(code))) for code in codes]
        super().__init__(named, current, empty=empty)

    def value(self, *, field: str = "currency") -> str | None:
        """Read the currency; None where nothing is written."""
        code = self.code()
        if not code:
            return None
        try:
            return known_currency(code)
        except Refusal as refused:
            raise Refusal(refused.code, field=field, **refused.parameters) from refused


class CountryField(_CodeField):
    """An ISO 3166 country that telephone numbers are known of."""

    def __init__(self, tr: I18n, current: str) -> None:
        import phonenumbers

        named = [
            (code, _named(code, tr.formats.country_name(code)))
            for code in phonenumbers.SUPPORTED_REGIONS
        ]
        super().__init__(sorted(named, key=lambda pair: pair[1].casefold()), current, empty="")


def _named(code: str, name: str) -> str:
    return code if name == code else f"{name} ({code})"


def client_label(tr: I18n, name: str, organisation: str | None) -> str:
    """Name a client with the organisation, for the second line of a title."""
    return tr.pgettext("facts", ", ").join((name, organisation)) if organisation else name
