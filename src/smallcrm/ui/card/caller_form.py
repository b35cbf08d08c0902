"""The fields of a new caller: name, organisation, number, who sent them, and a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from smallcrm.queries.shapes import ClientRef
from smallcrm.ui.card import keys
from smallcrm.ui.card.call import region_words
from smallcrm.ui.card.chooser import call_line
from smallcrm.ui.card.same_client import SameClient
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.theme import BODY, BODY_STRONG, HEADLINE, SMALL
from smallcrm.ui.widgets.badge import Keycap
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.note_field import NoteField
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext

_REFERRER_SLOT: Final = "referrer"
_BOUGHT: Final = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into the form and not saved."""

    name: str
    organisation: str
    number: str
    referrer: ClientRef | None
    referrer_text: str
    record: bool
    note: str
    existing: ClientRef | None


class CallerForm(QWidget):
    """The fields and what they hold; `changed` on each change. Knows no way to write."""

    changed = Signal()

    def __init__(self, context: UiContext, call: Call, region: str | None) -> None:
        super().__init__()
        self._context = context
        self._call = call
        theme, tr = context.theme, context.tr
        self.name_field = QLineEdit(call.name)
        self.organisation_field = QLineEdit()
        self.organisation_field.setPlaceholderText(tr.gettext("Optional"))
        self.number_field = QLineEdit(call.number)
        if not call.number:
            self.number_field.setPlaceholderText(tr.gettext("Withheld"))
        self.referrer = ClientPicker(
            context,
            placeholder=tr.gettext("Optional: name, number, e-mail …"),
            allow_new=True,
        )
        self.note = NoteField(theme, placeholder=tr.gettext("Type a note"), name=tr.gettext("Note"))
        self.record = QCheckBox(tr.gettext("&Record referral"))
        self.record.setChecked(True)
        self.same = SameClient(context)
        self._from = RunLabel(theme, icon=("corner-down-right", "second"))
        self._bought = RunLabel(theme)
        self._from_call = RunLabel(theme, icon=("check", "ok"))
        self._build(call, region)
        self._connect()
        self._show_referrer()

    def name(self) -> str:
        """Return the name."""
        return self.name_field.text().strip()

    def organisation(self) -> str:
        """Return the organisation."""
        return self.organisation_field.text().strip()

    def number(self) -> str:
        """Return the number."""
        return self.number_field.text().strip()

    def note_text(self) -> str:
        """Return the note."""
        return self.note.text().strip()

    def existing(self) -> int | None:
        """Return the client who turned out to be calling, if it is one of the file."""
        return self.same.client.id if self.same.client else None

    def referrer_wanted(self) -> bool:
        """Tell whether a referral is to be recorded."""
        return self.record.isChecked()

    def referrer_id(self) -> int | None:
        """Return who sent them, if that is somebody of the file and to be recorded."""
        chosen = self.referrer.chosen()
        return chosen.id if chosen is not None and self.referrer_wanted() else None

    def new_referrer(self) -> str | None:
        """Return the name of a referrer who is not in the file yet."""
        return self.referrer.new_name() if self.referrer_wanted() else None

    def take_keyboard(self) -> None:
        """Begin where there is something to say: at the name, or with a note."""
        if self._call.number:
            self.name_field.setFocus()
        else:
            self.note.field.setFocus()

    def draft(self) -> Draft | None:
        """Return what was typed, or nothing where the form is as it came."""
        chosen = self.referrer.chosen()
        draft = Draft(
            self.name_field.text(),
            self.organisation_field.text(),
            self.number_field.text(),
            chosen,
            self.referrer.new_name() or "",
            self.record.isChecked(),
            self.note.text(),
            self.same.client,
        )
        untouched = Draft(self._call.name, "", self._call.number, None, "", True, "", None)
        return None if draft == untouched else draft

    def restore(self, draft: Draft) -> None:
        """Put back what was typed before."""
        self.name_field.setText(draft.name)
        self.organisation_field.setText(draft.organisation)
        self.number_field.setText(draft.number)
        if draft.referrer is not None:
            self.referrer.set_chosen(draft.referrer)
        else:
            self.referrer.box.setText(draft.referrer_text)
        self.record.setChecked(draft.record)
        self.note.set_text(draft.note)
        self.same.set_client(draft.existing)

    def clear_errors(self) -> None:
        """Take back what was said to be wrong."""
        for row in self._rows.values():
            row.set_error(None)

    def show_error(self, field: str | None, text: str) -> bool:
        """Say beneath a field what is wrong with it; False where the field is not here."""
        row = self._rows.get({"from": "referrer", "phones": "number"}.get(field or "", field or ""))
        if row is None:
            return False
        row.set_error(text)
        row.field.setFocus()
        return True

    def _build(self, call: Call, region: str | None) -> None:
        theme, tr, px = self._context.theme, self._context.tr, self._context.theme.px
        self._from_call.set_text(tr.gettext("from the call"), SMALL, "ok")
        self._rows = {
            "name": FieldRow(theme, tr.gettext("&Name"), self.name_field),
            "organisation": FieldRow(theme, tr.gettext("&Organisation"), self.organisation_field),
            "number": FieldRow(
                theme,
                tr.gettext("&Phone"),
                self.number_field,
                trailing=(self._from_call,) if call.number else (),
            ),
            "referrer": FieldRow(theme, tr.gettext("&Who sent you?"), self.referrer),
        }
        content = QWidget()
        content.setProperty("kind", "scrolled")
        column = QVBoxLayout(content)
        column.setContentsMargins(px(20), px(18), px(20), px(16))
        column.setSpacing(px(8))
        heading = tr.gettext("New caller") if not call.outgoing else tr.gettext("New number")
        column.addWidget(RunLabel(theme, (Run(heading, HEADLINE),)))
        column.addWidget(call_line(self._context, call, region_words(tr, region)))
        column.addSpacing(px(4))
        column.addWidget(self._rows["name"])
        column.addWidget(self.same)
        for name in ("organisation", "number", "referrer"):
            column.addWidget(self._rows[name])
        column.addWidget(self._referral_box())
        column.addWidget(self.note)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _referral_box(self) -> QWidget:
        px = self._context.theme.px
        self._box = QWidget()
        column = QVBoxLayout(self._box)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(px(5))
        column.addWidget(hairline())
        column.addWidget(self._from)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(22), 0, 0, 0)
        inner.addWidget(self._bought)
        check = QHBoxLayout()
        check.setSpacing(px(8))
        check.addWidget(self.record)
        if keys.has_mnemonics():
            check.addWidget(Keycap(self._context.theme, "Alt R"))
        check.addStretch(1)
        inner.addLayout(check)
        column.addLayout(inner)
        column.addWidget(hairline())
        return self._box

    def _connect(self) -> None:
        for field in (self.name_field, self.organisation_field, self.number_field):
            field.textChanged.connect(self.changed)
        self.name_field.returnPressed.connect(self.organisation_field.setFocus)
        self.organisation_field.returnPressed.connect(self.referrer.setFocus)
        self.name_field.textChanged.connect(self._on_name)
        self.same.chosen.connect(self._on_same)
        self.referrer.form_changed.connect(self._on_referrer_text)
        self.referrer.picked.connect(self._on_picked)
        self.record.toggled.connect(self.changed)
        self.note.edited.connect(self.changed)

    def _on_name(self) -> None:
        self.same.look_for(self.name())

    def _on_same(self, client: ClientRef | None) -> None:
        if client is not None:
            self.name_field.blockSignals(True)
            self.name_field.setText(client.name)
            self.name_field.blockSignals(False)
        for name in ("organisation", "referrer"):
            self._rows[name].setEnabled(client is None)
        self.changed.emit()

    # Who sent them.

    def _on_referrer_text(self) -> None:
        self._show_referrer()
        self.changed.emit()

    def _on_picked(self, client: ClientRef | None) -> None:
        self._bought.hide()
        if client is not None:
            client_id = client.id
            self._context.runner.read(
                _REFERRER_SLOT,
                lambda queries: queries.card(client_id, slot=_REFERRER_SLOT),
                self._on_referrer_read,
            )
        self._show_referrer()

    def _show_referrer(self) -> None:
        tr = self._context.tr
        chosen, new = self.referrer.chosen(), self.referrer.new_name()
        self._box.setVisible(bool(chosen or new))
        if chosen is not None:
            before, _, after = tr.gettext("From {name}").partition("{name}")
            runs = (Run(before, BODY), Run(chosen.name, BODY_STRONG), Run(after, BODY))
        elif new:
            # Translators: the referrer is not in the file yet and will be added
            text = tr.gettext("From {name}, who is added too")
            before, _, after = text.partition("{name}")
            runs = (Run(before, BODY), Run(new, BODY_STRONG), Run(after, BODY))
            self._bought.hide()
        else:
            self._bought.hide()
            return
        self._from.set_runs(runs)

    def _on_referrer_read(self, card: ClientCard | None) -> None:
        chosen = self.referrer.chosen()
        if not shiboken6.isValid(self) or card is None or chosen is None:
            return
        if card.details.ref.id != chosen.id or not card.last_sales:
            return
        tr = self._context.tr
        bought = [
            # Translators: what was sold, for how much, when
            tr.pgettext("sale", "{title}, {amount}, {month}").format(
                title=one_line(sale.title),
                amount=tr.formats.money(sale.total),
                month=tr.formats.month_year_short(sale.on),
            )
            for sale in card.last_sales[:_BOUGHT]
        ]
        text = tr.gettext("Bought: {what}").format(what="; ".join(bought))
        self._bought.set_text(text, SMALL, "second")
        self._bought.show()
