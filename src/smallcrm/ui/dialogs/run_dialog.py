"""Many papers at once: which, of whom, of which days; in one file, or a file each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QListWidget,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QWidget,
)

from smallcrm.domain.errors import Refusal
from smallcrm.reports import safe_file_name
from smallcrm.reports.material import EnvelopeSize, Paper, PaperKind
from smallcrm.ui.dialogs.fields import ChoiceField, DateField
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.paper_options import envelope_name
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.paper_words import kind_name
from smallcrm.ui.dialogs.run_kinds import (
    KINDS,
    Run,
    choices,
    has_since,
    has_until,
    papers_of,
)
from smallcrm.ui.dialogs.run_work import Done, RunWork
from smallcrm.ui.dialogs.words import enter_key, escape_key, say, say_error
from smallcrm.ui.remembered import PAPER_FOLDER, last_folder, remember_folder
from smallcrm.ui.theme import SMALL, Tone
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run as TextRun
from smallcrm.ui.widgets.painting import announce, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent

    from smallcrm.ui.context import UiContext

_SLOT: Final = "run"
_LIST_ROWS: Final = 5


class RunDialog(DialogFrame):
    """Makes statements, letters of reminders, invoices, reports or envelopes, as many as there are.

    `around` is what the list of clients shows; `rows` are papers of `kind` that were chosen in
    their list. The window beside it stays usable; leaving while it works stops it. `finished_run`
    (`Done`) when all is written.
    """

    finished_run = Signal(object)

    def __init__(
        self,
        context: UiContext,
        around: Around,
        parent: QWidget | None = None,
        *,
        kind: PaperKind = PaperKind.STATEMENT,
        rows: Sequence[int] = (),
    ) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.gettext("Many papers at once"), parent, width=560)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._context = context
        self._around = around
        self._rows, self._rows_kind = tuple(rows), kind
        self._papers: list[Paper] = []
        self._path: Path | None = None
        self.work = RunWork(context, self)
        kinds = KINDS if kind in KINDS else (kind, *KINDS)
        self.what = ChoiceField(((one, _plural(context, one)) for one in kinds), kind)
        self.which = ChoiceField(())
        today = context.clock.today()
        self.since = DateField(
            context.theme, tr, placeholder=tr.pgettext("statement", "the beginning")
        )
        self.until = DateField(context.theme, tr, today)
        self.envelope = ChoiceField((one, envelope_name(one)) for one in EnvelopeSize)
        self.one_file = QRadioButton(tr.gettext("One PDF with a &bookmark for each"))
        self.each_file = QRadioButton(tr.gettext("A PDF &each, in a folder"))
        self.count = RunLabel(context.theme, wrap=True)
        self.progress = QProgressBar()
        self.state = RunLabel(context.theme, wrap=True)
        self.left_out = QListWidget()
        self.open_button = QPushButton(tr.gettext("&Open it"))
        self._fields: list[QWidget] = []
        self._build()
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.make_button = self.add_button(
            tr.gettext("Make them…"), key=enter_key(tr), primary=True, icon="file-text"
        )
        self._connect()
        self._on_what()
        self.set_busy(busy=False)
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self) -> None:
        """Show it beside the window, which stays usable."""
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def papers(self) -> Sequence[Paper]:
        """Return the papers that would be made now."""
        return self._papers

    def meant(self) -> Run:
        """Return what is chosen; refuses a day that is none."""
        kind, which = self.what.value(), self.which.value()
        return Run(
            kind,
            which,
            since=self.since.value() if has_since(kind, which) else None,
            until=self.until.value() if has_until(kind, which) else None,
            size=self.envelope.value(),
            rows=self._rows,
        )

    def look(self) -> None:
        """Count the papers that are meant, off the GUI thread."""
        tr, around = self._context.tr, self._around
        self._papers = []
        self.make_button.setEnabled(False)
        try:
            wanted = self.meant()
        except Refusal as refused:
            self._context.runner.cancel(_SLOT)
            self._say_count(say(tr, refused), "debt")
            return

        def done(papers: list[Paper] | None) -> None:
            if papers is None or not shiboken6.isValid(self):
                return
            self._papers = papers
            self.make_button.setEnabled(bool(papers) and not self.work.busy)
            text = tr.ngettext("{count} paper", "{count} papers", len(papers))
            words = text.format(count=tr.formats.number(len(papers)))
            self._say_count(words if papers else tr.gettext("There is none of these."), "second")

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                self._say_count(say_error(tr, error), "debt")

        self._context.runner.read(
            _SLOT, lambda queries: papers_of(queries, wanted, around), done, failed
        )

    def ask_where(self) -> None:
        """Ask for a file or a folder, beside everything else; then make them."""
        if self.work.busy or not self._papers:
            return
        tr, each = self._context.tr, self.each_file.isChecked()
        dialog = QFileDialog(
            self, tr.gettext("A folder for them") if each else tr.gettext("Save as PDF")
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(str(last_folder(self._context, PAPER_FOLDER)))
        if each:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(tr.gettext("PDF (*.pdf)"))
            dialog.setDefaultSuffix("pdf")
            # Translators: the name of a file: what is in it, and until which day
            stem = tr.gettext("{paper}, {date}").format(
                paper=self.what.currentText(), date=self._context.clock.today().isoformat()
            )
            dialog.selectFile(safe_file_name(stem))
        dialog.fileSelected.connect(lambda name: self.make(Path(name)))
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def make(self, path: Path) -> None:
        """Make what is counted, into a file or a folder."""
        if self.work.busy or not self._papers:
            return
        each = self.each_file.isChecked()
        if not each and path.suffix.lower() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")
        remember_folder(self._context, PAPER_FOLDER, path if each else path.parent)
        self.work.start(self._papers, path, each=each)
        self.set_busy(busy=True)

    def reject(self) -> None:
        """Stop first, leave then."""
        if self.work.busy:
            self.work.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop and leave."""
        self.work.stop()
        super().closeEvent(event)

    def set_busy(self, *, busy: bool) -> None:
        """Show that papers are being made, or let the owner choose."""
        tr = self._context.tr
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        for field in self._fields:
            field.setDisabled(busy)
        self.make_button.setEnabled(not busy and bool(self._papers))
        self.close_button.set_content(
            tr.gettext("Stop") if busy else tr.gettext("Close"), key=escape_key(tr)
        )
        if busy:
            for widget in (self.state, self.left_out, self.open_button):
                widget.hide()
            self.set_notice(None)
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grow(shrink=True)

    def _build(self) -> None:
        tr, theme = self._context.tr, self.theme
        self._since_row = FieldRow(theme, tr.gettext("&From"), self.since)
        self._until_row = FieldRow(theme, tr.gettext("&Until"), self.until)
        self._which_row = FieldRow(theme, tr.gettext("&Which"), self.which)
        self._size_row = FieldRow(theme, tr.gettext("Si&ze"), self.envelope)
        rows = (
            FieldRow(theme, tr.gettext("&Paper"), self.what),
            self._which_row,
            self._since_row,
            self._until_row,
            self._size_row,
        )
        for row in rows:
            self.body.addWidget(row)
        self.body.addWidget(self.count)
        self.body.addSpacing(theme.px(4))
        self.one_file.setChecked(True)
        for radio in (self.one_file, self.each_file):
            self.body.addWidget(radio)
        self.progress.setTextVisible(True)
        self.progress.setFormat("%v / %m")
        self.progress.setAccessibleName(tr.gettext("Papers are being made"))
        self.left_out.setAccessibleName(tr.gettext("Left out"))
        self.left_out.setWordWrap(True)
        self.left_out.setFixedHeight(theme.px(26 * _LIST_ROWS))
        for widget in (self.progress, self.state, self.left_out):
            self.body.addWidget(widget)
        for hidden in (self.state, self.left_out, self.open_button):
            hidden.hide()
        self.add_left(self.open_button)
        self._fields = [*rows, self.one_file, self.each_file]

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._on_what)
        self.which.currentIndexChanged.connect(self._on_which)
        self.envelope.currentIndexChanged.connect(self.look)
        for field in (self.since, self.until):
            field.editingFinished.connect(self.look)
        self.close_button.clicked.connect(self.reject)
        self.make_button.clicked.connect(self.ask_where)
        self.open_button.clicked.connect(self._on_open)
        self.work.progressed.connect(self._on_progress)
        self.work.finished.connect(self._on_done)
        self.work.stopped.connect(self._on_stopped)
        self.work.failed.connect(self._on_failed)

    def _on_what(self) -> None:
        kind = self.what.value()
        rows = self._rows if kind is self._rows_kind else ()
        offered = choices(self._context.tr, kind, self._around, rows)
        self.which.set_choices(offered, offered[0][0])
        today = self._context.clock.today()
        first = {PaperKind.REMINDER: today, PaperKind.INVOICE: today.replace(day=1)}
        self.since.set_day(first.get(kind))
        self._on_which()

    def _on_which(self) -> None:
        kind, which = self.what.value(), self.which.value()
        self._which_row.setVisible(self.which.count() > 1)
        self._since_row.setVisible(has_since(kind, which))
        self._until_row.setVisible(has_until(kind, which))
        self._size_row.setVisible(kind is PaperKind.ENVELOPE)
        self.grow(shrink=True)
        self.look()

    def _on_progress(self, done: int, of: int) -> None:
        if self.work.busy and of:
            self.progress.setRange(0, of)
            self.progress.setValue(done)

    def _on_done(self, found: Done) -> None:
        tr = self._context.tr
        self._path = found.path if found.made else None
        self.set_busy(busy=False)
        text = tr.ngettext("{count} paper made: {file}", "{count} papers made: {file}", found.made)
        said = text.format(count=tr.formats.number(found.made), file=str(found.path))
        self._say_state(said if found.made else tr.gettext("None could be made."), "ok", "check")
        self.open_button.setVisible(bool(found.made))
        self.left_out.clear()
        for one in found.left_out:
            who = one.client or kind_name(tr, one.paper.kind)
            self._tell(who, say(tr, one.why))
        for who, remark in found.remarks:
            self._tell(who, say(tr, remark))
        if found.left_out:
            left = tr.ngettext(
                "{count} was left out:", "{count} were left out:", len(found.left_out)
            )
            self._say_state(
                f"{said} {left.format(count=tr.formats.number(len(found.left_out)))}",
                "soon",
                "triangle-alert",
            )
        self.left_out.setVisible(self.left_out.count() > 0)
        self.grow(shrink=True)
        self.look()
        (self.open_button if found.made else self.close_button).setFocus()
        self.finished_run.emit(found)

    def _tell(self, who: str, why: str) -> None:
        # Translators: who was left out, and why
        line = self._context.tr.pgettext("left out", "{who}: {why}")
        self.left_out.addItem(one_line(line.format(who=who, why=why) if who else why))

    def _on_stopped(self, written: int) -> None:
        tr = self._context.tr
        self.set_busy(busy=False)
        text = tr.ngettext(
            "Stopped; {count} paper was written.", "Stopped; {count} papers were written.", written
        )
        said = text.format(count=tr.formats.number(written))
        self._say_state(
            said if written else tr.gettext("Stopped; no file was written."), "second", "info"
        )
        self.look()

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(busy=False)
        self._say_state(say_error(self._context.tr, error), "debt", "circle-alert")

    def _on_open(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    def _say_count(self, text: str, tone: Tone) -> None:
        self.count.set_runs((TextRun(text, SMALL, tone),))
        self.grow()

    def _say_state(self, text: str, tone: Tone, icon: str) -> None:
        self.state.set_runs((TextRun(text, SMALL, tone),), (icon, tone))
        self.state.show()
        announce(self, text)
        self.grow()


def _plural(context: UiContext, kind: PaperKind) -> str:
    """Name several papers of a kind."""
    tr = context.tr
    return {
        PaperKind.STATEMENT: tr.gettext("Statements of account"),
        PaperKind.REMINDER: tr.gettext("Reminder letters"),
        PaperKind.INVOICE: tr.gettext("Invoices and credit notes"),
        PaperKind.CLIENT: tr.gettext("Client reports"),
        PaperKind.ENVELOPE: tr.gettext("Envelopes"),
        PaperKind.QUOTE: tr.gettext("Quotes"),
    }[kind]
