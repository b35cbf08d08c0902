"""What an import would do, or did: counts, and the rows that cannot be taken with why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.i18n import sentences
from smallcrm.ui.theme import BODY, BODY_STRONG, NOTE_STRONG
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from smallcrm.domain.records import RejectedRow
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import ImportResult
    from smallcrm.ui.theme import ThemeContext

_MOST_LISTED: Final = 100
_MOST_SEEN: Final = 5


class ImportPreview(QWidget):
    """Counts and skipped rows; hidden while there is nothing to say."""

    def __init__(self, theme: ThemeContext, tr: I18n, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self.summary = RunLabel(theme, wrap=True)
        self.skipped = QListWidget()
        self._why = plain_label(tr.gettext("Rows that cannot be taken"), "section")
        self.skipped.setProperty("kind", "boxed")
        self.skipped.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.skipped.setAccessibleName(tr.gettext("Rows not taken, and why"))
        self.skipped.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        for widget in (self.summary, self._why, self.skipped):
            box.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()
        self._show_skipped(())

    def say(self, text: str) -> None:
        """Say what is going on."""
        self.summary.set_runs((Run(text, tone="second"),), ("hourglass", "second"))
        self.show()

    def show_result(self, result: ImportResult, *, tried: bool) -> None:
        """Say what an import would do (`tried`), or what it did."""
        tr = self._tr
        counts = self._counts(result)
        number = tr.formats.number(result.read)
        rows = tr.ngettext("{count} row", "{count} rows", result.read).format(count=number)
        nothing = not result.added + result.merged
        if nothing:
            text = tr.gettext("Nothing new in this file: {counts}.").format(counts=counts)
            self.summary.set_runs((Run(text, BODY_STRONG),), ("info", "second"))
        elif tried:
            text = tr.gettext("{rows} read. Importing gives: ").format(rows=rows)
            runs = (Run(text, BODY), Run(counts, BODY_STRONG))
            self.summary.set_runs(runs, ("info", "second"))
        else:
            text = tr.gettext("Imported: {counts}").format(counts=counts)
            self.summary.set_runs((Run(text, NOTE_STRONG),), ("circle-check", "ok"))
        announce(self.summary, self.summary.whole_text())
        self._show_skipped(result.skipped)
        self.show()

    def _counts(self, result: ImportResult) -> str:
        tr = self._tr
        number = tr.formats.number
        parts = [tr.gettext("{count} new").format(count=number(result.added))]
        if result.merged:
            parts.append(tr.gettext("{count} merged").format(count=number(result.merged)))
        if result.unchanged:
            text = tr.gettext("{count} there already").format(count=number(result.unchanged))
            parts.append(text)
        if result.skipped:
            text = tr.gettext("{count} not taken").format(count=number(len(result.skipped)))
            parts.append(text)
        return tr.pgettext("counts", ", ").join(parts)

    def _show_skipped(self, skipped: tuple[RejectedRow, ...]) -> None:
        tr = self._tr
        self.skipped.clear()
        for row in skipped[:_MOST_LISTED]:
            why = sentences.why(tr, row.why, row.parameters)
            text = tr.gettext("Row {row}: {why}").format(row=tr.formats.number(row.row), why=why)
            self.skipped.addItem(one_line(text))
        more = len(skipped) - _MOST_LISTED
        if more > 0:
            text = tr.ngettext("and {count} row more", "and {count} rows more", more)
            self.skipped.addItem(text.format(count=tr.formats.number(more)))
        self.skipped.setVisible(bool(skipped))
        self._why.setVisible(bool(skipped))
        rows = min(_MOST_SEEN, self.skipped.count())
        self.skipped.setFixedHeight(rows * self._theme.px(28) + 4)
