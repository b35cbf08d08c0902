"""The keys, all on one page."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.i18n.messages import InContext, mark, mark_in
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.widgets.badge import Keycap
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.ui.context import UiContext

Group = tuple[str, "Sequence[tuple[tuple[str, ...], str]]"]

_NAMES: Final[dict[str, InContext]] = {
    "Enter": mark_in("key", "Enter"),
    "Esc": mark_in("key", "Esc"),
    "Space": mark_in("key", "Space"),
    "Delete": mark_in("key", "Delete"),
    "Ctrl Enter": mark_in("key", "Ctrl Enter"),
    "Page Up": mark_in("key", "Page Up"),
    "Page Down": mark_in("key", "Page Down"),
    "Home": mark_in("key", "Home"),
    "Backspace": mark_in("key", "Backspace"),
}
# Keys that end a row of keys: 0 to 9, A to Z.
_ENDS: Final = frozenset({"9", "Z"})
GROUPS: Final[tuple[Group, ...]] = (
    (
        mark("Window"),
        (
            (("Ctrl K",), mark("Search, from anywhere")),
            (("Ctrl 1", "Ctrl 9"), mark("The tabs, from Today to contracts")),
            (("Ctrl 0",), mark("Calls: missed, unknown, all")),
            (("Ctrl T",), mark("Make a quote")),
            (("Ctrl B",), mark("Bill")),
            (("Ctrl Shift R",), mark("Reward rules: what referrals earn")),
            (("Ctrl Shift L",), mark("Referrers and sources")),
            (("Ctrl Shift T",), mark("Who brought whom: the tree")),
            (("Ctrl Shift D",), mark("Duplicates: clients who may be one")),
            (("Ctrl Shift M",), mark("Change the chosen clients, or all in the list")),
            (("Ctrl Shift E",), mark("Export the list, or everything")),
            (("Ctrl Shift C",), mark("Print the call sheet of today")),
            (("Ctrl Shift O",), mark("Print who owes overdue money")),
            (("Ctrl Shift S",), mark("Print the sales by period, client and product")),
            (("Ctrl Shift G",), mark("Print referrers and sources")),
            (("Ctrl Shift N",), mark("Print the phone list")),
            (("Ctrl Shift K",), mark("Mailing labels")),
            (("Ctrl Shift J",), mark("Many papers at once")),
            (("Ctrl Shift H",), mark("The letterhead of papers")),
            (("↑", "↓"), mark("Choose among those found")),
            (("Enter",), mark("Open the card")),
            (("Ctrl N",), mark("New client")),
            (("Ctrl Z",), mark("Undo")),
            (("Ctrl Shift Z",), mark("Redo")),
            (("F2",), mark("In the referrals: change the day or the purpose where it stands")),
            (("F1",), mark("This page")),
        ),
    ),
    (
        mark("Today: what the keys do about the chosen row stands at the foot"),
        (
            (("Enter",), mark("Open it: the card, the quote, who called")),
            (("Space",), mark("Do what the button says")),
            (("Ctrl Enter",), mark("The other thing: remind, call back, a letter of thanks")),
            (("H",), mark("Call")),
            (("D",), mark("Done, or settled")),
            (("Z",), mark("Put off what is to be done")),
            (("P",), mark("Take a payment")),
            (("F",), mark("Add a follow-up")),
        ),
    ),
    (
        mark("Card: Alt and the letter, or Esc and then the letter"),
        (
            (("N",), mark("Note")),
            (("P",), mark("Payment")),
            (("S",), mark("Sale")),
            (("Q",), mark("Quote")),
            (("O",), mark("Open the last quote")),
            (("A",), mark("Account: what the balance is made of")),
            (("F",), mark("Follow-up")),
            (("T",), mark("What happened: a meeting, a visit, a letter")),
            (("H",), mark("Call them")),
            (("Alt 1", "Alt 5"), mark("After a call: how it went")),
            (("X",), mark("After a call: what was to be done is done")),
            (("R",), mark("Referral")),
            (("B",), mark("Whom they sent, and what it earned")),
            (("M",), mark("Who may be the same: merge, or tell apart")),
            (("D",), mark("Details: the client said they are right")),
            (("U",), mark("Remind me to update the details")),
            (("K",), mark("Keep files; Ctrl V keeps what was copied")),
            (("Ctrl D",), mark("The files that are kept")),
            (("Ctrl P",), mark("Print the report")),
            (("Ctrl Shift P",), mark("Print the statement of account")),
            (("Ctrl Shift Y",), mark("Print an envelope")),
            (("Ctrl Alt P",), mark("All that is stored of them, for whoever asks")),
            (("0", "9"), mark("Filter the timeline, from all to what is to do")),
        ),
    ),
    (
        mark("Dialogs"),
        (
            (("Enter",), mark("Save")),
            (("Ctrl Enter",), mark("Save, also from a text of several lines")),
            (("Esc",), mark("Cancel; what was typed is not lost without a question")),
            (("↑", "↓"), mark("In a date: one day on or back")),
            (("Space",), mark("In a payment: settle this sale, or not")),
            (("Ctrl O",), mark("In a payment: open this sale")),
            (("Delete",), mark("In a sale: remove the line")),
            (("Alt ↑", "Alt ↓"), mark("In the own fields: move one up or down")),
        ),
    ),
    (
        mark("Tree of who brought whom"),
        (
            (("←", "→"), mark("To who sent them, to whom they sent")),
            (("↑", "↓"), mark("To those beside")),
            (("Home",), mark("To the first")),
            (("Enter",), mark("Open the card")),
            (("Space",), mark("Fold or unfold; read on")),
            (("*",), mark("Unfold all below")),
            (("Ctrl Enter",), mark("Only this branch")),
            (("Backspace",), mark("One up: the tree of who sent them")),
            (("+", "-"), mark("Larger, smaller; also Ctrl and the wheel")),
            (("0", "1"), mark("All of it; as large as it was")),
            (("A", "Z"), mark("Letters find a name")),
        ),
    ),
    (
        mark("Referrers and sources"),
        (
            (("Alt ←", "Alt →"), mark("Sort by another column")),
            (("Alt ↑",), mark("Sort the other way round")),
            (("Alt T",), mark("The tree of who brought whom")),
            (("Ctrl P",), mark("Print")),
        ),
    ),
    (
        mark("Report"),
        (
            (("Ctrl P",), mark("Print")),
            (("Ctrl S",), mark("Save as PDF")),
            (("Ctrl E",), mark("Send by e-mail")),
            (("Ctrl O",), mark("Open in a viewer")),
            (("Ctrl F",), mark("Find words; Enter for the next, arrows on and back")),
            (("Ctrl G",), mark("Go to a page")),
            (("Ctrl +", "Ctrl -"), mark("Larger, smaller")),
            (("Ctrl 0",), mark("Fit the width")),
            (("Page Up", "Page Down"), mark("Turn pages")),
        ),
    ),
)


_COLUMNS: Final = 3
_COLUMN: Final = 370
_LEAST: Final = 760


def _columns(groups: Sequence[Group]) -> list[list[Group]]:
    """Put groups into columns in their order, so that the longest is as short as can be."""
    count = min(_COLUMNS, max(1, len(groups)))
    ways = [
        [list(groups[a:b]) for a, b in pairwise((0, *cuts, len(groups)))]
        for cuts in combinations(range(1, len(groups)), count - 1)
    ]
    return min(ways, key=lambda way: max(map(_length, way)), default=[[]])


def _length(column: Sequence[Group]) -> int:
    """Return the rows that a column takes, its headings with what stands above them."""
    return sum(2 + len(keys) for _title, keys in column)


class ShortcutsDialog(DialogFrame):
    """Lists what the keys do; the caller may give groups of its own instead."""

    def __init__(
        self,
        context: UiContext,
        parent: QWidget | None = None,
        *,
        groups: Sequence[Group] = GROUPS,
    ) -> None:
        tr = context.tr
        parts = _columns(groups)
        width = max(_LEAST, _COLUMN * len(parts))
        super().__init__(context.theme, tr.gettext("Keys"), parent, width=width, body_scrolls=True)
        self._context = context
        columns = QHBoxLayout()
        columns.setSpacing(self.theme.px(32))
        for part in parts:
            column = QVBoxLayout()
            column.setSpacing(self.theme.px(8))
            for title, keys in part:
                heading = plain_label(tr.gettext(title), "section")
                heading.setWordWrap(True)
                column.addWidget(heading)
                column.addLayout(self._keys(keys))
                column.addSpacing(self.theme.px(10))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)
        self.body.addStretch(1)
        close = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        close.clicked.connect(self.accept)
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keys(self, keys: Sequence[tuple[tuple[str, ...], str]]) -> QGridLayout:
        tr = self._context.tr
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(10))
        grid.setVerticalSpacing(self.theme.px(6))
        grid.setColumnStretch(1, 1)
        for row, (caps, text) in enumerate(keys):
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(self.theme.px(4))
            for number, cap in enumerate(caps):
                if number and cap in _ENDS:
                    line.addWidget(plain_label("–", "secondary"))
                name = _NAMES.get(cap)
                line.addWidget(Keycap(self.theme, tr.pgettext(*name) if name else cap))
            line.addStretch(1)
            label = plain_label(tr.gettext(text))
            label.setWordWrap(True)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(holder, row, 0, top)
            grid.addWidget(label, row, 1, top)
        grid.setColumnMinimumWidth(0, self.theme.px(118))
        return grid
