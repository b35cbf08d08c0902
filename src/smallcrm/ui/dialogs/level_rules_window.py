"""The level rules: what gives a client which level, and how many have it by that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.changes import Changes, Entity
from smallcrm.i18n.level_words import level_conditions
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.care_shapes import LevelRuleShape
from smallcrm.services.commands import RemoveLevelRule
from smallcrm.ui.dialogs.list_window import ListWindow, ListWords
from smallcrm.ui.models.columns import level_badge
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.widgets.cells import Cell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class LevelRulesWindow(ListWindow[LevelRuleShape]):
    """Lists the rules, those of the highest level first.

    `wanted("level_rule", id or None)` asks for one to be changed, or made.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        words = ListWords(
            title=tr.gettext("Level rules"),
            about=tr.gettext(
                "A client has the highest level of which one rule is met wholly, else the"
                " standard one. A level set by hand stays as it is. What a level brings is in the"
                " settings."
            ),
            heads=(
                (tr.gettext("Level"), False, 116),
                (tr.pgettext("level rule column", "For whom"), False, 0),
                (tr.pgettext("level rule column", "Have it by this"), True, 130),
            ),
            stretch=1,
            empty_title=tr.gettext("No level rules yet"),
            empty_text=tr.gettext(
                "A rule gives a level to whoever has paid so much, or has sent so many who"
                " bought; the card then says why. Without rules levels are set by hand."
            ),
            icon="star",
            open_text=tr.gettext("Edit…"),
            new_text=tr.gettext("New rule…"),
            width=820,
        )
        super().__init__(context, words, parent)
        self.follow()

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.LEVEL_RULE, Entity.CLIENT)

    def ask(self, queries: Queries) -> tuple[LevelRuleShape, ...]:
        """Read the rules."""
        return queries.level_rules()

    def row_of(self, item: LevelRuleShape) -> PlainRow:
        """Return the row of a rule."""
        tr = self._context.tr
        badge = level_badge(tr, item.level)
        sentence = level_conditions(tr, item.paid, item.within_months, item.referrals_won)
        used = tr.ngettext("{count} client", "{count} clients", item.used).format(
            count=tr.formats.number(item.used)
        )
        cells = (
            Cell(badge=badge),
            Cell(sentence),
            Cell(used, "second" if item.used else "third", align="right"),
        )
        spoken = (enum_name(tr, item.level), sentence, used)
        return PlainRow(item.id, cells, tr.pgettext("facts", ", ").join(spoken))

    def open_item(self, item: LevelRuleShape) -> None:
        """Open a rule."""
        self.wanted.emit("level_rule", item.id)

    def begin_new(self) -> None:
        """Make a rule."""
        self.wanted.emit("level_rule", None)

    def removal(self, item: LevelRuleShape) -> Command:
        """Remove a rule; who had their level by it follows at once."""
        return RemoveLevelRule(level_rule=item.id)
