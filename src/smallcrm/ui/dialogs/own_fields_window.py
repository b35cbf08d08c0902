"""The fields that the owner defined: listed, put in order, shown on the card or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.care_shapes import OwnFieldShape
from smallcrm.services.commands import EditOwnField, RemoveOwnField
from smallcrm.ui.dialogs.list_window import ListWindow, ListWords
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.widgets.cells import EMPTY, Cell
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class OwnFieldsWindow(ListWindow[OwnFieldShape]):
    """Lists them in their order: Alt and the arrows move one, Space shows it on the card or not.

    `wanted("own_field", id or None)` asks for one to be changed, or made.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        words = ListWords(
            title=tr.gettext("Own fields"),
            about=tr.gettext(
                "What you want to know of clients beyond what the program asks: each is a line in"
                " the client's form and a column of the list. Space: on the card or not. Alt and"
                " ↑ or ↓: its place."
            ),
            heads=(
                (tr.pgettext("own field column", "Field"), False, 0),
                (tr.pgettext("own field column", "Holds"), False, 230),
                (tr.pgettext("own field column", "On the card"), False, 112),
                (tr.pgettext("own field column", "Filled in"), True, 100),
            ),
            stretch=0,
            empty_title=tr.gettext("No own fields yet"),
            empty_text=tr.gettext(
                "The make of their piano, the day of the last service: what you define here stands"
                " in every client's form, can be searched, sorted and imported."
            ),
            icon="list",
            open_text=tr.gettext("Edit…"),
            new_text=tr.gettext("New field…"),
            width=720,
        )
        super().__init__(context, words, parent)
        self.bind("Space", self.toggle_on_card)
        self.bind("Alt+Up", lambda: self.move_by(-1))
        self.bind("Alt+Down", lambda: self.move_by(1))
        self.follow()

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.OWN_FIELD, Entity.OWN_VALUE)

    def ask(self, queries: Queries) -> tuple[OwnFieldShape, ...]:
        """Read the fields."""
        return queries.own_fields()

    def row_of(self, item: OwnFieldShape) -> PlainRow:
        """Return the row of a field."""
        return own_field_row(self._context.tr, item)

    def open_item(self, item: OwnFieldShape) -> None:
        """Open a field."""
        self.wanted.emit("own_field", item.id)

    def begin_new(self) -> None:
        """Make a field."""
        self.wanted.emit("own_field", None)

    def removal(self, item: OwnFieldShape) -> Command:
        """Remove a field with all its values."""
        return RemoveOwnField(own_field=item.id)

    def toggle_on_card(self) -> None:
        """Show the chosen field on the card, or no more."""
        item = self.current()
        if item is not None:
            self.carry_out(EditOwnField(own_field=item.id, on_card=not item.on_card))

    def move_by(self, steps: int) -> None:
        """Move the chosen field up or down."""
        item, row = self.current(), self.table.current_row()
        if item is not None and 0 <= row + steps < len(self.items()):
            self.carry_out(EditOwnField(own_field=item.id, position=row + steps))


def own_field_row(tr: I18n, item: OwnFieldShape) -> PlainRow:
    """Say of a field what it holds, whether it is on the card, and how many have it."""
    kind = enum_name(tr, item.kind)
    holds = kind
    if item.kind is OwnFieldKind.CHOICE:
        # Translators: what an own field holds: "Choice: grand, upright, none"
        holds = tr.pgettext("own field", "{kind}: {choices}").format(
            kind=kind, choices=tr.pgettext("facts", ", ").join(item.choices)
        )
    shown = tr.pgettext("own field", "On the card")
    used = tr.ngettext("{count} client", "{count} clients", item.used).format(
        count=tr.formats.number(item.used)
    )
    cells = (
        Cell(one_line(item.name), weight="medium"),
        Cell(one_line(holds), "second"),
        Cell(shown, "plain", "check") if item.on_card else EMPTY,
        Cell(used, "second" if item.used else "third", align="right"),
    )
    parts = [item.name, holds, shown if item.on_card else "", used]
    return PlainRow(item.id, cells, tr.pgettext("facts", ", ").join(filter(None, parts)))
