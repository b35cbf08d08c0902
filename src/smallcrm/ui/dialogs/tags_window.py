"""The tags: how many clients bear each; renamed, made one, taken off all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.errors import Refusal
from smallcrm.queries.care_shapes import TagShape
from smallcrm.services.commands import RemoveTag, RenameTag
from smallcrm.ui.dialogs.fields import TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.list_window import ListWindow, ListWords
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class TagsWindow(ListWindow[TagShape]):
    """Lists the tags by name: Enter renames the chosen one, Delete takes it off all clients.

    `wanted("tagged", (id, name))` asks for the clients who bear one.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        words = ListWords(
            title=tr.gettext("Tags"),
            about=tr.gettext(
                "A tag is put on in a client's form, or on many clients at once. Renaming one to"
                " the name of another makes the two one."
            ),
            heads=(
                (tr.gettext("Tag"), False, 0),
                (tr.pgettext("tag column", "Clients"), True, 130),
            ),
            stretch=0,
            empty_title=tr.gettext("No tags yet"),
            empty_text=tr.gettext(
                "A tag is a word that clients are marked with: type it in a client's form, or"
                " choose several clients in the list and change them at once."
            ),
            icon="tag",
            open_text=tr.gettext("Rename…"),
            width=520,
        )
        super().__init__(context, words, parent)
        self.bind("Ctrl+Return", self.show_clients)
        self.bind("Ctrl+Enter", self.show_clients)
        self.bind("F2", self._on_open)
        self.follow()

    def add_more_buttons(self) -> None:
        """Offer to show who bears the chosen tag."""
        tr = self._context.tr
        self.show_button = self.add_button(
            tr.gettext("Show clients"), key=tr.pgettext("key", "Ctrl Enter"), icon="users"
        )
        self.show_button.setAutoDefault(False)
        self.show_button.clicked.connect(self.show_clients)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.TAG, Entity.CLIENT_TAG)

    def ask(self, queries: Queries) -> tuple[TagShape, ...]:
        """Read the tags."""
        return queries.tags()

    def row_of(self, item: TagShape) -> PlainRow:
        """Return the row of a tag."""
        tr = self._context.tr
        used = tr.ngettext("{count} client", "{count} clients", item.used).format(
            count=tr.formats.number(item.used)
        )
        name = one_line(item.name)
        cells = (
            Cell(name, "plain", "tag", weight="medium"),
            Cell(used, "second" if item.used else "third", align="right"),
        )
        return PlainRow(item.id, cells, tr.pgettext("facts", ", ").join((name, used)))

    def open_item(self, item: TagShape) -> None:
        """Ask for another name."""
        dialog = RenameTagDialog(self._context, item, self.items(), self)
        dialog.saved.connect(self._say)
        dialog.open()

    def removal(self, item: TagShape) -> Command:
        """Take a tag off all clients."""
        return RemoveTag(tag=item.id)

    def show_clients(self) -> None:
        """Show who bears the chosen tag in the list of clients."""
        item = self.current()
        if item is not None:
            self.wanted.emit("tagged", (item.id, item.name))

    def moved(self, item: TagShape | None) -> None:
        """Let the clients of the chosen tag be shown, where it has any."""
        self.show_button.setVisible(bool(self.items()))
        self.show_button.setEnabled(item is not None and item.used > 0)


class RenameTagDialog(FormDialog):
    """Asks for a tag's new name, and says beforehand where that makes two one."""

    def __init__(
        self,
        context: UiContext,
        tag: TagShape,
        tags: Sequence[TagShape],
        parent: QWidget | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context, tr.gettext("Rename tag"), parent, width=440, save_text=tr.gettext("Rename")
        )
        self._tag = tag
        self._others = {one.name.casefold(): one for one in tags if one.id != tag.id}
        self.name = TextField(tag.name)
        self._row = self.add_row("name", tr.pgettext("tag", "&Name"), self.name)
        self.body.addStretch(1)
        self.name.textChanged.connect(self._on_typed)
        self.settle()
        focus_field(self.name)

    def command(self) -> RenameTag | None:
        """Rename it, where the name is another."""
        name = self.name.value()
        if name is None:
            raise Refusal("no_name", field="name")
        if name == self._tag.name:
            return None
        return RenameTag(tag=self._tag.id, name=name, request_id=self.request_id)

    def _on_typed(self) -> None:
        tr = self.context.tr
        other = self._others.get((self.name.value() or "").casefold())
        merges = other is not None
        if other is not None:
            text = tr.ngettext(
                "“{name}” is there, on {count} client: the two become one.",
                "“{name}” is there, on {count} clients: the two become one.",
                other.used,
            )
            self._row.set_hint(
                text.format(name=one_line(other.name), count=tr.formats.number(other.used))
            )
        else:
            self._row.set_hint("")
        words = tr.gettext("Make them one") if merges else tr.gettext("Rename")
        self.save_button.set_content(words, key=tr.pgettext("key", "Enter"))
        self.grow()
