"""One phone line in the settings: its switch, how it is now, and what it needs to be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.settings import SETTINGS
from smallcrm.domain.telephony_settings import DATE_ORDERS, SINCE, of_line
from smallcrm.i18n.line_names import line_name, line_part_name
from smallcrm.i18n.messages import mark
from smallcrm.i18n.words import sentence_start
from smallcrm.ui.dialogs.fields import ChoiceField, TextField
from smallcrm.ui.dialogs.file_settings import put, typed
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.phone_words import line_look
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.settings_pages import SettingsPages

# What each line is, for somebody who may or may not have it.
_WHAT: Final = {
    "fritzbox": mark("Tells of calls once #96*5* was dialled on a phone that is plugged into it."),
    "ncid": mark("A small server in your network, with a caller ID modem or gateway, tells it."),
    "asterisk": mark("Asterisk, FreePBX and others like them, through their manager interface."),
    "baresip": mark("Runs on this computer; its ctrl_tcp module must be on."),
}
_HAVE_SECRET: Final = frozenset({"asterisk"})
# What has the switch for its field, or is minded by the program itself.
_ELSEWHERE: Final = frozenset({"enabled", SINCE})


class LineRows(QObject):
    """The rows of one line; each value is kept when it is left, and followed at once.

    `height_changed()` when rows appear or something is said; `help_wanted()` for the manual.
    """

    height_changed = Signal()
    help_wanted = Signal()

    def __init__(self, context: UiContext, pages: SettingsPages, name: str) -> None:
        super().__init__(pages)
        self._context = context
        self._pages = pages
        self.name = name
        tr = context.tr
        self.switch = QCheckBox(tr.pgettext("phone line", "Listen to it"))
        self.switch.setChecked(self._kept("enabled") == "yes")
        self.help = QPushButton(tr.gettext("How to set it up…"))
        self.help.setAutoDefault(False)
        self.help.clicked.connect(self.help_wanted)
        pages.current_layout().addSpacing(context.theme.px(6))
        pages.add_row(
            of_line(name, "enabled"),
            line_name(tr, name),
            self.switch,
            hint=tr.gettext(_WHAT[name]),
            trailing=(self.help,),
        )
        self.state = RunLabel(context.theme, wrap=True)
        self.test = QPushButton(tr.gettext("Test now"))
        self.fields: dict[str, QWidget] = {}
        self._rows: list[QWidget] = [self._add_state()]
        # What each field was given to show: only what was typed since is kept.
        self._given: dict[str, str] = {}
        for key in SETTINGS:
            if key.startswith(of_line(name, "")) and (what := key.split(".")[2]) not in _ELSEWHERE:
                self._add(what)
        self.secret = self._add_secret() if name in _HAVE_SECRET else None
        self.switch.toggled.connect(self._on_switched)
        if context.phone is not None:
            context.phone.changed.connect(self._on_changed)
            context.phone.remembered.connect(self._on_remembered)
        context.hub.machine_changed.connect(self._on_machine_changed)
        self._show_rows()
        self.say_state()

    def flush(self) -> bool:
        """Keep what is still being typed; show the first field of which that cannot be."""
        self._keep_secret()
        for what in self.fields:
            if not self._keep(what):
                self._pages.show_row(of_line(self.name, what))
                return False
        return True

    def say_state(self) -> None:
        """Say how the line is now."""
        phone = self._context.phone
        report = phone.states().get(self.name) if phone is not None else None
        left = phone.seconds_left(self.name) if phone is not None else None
        look = line_look(self._context.tr, report, left)
        before = self.state.whole_text()
        self.state.set_runs((Run(look.text, SMALL, look.tone),), (look.icon, look.tone))
        self.state.setAccessibleName(one_line(look.text))
        if len(before) != len(look.text):
            self.height_changed.emit()

    def _kept(self, what: str) -> str:
        return self._context.machine.get(of_line(self.name, what))

    def _add(self, what: str) -> None:
        tr, key = self._context.tr, of_line(self.name, what)
        field: TextField | ChoiceField
        if SETTINGS[key].choices:
            orders = {
                "mdy": tr.pgettext("order of a date", "Month, day: 11/21"),
                "dmy": tr.pgettext("order of a date", "Day, month: 21/11"),
            }
            field = ChoiceField([(order, orders[order]) for order in DATE_ORDERS], self._kept(what))
            field.currentIndexChanged.connect(lambda _index: self._keep(what))
        else:
            field = TextField(self._kept(what))
            field.editingFinished.connect(lambda: self._keep(what))
        self.fields[what] = field
        self._given[what] = typed(field)
        label = sentence_start(line_part_name(tr, what))
        self._rows.append(self._pages.add_row(key, label, field))

    def _add_secret(self) -> QLineEdit:
        tr = self._context.tr
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(tr.gettext("Type it to change it"))
        field.editingFinished.connect(self._keep_secret)
        self.secret_row = FieldRow(
            self._context.theme,
            tr.pgettext("setting of a phone line", "Password"),
            field,
            hint=tr.gettext("Goes into this system's keyring, and nowhere else."),
            label_width=self._pages.label_width,
        )
        self._pages.current_layout().addWidget(self.secret_row)
        self._rows.append(self.secret_row)
        return field

    def _add_state(self) -> QWidget:
        px = self._context.theme.px
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(px(self._pages.label_width + 4), 0, 0, 0)
        line.setSpacing(px(8))
        line.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.test)
        self.test.setAutoDefault(False)
        self.test.clicked.connect(self._on_test)
        self._pages.current_layout().addWidget(box)
        return box

    def _show_rows(self) -> None:
        for row in self._rows:
            row.setVisible(self.switch.isChecked())
        self.height_changed.emit()

    def _on_switched(self, on: bool) -> None:
        if self._set("enabled", "yes" if on else "no"):
            self._show_rows()
            self._follow()
        else:
            self.switch.blockSignals(True)
            self.switch.setChecked(not on)
            self.switch.blockSignals(False)

    def _keep(self, what: str) -> bool:
        text = typed(self.fields[what])
        if text in {self._given[what], self._kept(what)}:
            self._pages.row(of_line(self.name, what)).set_error(None)
            return True
        if not self._set(what, text):
            return False
        self._given[what] = text
        self._follow()
        return True

    def _set(self, what: str, text: str) -> bool:
        key = of_line(self.name, what)
        row = self._pages.row(key)
        try:
            self._context.machine.set(key, text)
        except (Refusal, DataFileError) as error:
            row.set_error(say_error(self._context.tr, error))
            self.height_changed.emit()
            return False
        row.set_error(None)
        return True

    def _keep_secret(self) -> None:
        if self.secret is not None and self.secret.text() and self._context.phone is not None:
            self._context.phone.set_secret(self.name, self.secret.text())
            self.secret.clear()

    def _on_remembered(self, name: str, kept: bool) -> None:
        if name != self.name or self.secret is None:
            return
        tr = self._context.tr
        self.secret_row.set_hint(
            tr.gettext("Kept in this system's keyring.")
            if kept
            else tr.gettext("This system has no keyring: type it again after each start.")
        )
        self.height_changed.emit()

    def _follow(self) -> None:
        if self._context.phone is not None:
            self._context.phone.look_again()
        self.say_state()

    def _on_test(self) -> None:
        if self.flush() and self._context.phone is not None:
            self._context.phone.retry(self.name)
            self.say_state()

    def _on_changed(self, _report: object) -> None:
        self.say_state()

    def _on_machine_changed(self) -> None:
        """Show what was changed elsewhere; what is being typed stays."""
        for what, field in self.fields.items():
            kept = self._kept(what)
            if kept != self._given[what] and typed(field) == self._given[what]:
                self._given[what] = kept
                put(field, kept)
        blocked = self.switch.blockSignals(True)
        self.switch.setChecked(self._kept("enabled") == "yes")
        self.switch.blockSignals(blocked)
        self._show_rows()
        self.say_state()
