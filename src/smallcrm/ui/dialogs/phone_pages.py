"""The settings of the phone: the lines that tell of calls, phone programs, and dialling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.telephony_settings import LINES, OFF, SYSTEM
from smallcrm.i18n.line_names import line_name
from smallcrm.i18n.sentences import setting_name
from smallcrm.telephony.address_schemes import Handler, schemes
from smallcrm.telephony.launch import forwarder
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.phone_line_rows import LineRows
from smallcrm.ui.dialogs.settings_pages import hint_label
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.settings_pages import SettingsPages

_SECOND_MS = 1000
# Most people have a router; the others come after it.
_ORDER = ("fritzbox", *(name for name in LINES if name != "fritzbox"))


class PhonePages(QObject):
    """Two sections of the settings; `height_changed()`, `help_wanted(chapter)`."""

    height_changed = Signal()
    help_wanted = Signal(str)

    def __init__(self, context: UiContext, pages: SettingsPages) -> None:
        super().__init__(pages)
        self._context = context
        self._pages = pages
        tr = context.tr
        pages.add_page(
            tr.gettext("Phone lines"),
            tr.gettext(
                "Switch on what you have, and the card is there when the phone rings. Calls come"
                " in only to be shown and written down; nothing else can be asked for."
            ),
        )
        self.lines = {name: LineRows(context, pages, name) for name in _ORDER}
        for name, rows in self.lines.items():
            rows.height_changed.connect(self.height_changed)
            rows.help_wanted.connect(lambda name=name: self.help_wanted.emit(name))
        self._build_programs()
        self._tick = QTimer(self)
        self._tick.setInterval(_SECOND_MS)
        self._tick.timeout.connect(self._on_tick)
        if context.phone is not None:
            context.phone.changed.connect(self._on_changed)
        self._on_changed()

    def flush(self) -> bool:
        """Keep what is still being typed; False where that cannot be, with its field shown."""
        return all(rows.flush() for rows in self.lines.values())

    def _build_programs(self) -> None:
        tr, context, pages = self._context.tr, self._context, self._pages
        box = pages.add_page(tr.gettext("Phone programs"))
        box.addWidget(
            hint_label(
                tr.gettext(
                    "A phone program on this computer can start this when it rings, with the"
                    " caller's number behind it:"
                )
            )
        )
        self.path = QLineEdit(forwarder())
        self.path.setReadOnly(True)
        self.path.setCursorPosition(0)
        self.path.setAccessibleName(tr.gettext("Program to start when it rings"))
        self.copy = QPushButton(tr.gettext("&Copy"))
        self.how = QPushButton(tr.gettext("&How to set it up…"))
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        for button in (self.copy, self.how):
            button.setAutoDefault(False)
            line.addWidget(button)
        box.addLayout(line)
        self.copy.clicked.connect(self._on_copy)
        self.how.clicked.connect(lambda: self.help_wanted.emit("programs"))
        box.addSpacing(context.theme.px(8))
        box.addWidget(plain_label(tr.gettext("Dialling"), "section"))
        names = {
            SYSTEM: tr.pgettext("dialling", "The system's phone program (tel:)"),
            OFF: tr.pgettext("dialling", "Nothing: numbers are only shown"),
        }
        ways = (SYSTEM, "asterisk", "baresip", OFF)
        self.dial = ChoiceField(
            [(way, names.get(way) or line_name(tr, way)) for way in ways],
            context.machine.get("telephony.dial"),
        )
        pages.add_row(
            "telephony.dial",
            setting_name(tr, "telephony.dial"),
            self.dial,
            hint=tr.gettext("What calls a number when you press H on a card."),
        )
        self.dial.currentIndexChanged.connect(self._on_dial)
        self._build_addresses()

    def _build_addresses(self) -> None:
        """Add the links with numbers: the system keeps who opens them, not our settings."""
        tr, context = self._context.tr, self._context
        self._schemes = schemes()
        self.addresses = QCheckBox(tr.gettext("Links with numbers (tel:) open the card"))
        self.addresses.setEnabled(self._schemes.can_take)
        self.addresses_row = FieldRow(
            context.theme,
            tr.gettext("Links"),
            self.addresses,
            hint=" ",
            label_width=self._pages.label_width,
        )
        self._pages.current_layout().addWidget(self.addresses_row)
        self._say_addresses()
        self.addresses.toggled.connect(self._on_addresses)

    def _say_addresses(self) -> None:
        tr = self._context.tr
        state = self._schemes.state()
        self.addresses.setChecked(state is Handler.OURS)
        said = {
            Handler.OURS: tr.gettext("tel: and smallcrm: open Small CRM."),
            Handler.OTHER: tr.gettext("Another program opens tel: now."),
            Handler.UNKNOWN: tr.gettext("Who opens tel: is up to this system."),
        }
        hint = said[state]
        if not self._schemes.can_take:
            hint = tr.gettext("Choose Small CRM in the settings of FaceTime, as default for calls.")
        self.addresses_row.set_hint(hint)

    def _on_addresses(self, on: bool) -> None:
        try:
            (self._schemes.take if on else self._schemes.give_back)()
        except Refusal as refused:
            self.addresses_row.set_error(say_error(self._context.tr, refused))
        else:
            self.addresses_row.set_error(None)
        blocked = self.addresses.blockSignals(True)
        self._say_addresses()
        self.addresses.blockSignals(blocked)
        self.height_changed.emit()

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.path.text())
        self.path.selectAll()
        self.path.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_dial(self) -> None:
        row = self._pages.row("telephony.dial")
        try:
            self._context.machine.set("telephony.dial", str(self.dial.value()))
        except (Refusal, DataFileError) as error:
            row.set_error(say_error(self._context.tr, error))
        else:
            row.set_error(None)
        self.height_changed.emit()

    def _on_changed(self, _report: object = None) -> None:
        """Count seconds only while a line waits to be tried again."""
        phone = self._context.phone
        waits = phone is not None and any(
            phone.seconds_left(name) is not None for name in self.lines
        )
        if waits != self._tick.isActive():
            (self._tick.start if waits else self._tick.stop)()

    def _on_tick(self) -> None:
        window: QWidget = self._pages.window()
        if window.isVisible():
            for rows in self.lines.values():
                rows.say_state()
