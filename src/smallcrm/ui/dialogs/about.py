"""About the program: version, where the data lies, and who made the parts it is built of."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
)

from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, painted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext

# Name, licence; a name that is a distribution's is shown with its version.
_PARTS: Final = (
    ("Qt, PySide6", "LGPL-3.0", "PySide6_Essentials"),
    ("SQLite", "Public domain", ""),
    ("SQLCipher, sqlcipher3", "BSD-3-Clause, Zlib", "sqlcipher3"),
    ("SQLAlchemy", "MIT", "SQLAlchemy"),
    ("Alembic", "MIT", "alembic"),
    ("phonenumbers", "Apache-2.0", "phonenumbers"),
    ("pypinyin", "MIT", "pypinyin"),
    ("RapidFuzz", "MIT", "rapidfuzz"),
    ("Babel", "BSD-3-Clause", "Babel"),
    ("ReportLab", "BSD-3-Clause", "reportlab"),
    ("PDFium, pypdfium2", "BSD-3-Clause, Apache-2.0", "pypdfium2"),
    ("mt-940", "BSD-3-Clause", "mt-940"),
    ("defusedxml", "PSF-2.0", "defusedxml"),
    ("XlsxWriter", "BSD-2-Clause", "XlsxWriter"),
    ("platformdirs", "MIT", "platformdirs"),
    ("Inter", "SIL OFL 1.1", ""),
    ("Source Serif 4", "SIL OFL 1.1", ""),
    ("Noto Sans SC", "SIL OFL 1.1", ""),
    ("Lucide", "ISC, MIT (Feather)", ""),
)


class AboutDialog(DialogFrame):
    """Shows what an owner is asked for when something is reported."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(theme, "Small CRM", parent, width=560)
        self._context = context
        version = tr.gettext("Version {version}").format(version=version_of("smallcrm"))
        self.set_title("Small CRM", version)
        backend = context.runner.backend()
        self._folder = backend.paths.data if backend is not None else None
        self.facts = RunLabel(theme, wrap=True)
        self.where = RunLabel(theme, wrap=True)
        if self._folder is not None:
            runs = (Run(str(self._folder), SMALL, "second"),)
            self.where.set_runs(runs, ("database", "second"))
        open_button = QPushButton(tr.gettext("&Open the data folder"))
        open_button.clicked.connect(self._on_folder)
        self._say_facts()
        self.body.addWidget(self.facts)
        self.body.addWidget(self.where)
        heading = plain_label(tr.gettext("Made of"), "section")
        self.body.addWidget(heading)
        self.parts = self._table()
        self.body.addWidget(self.parts, 1)
        self.add_left(open_button)
        close = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        close.clicked.connect(self.accept)
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _table(self) -> QTableWidget:
        tr, px = self._context.tr, self.theme.px
        table = QTableWidget(len(_PARTS), 3)
        table.setHorizontalHeaderLabels(
            [tr.gettext("Part"), tr.gettext("Version"), tr.gettext("Licence")]
        )
        for row, (name, licence, distribution) in enumerate(_PARTS):
            version = version_of(distribution) if distribution else ""
            for column, text in enumerate((name, version, licence)):
                table.setItem(row, column, QTableWidgetItem(painted(text)))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(28))
        table.setShowGrid(False)
        table.setProperty("kind", "boxed")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(tr.gettext("Parts and their licences"))
        table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        header = table.horizontalHeader()
        header.setFixedHeight(px(28))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setMinimumHeight(px(28) * 9)
        return table

    def _say_facts(self) -> None:
        facts = (
            f"Qt {QLibraryInfo.version().toString()}",
            f"Python {platform.python_version()}",
            platform.platform(terse=True),
        )
        text = self._context.tr.pgettext("facts", ", ").join(facts)
        self.facts.set_runs((Run(text, SMALL, "second"),), ("info", "second"))

    def _on_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def version_of(distribution: str) -> str:
    """Return the version of an installed part; nothing where a packaged build does not say."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
