"""What was understood of a bank's file, and how else it may be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from smallcrm.domain.money import Money
from smallcrm.domain.records import RecordKind
from smallcrm.i18n import sentences
from smallcrm.importers.plan import Understood
from smallcrm.ui.dialogs import bank_words
from smallcrm.ui.dialogs.import_form import ImportForm
from smallcrm.ui.dialogs.import_questions import DECIMALS
from smallcrm.ui.theme import BODY, BODY_STRONG, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.domain.statements import Statement
    from smallcrm.importers.plan import Column
    from smallcrm.importers.statements import StatementFile
    from smallcrm.services.commands import ImportResult
    from smallcrm.ui.context import UiContext

_MOST: Final = 4
_NAMED: Final = 5


class StatementForm(ImportForm):
    """How a bank's table was read; of the other formats there is nothing to choose."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._samples: dict[str, tuple[str, ...]] = {}

    def forget(self) -> None:
        """Forget what was chosen: another file is read."""
        super().forget()
        self._samples = {}

    def show_file(self, file: StatementFile) -> None:
        """Show how a table was read; hide where the file is none."""
        given = bool(self.choices().encoding)
        self.setVisible(bool(file.columns) or given)
        self.table.setVisible(bool(file.columns))
        self._columns_label.setVisible(bool(file.columns))
        if not file.columns:
            return
        self.show_understood(
            Understood(
                format=file.format,
                kind=RecordKind.PAYMENTS,
                columns=file.columns,
                encoding=file.encoding,
                separator=file.separator,
                heading_row=file.heading_row,
                date_order=file.date_order,
                date_order_ambiguous=file.date_order_ambiguous,
                decimal_sign=file.decimal_sign,
                decimal_sign_ambiguous=file.decimal_sign_ambiguous,
            )
        )

    def fields_of(self, _kind: RecordKind | None) -> list[tuple[str, str]]:
        """List what a column of a bank may hold, with the names."""
        tr = self._context.tr
        return [(name, tr.pgettext(*words)) for name, words in bank_words.FIELDS.items()]

    def show_table(self, headings: Sequence[str], found: Mapping[str, object]) -> None:
        """Show the columns of a table that nobody knows, with some of its cells."""
        from smallcrm.importers.plan import Column
        from smallcrm.importers.statements.csv_fields import fields_of

        separator, samples = found.get("separator"), found.get("samples")
        rows = samples if isinstance(samples, tuple) else ()
        if isinstance(separator, str):
            self._filling = True
            self.separator.choose(separator)
            self._filling = False
            self._arrange(["separator"])
        columns: list[Column] = []
        for index, (heading, proposed) in enumerate(
            zip(headings, fields_of(list(headings)), strict=True)
        ):
            given = self._mapping.get(heading)
            field = None if given == "ignore" else given or proposed
            cells = tuple(str(row[index]) for row in rows)
            columns.append(Column(heading, field, cells or self._samples.get(heading, ())))
            self._samples[heading] = columns[-1].samples
        self._kind = RecordKind.PAYMENTS
        self.table.show()
        self._columns_label.show()
        self.show_columns(columns, self._kind)
        self.show()

    def has_keyboard(self) -> bool:
        """Tell whether one of its fields has the keyboard."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_choice(self, name: str) -> None:
        """Show one choice that something is wrong with, where none are shown."""
        if self.isHidden():
            self._arrange([name])
            self.table.hide()
            self._columns_label.hide()
            self.show()

    def _arrange(self, names: Sequence[str]) -> None:
        super()._arrange([name for name in names if name not in {"kind", "sheet", "heading_row"}])

    def _answer(self, heading: str, answer: str) -> None:
        # A bank writes all its days alike.
        if heading == DECIMALS:
            super()._answer(heading, answer)
        else:
            self._chosen["date_order"] = answer


class StatementSummary(QWidget):
    """What a statement holds: account, days, balances, what is new, what cannot be taken."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._labels: list[RunLabel] = []

    def texts(self) -> list[str]:
        """Return what is said, for tests and screen readers."""
        return [label.whole_text() for label in self._labels]

    def clear(self) -> None:
        """Say nothing."""
        for label in self._labels:
            self._box.removeWidget(label)
            label.deleteLater()
        self._labels = []

    def show_file(self, file: StatementFile, result: ImportResult | None) -> None:
        """Say what a file holds and, once it was tried out, what of it is new."""
        self.clear()
        tr = self._context.tr
        for statement in file.statements[:_MOST]:
            self._say(self._about(file, statement), icon="wallet")
            for warning in statement.warnings:
                text = sentences.why(tr, warning.code, warning.parameters)
                self._say((Run(text, BODY, "soon"),), "triangle-alert", "soon")
        more = len(file.statements) - _MOST
        if more > 0:
            text = tr.ngettext("and {count} account more", "and {count} accounts more", more)
            self._say((Run(text.format(count=tr.formats.number(more)), BODY, "second"),))
        if result is not None:
            self._result(result)

    def _about(self, file: StatementFile, statement: Statement) -> tuple[Run, ...]:
        tr, formats = self._context.tr, self._context.tr.formats
        account = statement.account or tr.gettext("account not named")
        parts = [bank_words.format_name(file.format)]
        days = [line.booked_on for line in statement.lines]
        if days:
            period = tr.gettext("{first} to {last}")
            first, last = formats.date_short(min(days)), formats.date_short(max(days))
            parts.append(period.format(first=first, last=last))
        balances = (
            (statement.opening_minor, tr.gettext("opening {amount}")),
            (statement.closing_minor, tr.gettext("closing {amount}")),
        )
        for minor, text in balances:
            if minor is not None:
                amount = formats.money(Money(minor, statement.currency))
                parts.append(text.format(amount=amount))
        return (Run(account, BODY_STRONG), Run("  " + " · ".join(parts), BODY, "second"))

    def _result(self, result: ImportResult) -> None:
        tr, number = self._context.tr, self._context.tr.formats.number
        text = tr.ngettext("{count} new booking", "{count} new bookings", result.added)
        runs = [Run(text.format(count=number(result.added)), BODY_STRONG)]
        if result.unchanged:
            there = tr.ngettext("{count} there already", "{count} there already", result.unchanged)
            runs.append(Run(" · " + there.format(count=number(result.unchanged)), BODY, "second"))
        skipped = len(result.skipped)
        if skipped:
            cannot = tr.ngettext(
                "{count} that cannot be taken", "{count} that cannot be taken", skipped
            )
            runs.append(Run(" · " + cannot.format(count=number(skipped)), BODY, "soon"))
        self._say(tuple(runs), "list")
        for row in result.skipped[:_NAMED]:
            line = tr.gettext("Line {row}: {why}")
            why = sentences.why(tr, row.why, row.parameters)
            self._say((Run(line.format(row=number(row.row), why=why), BODY, "second"),))
        if skipped > _NAMED:
            more = tr.ngettext("and {count} line more", "and {count} lines more", skipped - _NAMED)
            self._say((Run(more.format(count=number(skipped - _NAMED)), BODY, "second"),))

    def _say(self, runs: tuple[Run, ...], icon: str = "", tone: Tone = "second") -> None:
        label = RunLabel(self._context.theme, wrap=True)
        label.set_runs(runs, (icon, tone) if icon else None)
        self._labels.append(label)
        self._box.addWidget(label)
