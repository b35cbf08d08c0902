"""Mailing labels: for whom, on which sheet, and with which label of it printing begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.label_sheets import KNOWN, LabelSheet
from smallcrm.i18n.label_words import sheet_measures
from smallcrm.reports import style as house
from smallcrm.reports.labels import MOST_COPIES
from smallcrm.reports.material import LabelOptions, Paper, PaperKind
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.paper_scope import Around, Whom, whom_words
from smallcrm.ui.dialogs.words import enter_key, escape_key
from smallcrm.ui.remembered import remembered
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, painted
from smallcrm.ui.widgets.sheet_picture import SheetPicture

if TYPE_CHECKING:
    from smallcrm.queries.list_shapes import LabelSheetShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_KEPT: Final = "papers/label_sheet"
_LABEL: Final = 96
_LEFT: Final = 400
_LETTER_HEIGHT: Final = 279_400  # micrometres


class LabelDialog(BesideFrame):
    """Chooses what is printed on labels; `wanted("label_paper", paper)` asks for its preview.

    It stays open beside the preview, so that another sheet or place can be tried.
    `wanted("label_sheets", None)` asks for the owner's own sheets.
    """

    def __init__(self, context: UiContext, around: Around, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Mailing labels"), parent, width=760, height=520)
        self._around = around
        self._counts: tuple[int, int] = (0, 0)
        self._clients: tuple[int, ...] | None = None
        self._round = 0
        words = whom_words(tr, around, tr.gettext("All clients"))
        offers = around.offers()
        self.whom = ChoiceField(((one, words[one]) for one in offers), offers[0])
        self.sheet = ChoiceField(())
        self.first = QSpinBox()
        self.copies = QSpinBox()
        self.copies.setRange(1, MOST_COPIES)
        self.borders = QCheckBox(tr.gettext("Draw the &edges, to try a sheet on plain paper"))
        self.sheets_button = QPushButton(tr.gettext("&Own sheets…"))
        self.picture = SheetPicture(theme, tr)
        self.outlook = RunLabel(theme, wrap=True)
        self.without = RunLabel(theme, wrap=True)
        self._sheets: dict[str, LabelSheet] = {}
        self._build()
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.preview_button = self.add_button(
            tr.gettext("Preview"), key=enter_key(tr), primary=True, icon="printer"
        )
        self._connect()
        self._offer(())
        self.whom.setFocus(Qt.FocusReason.OtherFocusReason)
        self.follow()

    def read(self) -> None:
        """Read the owner's own sheets, and count who has an address."""
        self._context.runner.task(lambda backend: backend.queries.label_sheets(), self._offer)
        self._count()

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.LABEL_SHEET, Entity.CLIENT, Entity.POSTAL_ADDRESS)

    def paper(self) -> Paper:
        """Return the labels as they are chosen."""
        options = LabelOptions(
            sheet=str(self.sheet.value()),
            first=self.first.value(),
            clients=self._clients,
            copies=self.copies.value(),
            borders=self.borders.isChecked(),
        )
        return Paper(PaperKind.LABELS, options=options)

    def preview(self) -> None:
        """Ask for the preview, and remember the sheet."""
        if not self.preview_button.isEnabled():
            return
        store = remembered(self._context)
        if store is not None:
            store.setValue(_KEPT, str(self.sheet.value()))
        self.wanted.emit("label_paper", self.paper())

    def _build(self) -> None:
        tr, theme = self._context.tr, self.theme
        px = theme.px
        left = QVBoxLayout()
        left.setSpacing(px(8))
        for label, field in (
            (tr.gettext("&For whom"), self.whom),
            (tr.gettext("&Sheet"), self.sheet),
            (tr.gettext("&Begin with label"), self.first),
            (tr.gettext("&Labels each"), self.copies),
        ):
            field.setAccessibleName(without_key(label))
            left.addWidget(FieldRow(theme, painted(label), field, label_width=_LABEL))
        left.addWidget(self.borders)
        left.addSpacing(px(8))
        left.addWidget(self.outlook)
        left.addWidget(self.without)
        left.addStretch(1)
        self.sheets_button.setAutoDefault(False)
        self.add_left(self.sheets_button)
        right = QVBoxLayout()
        right.setSpacing(px(6))
        hint = tr.gettext("Click the first label that is still on the sheet, or use the arrows.")
        below = plain_label(hint, "hint")
        below.setWordWrap(True)
        right.addWidget(self.picture, 1)
        right.addWidget(below)
        both = QHBoxLayout()
        both.setSpacing(px(24))
        column = QWidget()
        column.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        column.setMinimumWidth(px(_LEFT))
        both.addWidget(column)
        both.addLayout(right, 1)
        self.body.addLayout(both, 1)

    def _connect(self) -> None:
        self.whom.currentIndexChanged.connect(self._count)
        self.sheet.currentIndexChanged.connect(self._on_sheet)
        self.first.valueChanged.connect(self._on_first)
        self.picture.first_changed.connect(self.first.setValue)
        self.copies.valueChanged.connect(lambda _value: self._tell())
        self.sheets_button.clicked.connect(lambda: self.wanted.emit("label_sheets", None))
        self.close_button.clicked.connect(self.reject)
        self.preview_button.clicked.connect(self.preview)

    def _offer(self, own: tuple[LabelSheetShape, ...]) -> None:
        """Offer the owner's sheets before those that are sold everywhere."""
        if not shiboken6.isValid(self):
            return
        sheets = (*(one.sheet for one in own), *_usual_first(self._context))
        self._sheets = {sheet.name: sheet for sheet in sheets}
        kept, store = self.sheet.value(), remembered(self._context)
        if kept is None and store is not None:
            kept = str(store.value(_KEPT, ""))
        tr = self._context.tr
        choices = [
            (
                sheet.name,
                # Translators: a sheet of labels and its measures: "L7160: 21 labels, …"
                tr.gettext("{sheet}: {measures}").format(
                    sheet=sheet.name, measures=sheet_measures(tr, sheet)
                ),
            )
            for sheet in sheets
        ]
        self.sheet.set_choices(choices, kept if kept in self._sheets else sheets[0].name)
        self._on_sheet()

    def _on_sheet(self) -> None:
        sheet = self._sheets.get(str(self.sheet.value()))
        if sheet is None:
            return
        self.picture.set_sheet(sheet)
        self.first.setRange(1, sheet.count)
        self._tell()

    def _on_first(self, number: int) -> None:
        self.picture.set_first(number)
        self._tell()

    def _count(self) -> None:
        """Count who has an address among those who are meant."""
        self._round += 1
        this_round, whom, around = self._round, self.whom.value(), self._around

        def work(backend: Backend) -> tuple[tuple[int, ...] | None, tuple[int, int]]:
            clients = around.clients(Whom(whom), backend.queries)
            return clients, backend.queries.address_counts(clients)

        def done(found: tuple[tuple[int, ...] | None, tuple[int, int]]) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._clients, self._counts = found
                self._tell()

        self._context.runner.task(work, done, self._on_refused)

    def _tell(self) -> None:
        """Say what will be printed, and who is left out."""
        tr = self._context.tr
        addressed, without = self._counts
        labels = addressed * self.copies.value()
        self.picture.set_wanted(labels)
        self.preview_button.setEnabled(labels > 0)
        sheet = self._sheets.get(str(self.sheet.value()))
        if not labels or sheet is None:
            text = tr.gettext("None of them has a postal address.")
            self.outlook.set_runs((Run(text, SMALL, "soon"),), ("triangle-alert", "soon"))
        else:
            sheets = -(-(self.first.value() - 1 + labels) // sheet.count)
            text = tr.gettext("{labels} on {sheets}.").format(
                labels=tr.ngettext("{count} label", "{count} labels", labels).format(
                    count=tr.formats.number(labels)
                ),
                sheets=tr.ngettext("{count} sheet", "{count} sheets", sheets).format(
                    count=tr.formats.number(sheets)
                ),
            )
            self.outlook.set_runs((Run(text, SMALL, "second"),), ("tag", "second"))
        left_out = tr.ngettext(
            "{count} client has no postal address and gets none.",
            "{count} clients have no postal address and get none.",
            without,
        ).format(count=tr.formats.number(without))
        self.without.set_runs((Run(left_out, SMALL, "second"),), ("info", "second"))
        self.without.setVisible(bool(without and labels))


def _usual_first(context: UiContext) -> list[LabelSheet]:
    """Put the sheets that fit the paper of the owner's country before the others."""
    letter = house.sheet_for(context.settings.country) is house.LETTER
    return sorted(KNOWN, key=lambda sheet: (sheet.page_height == _LETTER_HEIGHT) is not letter)
