"""Who sends us the most, and where clients come from, in any period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.referral_shapes import LeagueRow, SourceRow
from smallcrm.ui.dialogs import referrers_rows
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.period_field import PeriodField
from smallcrm.ui.dialogs.ranked_page import RankedPage
from smallcrm.ui.dialogs.words import escape_key, say_error
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.labels import hairline
from smallcrm.ui.widgets.tab_bar import CountTabBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from smallcrm.exporters import Written
    from smallcrm.queries.api import Queries
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

PAGES: Final = ("referrers", "sources")


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a period."""

    league: tuple[LeagueRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()


class ReferrersWindow(BesideFrame):
    """The league of referrers, and beside it the sources; follows what is committed.

    `wanted(name, argument)`: `open_card` on Enter and `referral_tree` with the referrer's id,
    `print_league` with the days of the period, `record_referral` where there is nothing, `undo`.
    """

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, page: str = "referrers"
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Referrers"), parent, width=1000, height=640)
        self._slot = f"referrers:{id(self)}"
        self._read = _Read()
        self._begun = False
        self._currency = context.settings.currency
        self.tabs = CountTabBar(theme, name=tr.gettext("Referrers and sources"))
        self.tabs.add(tr.gettext("Referrers"))
        self.tabs.add(tr.gettext("Sources"))
        self.period = PeriodField(theme, tr)
        self.currency_field = ChoiceField(())
        self.currency_field.setMinimumContentsLength(5)
        self.currency_field.setAccessibleName(tr.gettext("Currency"))
        self.record_button = KeyButton(
            theme, tr.gettext("Record referral…"), icon="user-plus", kind="primary"
        )
        self.league = RankedPage(
            theme,
            referrers_rows.league_columns(tr, (), self._currency),
            lambda row, place: referrers_rows.league_spoken(tr, row, place, self._currency),
            lambda row: row.referrer.id,
            sort="worth",
            names=(tr.gettext("Referrers"), tr.gettext("All referrers together")),
            buttons=(self.record_button,),
        )
        self.sources = RankedPage(
            theme,
            referrers_rows.source_columns(tr, (), self._currency),
            lambda row, _place: referrers_rows.source_spoken(tr, row, self._currency),
            lambda row: (row.source, row.referred),
            sort="clients",
            names=(tr.gettext("Sources"), tr.gettext("Referred clients and the rest")),
        )
        self.copy_button = self._left(tr.gettext("&Copy all"), self.copy_all)
        self.export_button = self._left(tr.gettext("E&xport…"), self.open_export_dialog)
        self.print_button = self._left(tr.gettext("&Print…"), self.print_page)
        self.tree_button = self.add_button(
            tr.pgettext("button", "Tree"), key=tr.pgettext("key", "Alt T")
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.open_button = self.add_button(
            tr.gettext("Open card"), key=tr.pgettext("key", "Enter"), primary=True
        )
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._build()
        self._connect()
        self.show_page(page)
        self.follow()

    @property
    def currency(self) -> str:
        """Return the currency in which amounts are shown."""
        return self._currency

    @property
    def page(self) -> str:
        """Return which page is shown: `referrers` or `sources`."""
        return PAGES[self.tabs.currentIndex()]

    def read(self) -> None:
        """Read the period anew."""
        first, until = self.period.value()

        def work(queries: Queries) -> _Read:
            league = referrers_rows.by_merit(queries.league(first, until))
            return _Read(tuple(league), queries.sources(first, until))

        self._context.runner.read(self._slot, work, self._show, self._on_failed)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether a figure may be another now."""
        return changes.touches(Entity.REFERRAL, Entity.CLIENT, Entity.PAYMENT, Entity.SALE)

    def show_page(self, page: str) -> None:
        """Show the referrers or the sources."""
        self.tabs.setCurrentIndex(PAGES.index(page))

    def copy_all(self) -> None:
        """Put the page's table on the clipboard, as it is sorted and shown."""
        self._say_copied(self._shown().copy_all())

    def print_page(self) -> None:
        """Ask for the paper of referrers and sources, for the days of the period."""
        if self._shown().rows:
            self.wanted.emit("print_league", self.period.value())

    def open_export_dialog(self) -> None:
        """Ask for a file, beside everything else."""
        if not self._shown().rows:
            return
        tr = self._context.tr
        dialog = QFileDialog(self, tr.gettext("Export this list"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("Workbook (*.xlsx);;Table as text (*.csv);;JSON (*.json)"))
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"{self.page}.xlsx")
        dialog.fileSelected.connect(lambda file: self.export_to(Path(file)))
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def export_to(self, path: Path) -> None:
        """Write the page as it is sorted, every currency in columns of its own."""
        tr, page, rows = self._context.tr, self.page, tuple(self._shown().rows)

        def work(backend: Backend) -> Written:
            from smallcrm.exporters import export
            from smallcrm.exporters.referral_sheets import league_sheet, source_sheet
            from smallcrm.exporters.spoken import spoken
            from smallcrm.exporters.titles import about, sheet_name

            sheet = league_sheet(rows) if page == "referrers" else source_sheet(rows)
            title = sheet_name(tr, "league" if page == "referrers" else "sources")
            sheet = replace(sheet, about=about(backend.queries, title, tr))
            return export(spoken(sheet, tr), path)

        def done(_written: Written) -> None:
            if shiboken6.isValid(self):
                said = tr.gettext("Exported to {file}").format(file=path.name)
                self.set_notice(said, wrong=False)

        self._context.runner.task(work, done, self._on_failed)

    def open_card(self) -> None:
        """Ask for the card of the current referrer."""
        self._ask("open_card")

    def open_tree(self) -> None:
        """Ask for the tree of the current referrer."""
        self._ask("referral_tree")

    def _ask(self, wish: str) -> None:
        row = self.league.current()
        if row is not None and self.page == "referrers":
            self.wanted.emit(wish, row.referrer.id)

    def _shown(self) -> RankedPage:
        return self.league if self.page == "referrers" else self.sources

    def _left(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        self.add_left(button)
        return button

    def _build(self) -> None:
        tr, px = self._context.tr, self.theme.px
        bar = QHBoxLayout()
        bar.setSpacing(px(8))
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        self._currency_label = QLabel(tr.gettext("C&urrency"))
        period_label = QLabel(tr.gettext("P&eriod"))
        period_label.setBuddy(self.period.choice)
        self._currency_label.setBuddy(self.currency_field)
        for label, field in (
            (self._currency_label, self.currency_field),
            (period_label, self.period),
        ):
            label.setProperty("kind", "label")
            bar.addWidget(label)
            bar.addWidget(field)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.league)
        self._pages.addWidget(self.sources)
        self.body.addLayout(bar)
        self.body.addWidget(hairline())
        self.body.addWidget(self._pages, 1)
        self.tabs.setToolTip(tr.gettext("Ctrl and Page Up or Down: the other page"))

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_page)
        self.period.changed.connect(self.read)
        self.period.problem.connect(self.set_notice)
        self.currency_field.currentIndexChanged.connect(self._on_currency)
        self.league.opened.connect(self.open_card)
        self.open_button.clicked.connect(self.open_card)
        self.tree_button.clicked.connect(self.open_tree)
        self.record_button.clicked.connect(lambda: self.wanted.emit("record_referral", None))
        self.close_button.clicked.connect(self.reject)
        for page in (self.league, self.sources):
            page.copied.connect(self._say_copied)
        keys: tuple[tuple[Any, Callable[[], object]], ...] = (
            (Qt.Modifier.ALT | Qt.Key.Key_T, self.open_tree),
            (QKeySequence.StandardKey.Print, self.print_page),
            (QKeySequence.StandardKey.Save, self.open_export_dialog),
            (Qt.Modifier.CTRL | Qt.Key.Key_PageDown, self._turn),
            (Qt.Modifier.CTRL | Qt.Key.Key_PageUp, self._turn),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _show(self, read: _Read) -> None:
        if not shiboken6.isValid(self):
            return
        self._read = read
        own = self._context.settings.currency
        amounts = [row.worth for row in read.league] + [row.reward for row in read.league]
        amounts += [row.worth for row in read.sources]
        found = referrers_rows.currencies(amounts, own)
        if self._currency not in found:
            self._currency = found[0] if found else own
        word = self._context.tr.formats.currency_word
        self.currency_field.set_choices(((code, word(code)) for code in found), self._currency)
        for widget in (self.currency_field, self._currency_label):
            widget.setVisible(len(found) > 1)
        number = self._context.tr.formats.number
        self.tabs.set_count(0, number(len(read.league)) if read.league else "")
        self.tabs.set_count(1, number(len(read.sources)) if read.sources else "")
        self._say_empty()
        self._fill()

    def _fill(self) -> None:
        """Show what was read, in the currency that is chosen."""
        tr, read, code = self._context.tr, self._read, self._currency
        self.league.show_rows(
            read.league,
            referrers_rows.league_columns(tr, read.league, code),
            referrers_rows.league_facts(tr, read.league, code),
        )
        self.sources.show_rows(
            read.sources,
            referrers_rows.source_columns(tr, read.sources, code),
            referrers_rows.source_facts(tr, read.sources, code),
        )
        self._on_page(self.tabs.currentIndex())

    def _say_empty(self) -> None:
        """Say why there is nothing to be seen: in this time, or at all."""
        tr = self._context.tr
        ever = self.period.value() == (None, None)
        self.record_button.setVisible(ever)
        if ever:
            self.league.empty.set_words(
                tr.gettext("Nobody has sent anybody yet"),
                tr.gettext("Record who sent a client, and the referrers are ranked here."),
            )
            self.sources.empty.set_words(
                tr.gettext("There are no clients yet"),
                tr.gettext("A client's source is noted with the client, or a referral says it."),
            )
            return
        text = tr.gettext("Choose a longer time above.")
        self.league.empty.set_words(tr.gettext("Nobody sent anybody in this time"), text)
        self.sources.empty.set_words(tr.gettext("No client was added in this time"), text)

    def _on_page(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        filled = bool(self._shown().rows)
        for button in (self.tree_button, self.open_button):
            button.setVisible(number == 0)
            button.setEnabled(filled)
        for one in (self.copy_button, self.export_button, self.print_button):
            one.setEnabled(filled)
        tables = (self.league.table, self.sources.table)
        if filled and (not self._begun or self.focusWidget() in tables):
            self._begun = True
            self._shown().table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_currency(self) -> None:
        code = self.currency_field.value()
        if code is not None and code != self._currency:
            self._currency = code
            self._fill()

    def _turn(self) -> None:
        self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())

    def _say_copied(self, count: int) -> None:
        tr = self._context.tr
        text = tr.ngettext("{count} row copied.", "{count} rows copied.", count)
        self.set_notice(text.format(count=tr.formats.number(count)), wrong=False)

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(say_error(self._context.tr, error))
