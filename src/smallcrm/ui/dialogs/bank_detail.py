"""Below the list of bookings: the whole text of one, its client, and what becomes of a rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from smallcrm.ui.dialogs import bank_words
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.theme import BODY, BODY_STRONG
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, plain

if TYPE_CHECKING:
    from smallcrm.domain.enums import WriteOffReason
    from smallcrm.queries.receivable_shapes import BankSuggestion
    from smallcrm.queries.shapes import ClientRef
    from smallcrm.ui.context import UiContext

_MOST_OTHERS: Final = 3


class BankDetail(QWidget):
    """The current booking; `client_chosen(ClientRef)` and `rest_chosen(reason or None)`."""

    client_chosen = Signal(object)
    rest_chosen = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        tr = context.tr
        self._filling = False
        # The booking that is shown: what is typed belongs to it, whatever the list does meanwhile.
        self.line_id = 0
        self.text = RunLabel(context.theme, wrap=True, max_lines=2)
        self.picker = ClientPicker(context, placeholder=tr.gettext("Another client…"))
        self.picker.setAccessibleName(tr.gettext("Client of this booking"))
        self.picker.picked.connect(self._on_picked)
        self.rest = ChoiceField(bank_words.reasons(tr))
        self.rest.currentIndexChanged.connect(self._on_rest)
        self._rest_label = QLabel()
        self._rest_label.setProperty("kind", "label")
        self._rest_label.setBuddy(self.rest)
        self.others: list[QPushButton] = []
        label = QLabel(tr.gettext("C&lient"))
        label.setProperty("kind", "label")
        label.setBuddy(self.picker.box)
        self._row = QHBoxLayout()
        self._row.addWidget(label)
        self._row.addWidget(self.picker, 2)
        self._names = QHBoxLayout()
        self._row.addLayout(self._names)
        self._row.addStretch(1)
        self._row.addWidget(self._rest_label)
        self._row.addWidget(self.rest)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.text)
        box.addLayout(self._row)
        self._box = box
        context.theme.changed.connect(self._on_theme)
        self._on_theme()
        self.show_booking(None, None)

    def show_booking(self, found: BankSuggestion | None, reason: WriteOffReason | None) -> None:
        """Show a booking, or nothing."""
        self._filling = True
        tr = self._context.tr
        self.line_id = found.line.id if found is not None else 0
        coming = found is not None and found.line.amount.minor > 0
        self.picker.setEnabled(coming)
        self.picker.set_chosen(found.client if found is not None else None)
        rest = found.rest if found is not None else ()
        self._rest_label.setVisible(bool(rest))
        self.rest.setVisible(bool(rest))
        if rest:
            text = tr.gettext("&Rest of {amount}")
            amount = tr.formats.money(rest[0][1])
            self._rest_label.setText(text.format(amount=amount))
            self.rest.setAccessibleName(tr.gettext("Rest of {amount}").format(amount=amount))
            self.rest.choose(reason)
        self._show_text(found)
        self._show_others(found)
        self._filling = False

    def _show_text(self, found: BankSuggestion | None) -> None:
        if found is None:
            self.text.set_runs(())
            return
        line = found.line
        facts = (line.reference, line.counter_account, line.file_name)
        runs = [Run(line.name or "", BODY_STRONG)] if line.name else []
        rest = " · ".join(fact for fact in facts if fact)
        runs.append(Run(("  " if runs else "") + rest, BODY, "second"))
        self.text.set_runs(tuple(runs))

    def _show_others(self, found: BankSuggestion | None) -> None:
        for button in self.others:
            self._names.removeWidget(button)
            button.deleteLater()
        self.others = []
        for client in found.others[:_MOST_OTHERS] if found is not None else ():
            name = f"{client.name} · {client.organisation}" if client.organisation else client.name
            button = QPushButton(plain(name))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, chosen=client: self._choose(chosen))
            self._names.addWidget(button)
            self.others.append(button)

    def _choose(self, client: ClientRef) -> None:
        self.client_chosen.emit(client)

    def _on_picked(self, client: ClientRef | None) -> None:
        if not self._filling and client is not None:
            self.client_chosen.emit(client)

    def _on_rest(self, _index: int) -> None:
        if not self._filling:
            self.rest_chosen.emit(self.rest.value())

    def begin(self, typed: str) -> None:
        """Take the keyboard and what was typed of a name."""
        self.picker.box.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.picker.box.setText(typed)
        else:
            self.picker.box.selectAll()

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setSpacing(px(8))
        self._row.setSpacing(px(8))
        self._names.setSpacing(px(8))
