"""What becomes of each row of a file, as a table of any length, with what the owner decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal

from smallcrm.domain.keys import fold
from smallcrm.i18n import sentences
from smallcrm.i18n.own_values import own_value_text
from smallcrm.services.commands import Decision, Fate, RowAction, RowFate
from smallcrm.ui.dialogs import import_sentences
from smallcrm.ui.dialogs.import_words import OWN, change_value, field_name
from smallcrm.ui.models.headed import HeadedModel, Index
from smallcrm.ui.widgets.cells import CELL_ROLE, EMPTY, Cell
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from smallcrm.domain.records import RecordKind
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import Candidate, FieldChange, ImportResult
    from smallcrm.ui.theme import ThemeContext

ROW, FATE, NAME, WHAT, CHOICE = range(5)
ALL: Final = "all"
POSSIBLE: Final = "possible"
FILTERS: Final = (
    ALL,
    Fate.NEW.value,
    Fate.UPDATES.value,
    POSSIBLE,
    Fate.REFUSED.value,
    Fate.UNCHANGED.value,
    Fate.LEFT_OUT.value,
)
_MOST_SAID: Final = 6
# What goes without saying of a new client.
_USUAL: Final = frozenset(
    {("kind", "person"), ("level", "standard"), ("lifecycle", "client"), ("lifecycle", "active")}
)
_KEYS: Final = {
    Qt.Key.Key_N: RowAction.NEW,
    Qt.Key.Key_U: RowAction.UPDATE,
    Qt.Key.Key_L: RowAction.SKIP,
    Qt.Key.Key_Delete: RowAction.SKIP,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A result with its rows sorted out: which are of which filter, and what is searched in."""

    result: ImportResult
    kind: RecordKind
    rows: tuple[RowFate, ...]
    places: Mapping[str, Sequence[int]]
    texts: tuple[str, ...]
    decisions: Mapping[int, Decision]

    def count(self, name: str) -> int:
        """Return how many rows a filter shows."""
        return len(self.places[name])


def prepare(
    result: ImportResult,
    kind: RecordKind,
    decisions: Mapping[int, Decision],
    doubts: Mapping[int, tuple[Candidate, ...]],
) -> Prepared:
    """Sort the rows of a result out; off the GUI thread.

    `doubts` are the candidates of rows that were decided since: the owner may think again.
    """
    rows = result.fates or tuple(
        RowFate(one.row, Fate.REFUSED, "", why=one.why, parameters=one.parameters)
        for one in result.skipped
    )
    if doubts:
        rows = tuple(
            replace(row, candidates=doubts[row.row])
            if row.row in doubts and not row.candidates
            else row
            for row in rows
        )
    places: dict[str, list[int]] = {name: [] for name in FILTERS}
    for number, row in enumerate(rows):
        places[row.fate.value].append(number)
        if row.candidates:
            places[POSSIBLE].append(number)
    places[ALL] = list(range(len(rows)))
    texts = tuple(
        fold(
            " ".join(
                (
                    row.name,
                    row.client_name or "",
                    *(change.after for change in row.changes),
                    *(candidate.name for candidate in row.candidates),
                )
            )
        )
        for row in rows
    )
    return Prepared(result, kind, rows, places, texts, dict(decisions))


class RowWords:
    """Says what becomes of rows, in the owner's language."""

    def __init__(self, tr: I18n, kinds: Mapping[str, Any] | None = None) -> None:
        self._tr = tr
        self._own = dict(kinds or {})

    def set_own(self, kinds: Mapping[str, Any]) -> None:
        """Say of which kind the owner's fields are, by their names."""
        self._own = dict(kinds)

    def field(self, change: FieldChange, kind: RecordKind | None) -> str:
        """Name what a change is about."""
        return field_name(self._tr, change.field, kind)

    def value(self, change: FieldChange, text: str | None) -> str:
        """Say a value as the owner writes it."""
        kind = self._own.get(change.field.removeprefix(OWN))
        if text and kind is not None and change.field.startswith(OWN):
            figure, _, currency = text.partition(" ") if kind.value == "amount" else (text, "", "")
            return own_value_text(self._tr, kind, figure, currency or None)
        return change_value(self._tr, change.field, text) if text else ""

    def candidate(self, candidate: Candidate) -> str:
        """Say whom a row may double, and why."""
        reasons = self._tr.pgettext("facts", ", ").join(
            sentences.enum_name(self._tr, reason) for reason in candidate.reasons
        )
        name = candidate.name
        if candidate.client is None and candidate.row is not None:
            name = self._tr.gettext("{name} in row {row}").format(
                name=name, row=self._tr.formats.number(candidate.row)
            )
        return self._tr.gettext("{name} ({reasons})").format(name=name, reasons=reasons)

    def what(self, row: RowFate, kind: RecordKind | None) -> str:
        """Say in a line what a row brings, or why it cannot be taken."""
        tr = self._tr
        if row.fate is Fate.REFUSED:
            return sentences.why(tr, row.why or "", row.parameters)
        said = [
            tr.gettext("{field}: {value}").format(
                field=self.field(change, kind), value=self.value(change, change.after)
            )
            for change in row.changes
            if (change.field, change.after) not in _USUAL and change.after != row.name
        ]
        said = said[:_MOST_SAID]
        return tr.pgettext("facts", ", ").join(said)

    def decision(self, decision: Decision, row: RowFate) -> str:
        """Say what the owner decided of a row."""
        tr = self._tr
        if decision.action is RowAction.NEW:
            return tr.gettext("Add as new")
        if decision.action is RowAction.SKIP:
            return tr.gettext("Leave out")
        names = [one.name for one in row.candidates if one.client == decision.client]
        name = names[0] if names else row.client_name or ""
        return tr.gettext("Complete {name}").format(name=name)


def options_of(row: RowFate, kind: RecordKind) -> list[Decision]:
    """List what can be decided of a row, the way it is without a word of the owner's first."""
    if row.fate is Fate.REFUSED:
        return []
    skip, new = Decision(RowAction.SKIP), Decision(RowAction.NEW)
    if kind.value != "clients":
        return [skip]
    found = [new]
    found += [
        Decision(RowAction.UPDATE, one.client) for one in row.candidates if one.client is not None
    ]
    known = row.client if row.fate in {Fate.UPDATES, Fate.UNCHANGED} else None
    if known is not None and Decision(RowAction.UPDATE, known) not in found:
        found.insert(0, Decision(RowAction.UPDATE, known))
    return [*found, skip]


class PreviewRows(HeadedModel):
    """The rows of a preview, narrowed by fate and words; `decided()` when the owner decided."""

    decided = Signal()

    def __init__(self, tr: I18n, words: RowWords, parent: QObject) -> None:
        heads = (
            (tr.gettext("Row"), True),
            (tr.pgettext("column", "What happens"), False),
            (tr.pgettext("column", "Name"), False),
            (tr.pgettext("column", "What it brings"), False),
            (tr.pgettext("column", "Your choice"), False),
        )
        super().__init__(heads, parent)
        self._tr, self._words = tr, words
        self._prepared: Prepared | None = None
        self._shown: Sequence[int] = ()
        self._filter, self._wanted = ALL, ""
        self.decisions: dict[int, Decision] = {}

    def show(self, prepared: Prepared | None) -> None:
        """Show what was tried out, narrowed as before."""
        self.beginResetModel()
        self._prepared = prepared
        self._narrow()
        self.endResetModel()

    def narrow(self, name: str, typed: str) -> None:
        """Show the rows of one filter in which all the words stand."""
        self.beginResetModel()
        self._filter, self._wanted = name, typed
        self._narrow()
        self.endResetModel()

    def forget(self) -> None:
        """Forget what was decided: another file is read."""
        self.decisions = {}
        self.show(None)

    def at(self, number: int) -> RowFate | None:
        """Return a row, None where there is none."""
        if self._prepared is None or not 0 <= number < len(self._shown):
            return None
        return self._prepared.rows[self._shown[number]]

    def place_of(self, row: int) -> int:
        """Return where a row of the file is shown, -1 where it is not."""
        prepared = self._prepared
        if prepared is None:
            return -1
        found = (number for number, one in enumerate(self._shown) if prepared.rows[one].row == row)
        return next(found, -1)

    def kind(self) -> RecordKind | None:
        """Return what the rows are."""
        return self._prepared.kind if self._prepared is not None else None

    def decide(self, numbers: Sequence[int], action: RowAction) -> int:
        """Decide the same of these rows, where it can be decided; return of how many.

        What is all left out already, and is to be left out again, comes back.
        """
        found = [row for row in map(self.at, numbers) if row is not None]
        skip = Decision(RowAction.SKIP)
        if action is RowAction.SKIP and found:
            back = [row for row in found if self.decisions.get(row.row) == skip]
            if len(back) == len(found):
                for row in back:
                    del self.decisions[row.row]
                self._tell(len(back))
                return len(back)
        decided = sum(self._decide(row, action) for row in found)
        self._tell(decided)
        return decided

    def choose(self, number: int, decision: Decision) -> None:
        """Decide of one row."""
        row = self.at(number)
        if row is not None and self._prepared is not None:
            options = options_of(row, self._prepared.kind)
            self._tell(int(self._set(row, decision, options)))

    def next_choice(self, number: int) -> None:
        """Decide the next of what can be decided of a row, and after the last begin again."""
        row = self.at(number)
        if row is None or self._prepared is None:
            return
        options = options_of(row, self._prepared.kind)
        if len(options) <= 1:
            self.decide([number], RowAction.SKIP)
            return
        current = self.decision_of(row)
        at = options.index(current) if current in options else -1
        self._tell(int(self._set(row, options[(at + 1) % len(options)], options)))

    def decide_all(self, action: RowAction) -> int:
        """Decide the same of all possible duplicates; return of how many."""
        if self._prepared is None:
            return 0
        rows = self._prepared.rows
        decided = sum(self._decide(rows[one], action) for one in self._prepared.places[POSSIBLE])
        self._tell(decided)
        return decided

    def decision_of(self, row: RowFate) -> Decision | None:
        """Return what holds of a row: what the owner decided, or what is done without a word."""
        found = self.decisions.get(row.row)
        if found is not None:
            return found
        if row.fate in {Fate.UPDATES, Fate.UNCHANGED} and row.client is not None:
            return Decision(RowAction.UPDATE, row.client)
        if row.fate is Fate.LEFT_OUT:
            return Decision(RowAction.SKIP)
        return Decision(RowAction.NEW) if row.fate is Fate.NEW else None

    def pending(self, row: RowFate) -> bool:
        """Tell whether a row was decided otherwise than it was tried out."""
        tried = self._prepared.decisions if self._prepared is not None else {}
        return self.decisions.get(row.row) != tried.get(row.row)

    def count(self) -> int:
        """Return how many rows are shown."""
        return len(self._shown)

    def row_cells(self, row: int) -> Sequence[Cell] | None:
        """Return the cells of a row."""
        found = self.at(row)
        if found is None:
            return None
        value = found.fate
        if self.pending(found):
            value = _fate_of(self.decisions.get(found.row), found)
        icon, tone = import_sentences.fate_look(value)
        quiet = value in {Fate.UNCHANGED, Fate.LEFT_OUT}
        what = Cell(self._words.what(found, self.kind()), "debt" if found.why else "second")
        if found.candidates and value is not Fate.LEFT_OUT:
            text = self._tr.gettext("May be {whom}")
            text = text.format(whom=self._words.candidate(found.candidates[0]))
            what = Cell(text, "soon", "users")
        name = found.name
        if found.client_name and found.client_name != found.name:
            name = self._tr.gettext("{name} → {client}").format(name=name, client=found.client_name)
        return (
            Cell(self._tr.formats.number(found.row), "third", align="right"),
            Cell(import_sentences.fate(self._tr, value), tone, icon),
            Cell(name, "third" if quiet else "plain", weight="normal" if quiet else "medium"),
            what,
            self._choice_cell(found),
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        cells = self.row_cells(index.row()) if index.isValid() else None
        if cells is None:
            return None
        cell = cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return one_line(cell.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self._tr.gettext("Row {row}, {fate}: {name}, {what}. {choice}")
            said = [one_line(one.text) for one in cells]
            return text.format(
                row=said[ROW],
                fate=said[FATE],
                name=said[NAME],
                what=said[WHAT],
                choice=said[CHOICE],
            )
        return None

    def _choice_cell(self, row: RowFate) -> Cell:
        given = self.decisions.get(row.row)
        if given is not None:
            return Cell(self._words.decision(given, row), "plain", weight="medium")
        if not row.candidates:
            return EMPTY
        found = self.decision_of(row)
        return Cell(self._words.decision(found, row), "third") if found is not None else EMPTY

    def _decide(self, row: RowFate, action: RowAction) -> bool:
        options = options_of(row, self._prepared.kind) if self._prepared is not None else []
        found = next((one for one in options if one.action is action), None)
        return found is not None and self._set(row, found, options)

    def _set(self, row: RowFate, decision: Decision, options: Sequence[Decision]) -> bool:
        if decision not in options or self.decision_of(row) == decision:
            return False
        self.decisions.pop(row.row, None)
        tried = self._prepared.decisions if self._prepared is not None else {}
        # What is done without a word needs none, unless it was tried out with another.
        if row.row in tried or self.decision_of(row) != decision:
            self.decisions[row.row] = decision
        return True

    def _tell(self, decided: int) -> None:
        if decided:
            last = max(0, self.count() - 1)
            self.dataChanged.emit(self.index(0, 0), self.index(last, CHOICE))
            self.decided.emit()

    def _narrow(self) -> None:
        prepared = self._prepared
        if prepared is None:
            self._shown = ()
            return
        self._shown = prepared.places[self._filter]
        words = fold(self._wanted).split()
        if words:
            self._shown = [
                number
                for number in self._shown
                if all(word in prepared.texts[number] for word in words)
            ]


def _fate_of(decision: Decision | None, row: RowFate) -> Fate:
    if decision is None:
        return row.fate
    return {
        RowAction.NEW: Fate.NEW,
        RowAction.UPDATE: Fate.UPDATES,
        RowAction.SKIP: Fate.LEFT_OUT,
    }[decision.action]


class PreviewTable(FastTableView):
    """Decides by keyboard: N new, U complete, L leave out, Space the next of these.

    `chosen(action)` for all selected rows; `cycled(row)`.
    """

    chosen = Signal(object)
    cycled = Signal(int)

    def __init__(self, theme: ThemeContext, name: str) -> None:
        super().__init__(theme, name=name)
        self.header.setSectionsMovable(False)
        self.header.setSectionsClickable(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide of the selected rows."""
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        action = _KEYS.get(Qt.Key(event.key())) if not held else None
        if action is not None:
            self.chosen.emit(action)
        elif event.key() == Qt.Key.Key_Space and not held and self.current_row() >= 0:
            self.cycled.emit(self.current_row())
        else:
            super().keyPressEvent(event)
            return
        event.accept()
