"""A page as it will be printed, made anew while the owner types beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import shiboken6
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.paper_texts import PAPER_LANGUAGES
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.setting_names import paper_of_text
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import READERS, make
from smallcrm.reports.render import PdfPages
from smallcrm.reports.specimen import (
    INVENTED,
    MADE_UP_CREDIT,
    Specimens,
    mail_values,
    newest_papers,
)
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.page_view import PageView
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.domain.settings import FileSettings
    from smallcrm.queries.api import Queries
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_PAUSE: Final = 250  # milliseconds after a key, so that a word is drawn once
_MARK: Final = 1000  # keeps pictures of an older page apart from those of the present one

# What a page can be shown of, by its name in the owner's texts.
KINDS: Final[Mapping[str, PaperKind]] = {
    "invoice": PaperKind.INVOICE,
    "quote": PaperKind.QUOTE,
    "credit_note": PaperKind.INVOICE,
    "receipt": PaperKind.RECEIPT,
    "delivery": PaperKind.DELIVERY,
    "statement": PaperKind.STATEMENT,
    "reminder_1": PaperKind.REMINDER,
    "reminder_2": PaperKind.REMINDER,
    "reminder_3": PaperKind.REMINDER,
    "thanks": PaperKind.THANKS,
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page that was made: its document and the sizes of its pages."""

    pages: PdfPages
    sizes: list[tuple[float, float]]


class LivePages(PageView):
    """Pages that are made anew while they are looked at: the old picture stays until the new is."""

    def sizeHint(self) -> QSize:
        """Ask for little: the window around it has other things to show as well."""
        return QSize(self._context.theme.px(440), self._context.theme.px(320))

    def renew(self, pages: PdfPages, sizes: list[tuple[float, float]]) -> None:
        """Show another document at the place where the old one was looked at."""
        bar = self.verticalScrollBar()
        at, old = bar.value(), dict(self._pictures)
        self.set_document(pages, sizes)
        for (page, pixels), picture in old.items():
            if pixels > 0 and page < len(sizes):
                self._pictures[page, -_MARK - pixels] = picture
        bar.setValue(min(at, bar.maximum()))


class LivePaper(QWidget):
    """Shows a paper in a language with settings that may not be kept yet.

    `show_settings` whenever something was typed. Which paper and language the owner chooses above
    the page; the newest one of the file is shown, else one that is made up. `made()` once a page
    is shown, for tests.
    """

    made = Signal()

    def __init__(self, context: UiContext, kinds: tuple[str, ...], *, chooses: bool = True) -> None:
        super().__init__()
        self._context = context
        self._settings = context.settings
        self._newest: Mapping[str, int] | None = None
        self._waiting: list[Callable[[], None]] = []
        self._busy = False
        self._again = False
        self._pages: PdfPages | None = None
        tr, theme = context.tr, context.theme
        self.paper = ChoiceField(((kind, paper_of_text(tr, kind)) for kind in kinds), kinds[0])
        spoken = tr.language if tr.language in PAPER_LANGUAGES else PAPER_LANGUAGES[0]
        self.language = ChoiceField(
            ((code, tr.formats.language_name(code)) for code in PAPER_LANGUAGES), spoken
        )
        self.view = LivePages(context, name=tr.gettext("The page as it will be printed"))
        self.view.setProperty("kind", "boxed")
        self.view.setMinimumWidth(theme.px(300))
        self.state = RunLabel(theme, wrap=True)
        self.state.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self._make)
        self._bar = QHBoxLayout()
        for text, field in (
            (tr.gettext("S&how on"), self.paper),
            (tr.gettext("&Language"), self.language),
        ):
            label = QLabel(text)
            label.setProperty("kind", "label")
            label.setBuddy(field)
            label.setVisible(chooses)
            field.setVisible(chooses)
            field.setAccessibleName(without_key(text))
            self._bar.addWidget(label)
            self._bar.addWidget(field, 1)
            field.currentIndexChanged.connect(self._make)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        if chooses:
            self._box.addLayout(self._bar)
        self._box.addWidget(self.state)
        self._box.addWidget(self.view, 1)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.read()

    def read(self) -> None:
        """Look for the newest papers of the file, and show the page."""

        def done(found: Mapping[str, int]) -> None:
            if shiboken6.isValid(self):
                self._newest = found
                self._make()
                waiting, self._waiting = self._waiting, []
                for ask in waiting:
                    ask()

        def failed(_error: Exception) -> None:
            done({})

        self._context.runner.task(lambda backend: newest_papers(backend.queries), done, failed)

    def show_settings(self, settings: FileSettings) -> None:
        """Show the page with these settings, a moment later."""
        if settings != self._settings:
            self._settings = settings
            self._soon.start()

    def show_paper(self, kind: str, language: str) -> None:
        """Show another paper, in a language."""
        if (kind, language) == (self.paper.value(), self.language.value()):
            return
        for field, value in ((self.paper, kind), (self.language, language)):
            blocked = field.blockSignals(True)
            field.choose(value)
            field.blockSignals(blocked)
        self._make()

    def ask_values(
        self, kind: str, language: str, done: Callable[[Mapping[str, str]], None]
    ) -> None:
        """Ask what the e-mail with a paper is told of it; nothing where there is no such paper."""
        if self._newest is None:
            self._waiting.append(lambda: self.ask_values(kind, language, done))
            return
        paper = _paper(kind, self._newest)
        if paper is None:
            done({})
            return

        def work(backend: Backend) -> Mapping[str, str]:
            specimens, speaking = _speaking(backend, self._stationery(), language)
            return mail_values(specimens, paper, speaking)

        def failed(_error: Exception) -> None:
            done({})

        self._context.runner.task(work, done, failed)

    def close_document(self) -> None:
        """Let the document go."""
        self._soon.stop()
        self.view.set_document(None, [])
        if self._pages is not None:
            self._pages.close()
            self._pages = None

    def _make(self) -> None:
        """Make the page, one at a time: what changes meanwhile is shown by the next one."""
        self._soon.stop()
        if self._newest is None:
            return
        if self._busy:
            self._again = True
            return
        kind = str(self.paper.value())
        paper = _paper(kind, self._newest)
        tr = self._context.tr
        if paper is None:
            self.view.set_document(None, [])
            self._say(tr.gettext("There is none of these in your file yet to show it on."))
            self.made.emit()
            return
        self._busy = True
        self._context.runner.task(
            _work(paper, self._stationery(), str(self.language.value())),
            self._on_made,
            self._on_failed,
        )

    def _stationery(self) -> Stationery:
        return Stationery(
            settings=self._settings,
            tr=self._context.tr,
            resources=self._context.resources,
            clock=self._context.clock,
        )

    def _on_made(self, shown: _Shown) -> None:
        if not shiboken6.isValid(self):
            shown.pages.close()
            return
        self._busy = False
        self._say("")
        self.view.renew(shown.pages, shown.sizes)
        if self._pages is not None:
            self._pages.close()
        self._pages = shown.pages
        if self._again:
            self._again = False
            self._make()
        else:
            self.made.emit()

    def _on_failed(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self._busy = self._again = False
        tr = self._context.tr
        known = isinstance(error, Refusal | DataFileError)
        self._say(say_error(tr, error) if known else tr.gettext("The page could not be made."))
        self.made.emit()

    def _say(self, text: str) -> None:
        self.state.set_runs((Run(text, SMALL, "second"),) if text else (), ("info", "second"))
        self.state.setVisible(bool(text))

    def _on_theme(self) -> None:
        self._bar.setSpacing(self._context.theme.px(8))
        self._box.setSpacing(self._context.theme.px(8))


def with_values(settings: FileSettings, values: Mapping[str, str]) -> FileSettings:
    """Return the settings as they will be once these are kept."""
    kept = {key: value for key, value in values.items() if not key.startswith("file.")}
    return replace(
        settings,
        owner_name=values.get("file.owner_name", settings.owner_name),
        owner_line=values.get("file.owner_line", settings.owner_line),
        owner_address=values.get("file.owner_address", settings.owner_address),
        owner_tax_number=values.get("file.owner_tax_number", settings.owner_tax_number),
        kept={**settings.kept, **kept},
    )


def _paper(kind: str, newest: Mapping[str, int]) -> Paper | None:
    """Return the newest paper of a kind, or the made-up one; None where neither can be shown."""
    of = KINDS.get(kind)
    if of is None or READERS.get(of) is None:
        return None
    if kind in newest:
        return Paper(of, newest[kind])
    if of not in INVENTED:
        return None
    if of is PaperKind.REMINDER:
        return Paper(of, -int(kind[-1]))
    return Paper(of, MADE_UP_CREDIT if kind == "credit_note" else 0)


def _work(paper: Paper, stationery: Stationery, language: str) -> Callable[[Backend], _Shown]:
    """Return what makes the page beside this thread."""

    def work(backend: Backend) -> _Shown:
        specimens, speaking = _speaking(backend, stationery, language)
        made = make(specimens, paper, speaking, language=language)
        pages = PdfPages(made.content)
        return _Shown(pages, [pages.size(index) for index in range(len(pages))])

    return work


def _speaking(
    backend: Backend, stationery: Stationery, language: str
) -> tuple[Queries, Stationery]:
    """Return what is read with what is made up besides, and the stationery in a language."""
    tr = I18n.load(language, stationery.resources, clock=stationery.clock)
    today = stationery.clock.today()
    specimens = Specimens(backend.queries, stationery.settings, tr, today)
    return cast("Queries", specimens), replace(stationery, tr=tr)
