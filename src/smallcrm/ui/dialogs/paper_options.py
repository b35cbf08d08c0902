"""What the owner chooses for a paper before it is printed: its days, its tables, its language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import PAGE_SIZES, PageSize
from smallcrm.reports.material import (
    ClientOptions,
    EnvelopeOptions,
    EnvelopeSize,
    ListOptions,
    Paper,
    PaperKind,
    SalesBy,
    SalesOptions,
    Step,
)
from smallcrm.ui.dialogs.fields import ChoiceField, DateField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.notes_choice import NotesChoice
from smallcrm.ui.dialogs.paper_scope import Around, Whom, whom_words
from smallcrm.ui.dialogs.paper_words import EXACT
from smallcrm.ui.dialogs.period_field import Period, PeriodField
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.ui.context import UiContext

_LETTER_HEIGHT: Final = 792  # points
_TABLES: Final[dict[str, tuple[SalesBy, ...]]] = {
    "both": (SalesBy.CLIENT, SalesBy.PRODUCT),
    "client": (SalesBy.CLIENT,),
    "product": (SalesBy.PRODUCT,),
    "none": (),
}


class PaperOptions(QWidget):
    """The fields that a kind of paper has; `changed()` when another paper is meant.

    `problem(text)` says what is wrong with a field, and nothing where all is well: the paper
    stays as it was until then.
    """

    changed = Signal()
    problem = Signal(str)

    def __init__(self, context: UiContext, paper: Paper, around: Around) -> None:
        super().__init__()
        self._context = context
        self._paper = paper
        self._around = around
        self._language_chosen = paper.kind is PaperKind.CLIENT
        self._page_chosen = False
        self._flow = FlowLayout(context.theme.px(8), self)
        self.notes: NotesChoice | None = None
        self.since: DateField | None = None
        self.until: DateField | None = None
        self.period: PeriodField | None = None
        self.step: ChoiceField | None = None
        self.by: ChoiceField | None = None
        self.envelope: ChoiceField | None = None
        self.with_sender: QCheckBox | None = None
        self.whom: ChoiceField | None = None
        self.page: ChoiceField | None = None
        tr = context.tr
        self._build()
        if paper.kind not in EXACT:
            self.page = self._choice(tr.gettext("Pa&per"), [(one, str(one)) for one in PAGE_SIZES])
            self.page.currentIndexChanged.connect(self._on_page)
        names = [(code, tr.formats.language_name(code)) for code in LANGUAGES]
        self.language = self._choice(tr.gettext("&Language"), names, tr.language)
        self.language.currentIndexChanged.connect(self._on_language)

    def paper(self) -> Paper:
        """Return the paper that is meant, its clients aside."""
        paper = self._paper
        if self.notes is not None:
            return replace(paper, options=ClientOptions(notes=self.notes.value()))
        if self.period is not None:
            since, until = self.period.value()
            paper = replace(paper, since=since, until=until)
        if self.since is not None:
            paper = replace(paper, since=self.since.shown())
        if self.until is not None:
            paper = replace(paper, until=self.until.shown())
        if self.step is not None and self.by is not None:
            paper = replace(
                paper, options=SalesOptions(step=self.step.value(), by=_TABLES[self.by.value()])
            )
        if self.envelope is not None and self.with_sender is not None:
            options = EnvelopeOptions(
                size=self.envelope.value(), sender=self.with_sender.isChecked()
            )
            paper = replace(paper, options=options)
        return paper

    def chosen_whom(self) -> Whom | None:
        """Return which clients a list is about, None where that is no question."""
        return self.whom.value() if self.whom is not None else None

    def chosen_language(self) -> str | None:
        """Return the language, None for the paper's own."""
        return str(self.language.value()) if self._language_chosen else None

    def chosen_page(self) -> PageSize | None:
        """Return the size of the page, None for the usual one."""
        return self.page.value() if self.page is not None and self._page_chosen else None

    def show_made(self, language: str, size: tuple[float, float]) -> None:
        """Show which language and page a paper was made in where none was chosen."""
        _show(self.language, language)
        if self.page is not None:
            _show(self.page, _page_of(size))

    def _build(self) -> None:
        tr, kind = self._context.tr, self._paper.kind
        if kind is PaperKind.CLIENT:
            self.notes = NotesChoice(self._context, self._paper.id)
            self._add(tr.gettext("&Notes"), self.notes)
            self.notes.changed.connect(self.changed)
        elif kind is PaperKind.STATEMENT:
            self.since = self._day(tr.gettext("&From"), tr.pgettext("statement", "the beginning"))
            self.since.set_day(self._paper.since)
        elif kind is PaperKind.CALLS:
            self.until = self._day(tr.gettext("&Day"), tr.gettext("Today"))
            self.until.set_day(self._paper.until)
        elif kind in {PaperKind.SALES, PaperKind.LEAGUE}:
            self._add_period()
        elif kind is PaperKind.ENVELOPE:
            self._add_envelope()
        elif kind in {PaperKind.PHONES, PaperKind.OVERDUE}:
            self._add_whom()
        if kind is PaperKind.SALES:
            self._add_tables()

    def _add_period(self) -> None:
        tr = self._context.tr
        given = self._paper.since is not None or self._paper.until is not None
        sales = self._paper.kind is PaperKind.SALES and not given
        usual = Period.TWELVE_MONTHS if sales else Period.ALL
        self.period = PeriodField(self._context.theme, tr, usual)
        if given:
            self.period.set_days(self._paper.since, self._paper.until)
        self._add(tr.gettext("P&eriod"), self.period, self.period.choice)
        self.period.changed.connect(self.changed)
        self.period.problem.connect(self.problem)
        self.period.choice.currentIndexChanged.connect(self._on_resized)

    def _add_tables(self) -> None:
        tr = self._context.tr
        self.step = self._choice(
            tr.gettext("B&y"),
            [
                (Step.MONTH, tr.pgettext("step", "Month")),
                (Step.QUARTER, tr.pgettext("step", "Quarter")),
                (Step.YEAR, tr.pgettext("step", "Year")),
            ],
            Step.MONTH,
        )
        self.by = self._choice(
            tr.gettext("&Tables"),
            [
                ("both", tr.gettext("Clients and products")),
                ("client", tr.gettext("Clients")),
                ("product", tr.gettext("Products")),
                ("none", tr.gettext("Periods only")),
            ],
            "both",
        )
        for field in (self.step, self.by):
            field.currentIndexChanged.connect(self.changed)

    def _add_envelope(self) -> None:
        tr = self._context.tr
        given = self._paper.options
        options = given if isinstance(given, EnvelopeOptions) else EnvelopeOptions()
        sizes = [(size, envelope_name(size)) for size in EnvelopeSize]
        self.envelope = self._choice(tr.gettext("Si&ze"), sizes, options.size)
        self.envelope.currentIndexChanged.connect(self.changed)
        self.with_sender = QCheckBox(tr.gettext("With the sen&der"))
        self.with_sender.setChecked(options.sender)
        self.with_sender.toggled.connect(self.changed)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, self._context.theme.px(8), 0)
        row.addWidget(self.with_sender)
        holder.setMinimumHeight(self.envelope.sizeHint().height())
        self._flow.addWidget(holder)

    def _add_whom(self) -> None:
        tr = self._context.tr
        given = self._paper.options
        if isinstance(given, ListOptions) and given.clients is not None:
            return  # whoever opened it has said whom
        owe = self._paper.kind is PaperKind.OVERDUE
        everybody = tr.gettext("All who owe") if owe else tr.gettext("All clients")
        offers = self._around.offers()
        if len(offers) == 1:
            return
        words = whom_words(tr, self._around, everybody)
        self.whom = self._choice(
            tr.gettext("&Whom"), [(one, words[one]) for one in offers], offers[0]
        )
        self.whom.currentIndexChanged.connect(self.changed)

    def _day(self, text: str, placeholder: str) -> DateField:
        field = DateField(self._context.theme, self._context.tr, placeholder=placeholder)
        field.setFixedWidth(self._context.theme.px(150))
        last = [field.text()]

        def finished() -> None:
            try:
                field.value()
            except Refusal as refused:
                self.problem.emit(say(self._context.tr, refused))
                return
            self.problem.emit("")
            if field.text() != last[0]:
                last[0] = field.text()
                self.changed.emit()

        field.editingFinished.connect(finished)
        self._add(text, field)
        return field

    def _choice(
        self, text: str, choices: list[tuple[Any, str]], current: Any = None
    ) -> ChoiceField:
        field = ChoiceField(choices, current)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._add(text, field)
        return field

    def _add(self, text: str, field: QWidget, buddy: QWidget | None = None) -> None:
        """Put a field and its name in, which stay beside each other where the line breaks."""
        label = QLabel(text)
        label.setProperty("kind", "label")
        label.setBuddy(buddy or field)
        if not isinstance(field, NotesChoice):
            (buddy or field).setAccessibleName(without_key(text))
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, self._context.theme.px(8), 0)
        row.setSpacing(self._context.theme.px(8))
        row.addWidget(label)
        row.addWidget(field)
        self._flow.addWidget(pair)

    def _on_resized(self) -> None:
        """Let the lines break anew: days of one's own take more room."""
        self._flow.invalidate()
        self.updateGeometry()

    def _on_language(self) -> None:
        self._language_chosen = True
        self.changed.emit()

    def _on_page(self) -> None:
        self._page_chosen = True
        self.changed.emit()


def with_clients(paper: Paper, around: Around, whom: Whom | None, queries: Queries) -> Paper:
    """Return a list's paper about those who are meant; not for the GUI thread."""
    if whom is None:
        return paper
    return replace(paper, options=ListOptions(clients=around.clients(whom, queries)))


def _show(field: ChoiceField, value: object) -> None:
    field.blockSignals(True)
    field.choose(value)
    field.blockSignals(False)


def _page_of(size: tuple[float, float]) -> PageSize:
    """Tell which of the two a page is by its longer side: A4 is the longer one."""
    return "A4" if max(size) > _LETTER_HEIGHT + 1 else "Letter"


def envelope_name(size: EnvelopeSize) -> str:
    """Name a size of envelopes with its measures."""
    across, down = {
        EnvelopeSize.DL: (220, 110),
        EnvelopeSize.C5: (229, 162),
        EnvelopeSize.C6: (162, 114),
    }[size]
    return f"{size} ({across} × {down} mm)"
