"""A report or a paper of money before it is printed: the PDF itself, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QProgressBar, QPushButton, QWidget

from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, fixing, make
from smallcrm.reports.render import PdfPages
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.page_tools import PageTools
from smallcrm.ui.dialogs.page_view import PageView
from smallcrm.ui.dialogs.paper_options import PaperOptions, with_clients
from smallcrm.ui.dialogs.paper_output import PaperOutput
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.paper_words import EXACT, SENT, kind_name
from smallcrm.ui.dialogs.words import escape_key, say, say_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper, and what the preview needs to show it."""

    paper: MadePaper
    pages: PdfPages
    sizes: list[tuple[float, float]]


class ReportPreview(DialogFrame):
    """Makes a paper off the GUI thread and shows it; print, save, e-mail, or open it elsewhere.

    `made()` once a paper is shown, `written(path)` once it is saved, `saved(outcome)` once it is
    noted that it was sent. An invoice is shown as a draft and a quote as it is; before either
    leaves the program it is noted that it is out (`FixPaper`), and what leaves is made after that.
    `around` is what the list of clients shows, for papers about several.
    """

    made = Signal()
    written = Signal(object)
    saved = Signal(object)

    def __init__(
        self,
        context: UiContext,
        paper: Paper,
        parent: QWidget | None = None,
        *,
        around: Around | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(context.theme, kind_name(tr, paper.kind), parent, width=860, height=760)
        self._context = context
        self._paper = paper
        self._around = around or Around()
        self._after: Callable[[], None] | None = None
        self._round = 0
        self._report: _Made | None = None
        self.options = PaperOptions(context, paper, self._around)
        self.view = PageView(context, name=tr.gettext("Pages of the report"))
        self.tools = PageTools(context, self.view)
        self.output = PaperOutput(context, self)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self._build_body()
        self.viewer_button = QPushButton(tr.gettext("&Open in a viewer"))
        self.save_button = QPushButton(tr.gettext("&Save…"))
        self.mail_button = QPushButton(tr.gettext("E-&mail…"))
        for button in (self.viewer_button, self.save_button, self.mail_button):
            self.add_left(button)
        self.mail_button.setVisible(paper.kind in SENT)
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.print_button = self.add_button(
            tr.gettext("Print…"), key="Ctrl P", primary=True, icon="printer"
        )
        self._connect()
        self.refresh()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def content(self) -> bytes:
        """Return the PDF that is shown, or nothing before it is made."""
        return self._report.paper.content if self._report is not None else b""

    @property
    def shown(self) -> MadePaper | None:
        """Return the paper that is shown, None before it is made."""
        return self._report.paper if self._report is not None else None

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """Return the sizes of the pages in points."""
        return self._report.sizes if self._report is not None else []

    @property
    def kind(self) -> PaperKind:
        """Return which kind of paper it is."""
        return self._paper.kind

    def refresh(self) -> None:
        """Make the paper anew, as it is chosen now."""
        self._round += 1
        this_round = self._round
        context, around = self._context, self._around
        paper, whom = self.options.paper(), self.options.chosen_whom()
        language = self.options.chosen_language()
        stationery = Stationery(
            settings=context.settings,
            tr=context.tr,
            resources=context.resources,
            clock=context.clock,
            page_size=self.options.chosen_page(),
        )

        def work(backend: Backend) -> _Made:
            meant = with_clients(paper, around, whom, backend.queries)
            made = make(backend.queries, meant, stationery, language=language)
            pages = PdfPages(made.content)
            return _Made(made, pages, [pages.size(index) for index in range(len(pages))])

        def done(report: _Made) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._show(report)
            else:
                report.pages.close()

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self.fail(error)

        self.set_ready(ready=False)
        context.runner.task(work, done, failed)

    def let_out(self, then: Callable[[], None]) -> None:
        """Note that the paper leaves the program, and go on with it as it is from then on."""
        report = self._report
        if report is None:
            return
        command = fixing(self._paper)
        if command is None or report.paper.out:
            then()
            return

        def fixed(_outcome: object) -> None:
            if shiboken6.isValid(self):
                self._after = then
                self.refresh()

        self.set_ready(ready=False)
        self._context.runner.write(command, fixed, self.fail, initiator=self)

    def set_ready(self, *, ready: bool) -> None:
        """Show that something is being made or printed, or offer what can be done with it."""
        self.progress.setVisible(not ready)
        for button in (
            self.print_button,
            self.save_button,
            self.viewer_button,
            self.mail_button,
        ):
            button.setEnabled(ready)

    def fail(self, error: Exception) -> None:
        """Say why something did not go through; what was shown before stays."""
        if not shiboken6.isValid(self):
            return
        self._after = None
        self.set_ready(ready=self._report is not None)
        self.set_notice(say_error(self._context.tr, error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a field be of the field alone: it does not print."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and isinstance(self.focusWidget(), QLineEdit | QComboBox):
            event.accept()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Let the document go with the dialog."""
        self._round += 1
        self.view.set_document(None, [])
        self.tools.set_document(None)
        if self._report is not None:
            self._report.pages.close()
            self._report = None
        super().done(result)

    def _build_body(self) -> None:
        self.body.addWidget(self.options)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.progress)
        self.view.setProperty("kind", "boxed")
        self.view.setMinimumHeight(self.theme.px(300))
        self.body.addWidget(self.view, 1)

    def _connect(self) -> None:
        output = self.output
        self.options.changed.connect(self.refresh)
        self.options.problem.connect(self.set_notice)
        output.written.connect(self.written)
        output.noted.connect(self.saved)
        self.close_button.clicked.connect(self.reject)
        self.print_button.clicked.connect(output.open_print_dialog)
        self.save_button.clicked.connect(output.open_save_dialog)
        self.viewer_button.clicked.connect(output.open_in_viewer)
        self.mail_button.clicked.connect(output.write_mail)
        standard = QKeySequence.StandardKey
        for keys, slot in (
            (QKeySequence(standard.Print), output.open_print_dialog),
            (QKeySequence(standard.Save), output.open_save_dialog),
            (QKeySequence(standard.Open), output.open_in_viewer),
            (QKeySequence("Ctrl+E"), output.write_mail),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.activated.connect(slot)

    def _show(self, report: _Made) -> None:
        before, number = self._report, self.view.number
        self._report = report
        paper = report.paper
        self.options.show_made(paper.language, report.sizes[0])
        self.set_title(paper.name, paper.client)
        self.view.set_document(report.pages, report.sizes)
        self.tools.set_document(report.pages)
        if before is not None:
            before.pages.close()
            if number > 1 and not self.tools.finds:
                self.view.go_to(number)
        self._say(paper)
        self.set_ready(ready=True)
        self.made.emit()
        then, self._after = self._after, None
        if then is not None:
            then()

    def _say(self, paper: MadePaper) -> None:
        """Say what the owner is to know of a paper that was made."""
        tr = self._context.tr
        texts = [say(tr, remark) for remark in paper.remarks]
        if self._paper.kind is PaperKind.INVOICE and not paper.out:
            texts.insert(
                0, tr.gettext("This is a draft. Once it is printed or saved it stands as it is.")
            )
        if self._paper.kind in EXACT:
            texts.append(
                tr.gettext(
                    "Printed from here it is as large as it is to be; elsewhere choose 100 %, not"
                    " “fit to page”."
                )
            )
        joined = tr.pgettext("sentences", "{first} {second}")
        text = reduce(lambda first, second: joined.format(first=first, second=second), texts, "")
        self.set_notice(text.strip() or None, wrong=False)
