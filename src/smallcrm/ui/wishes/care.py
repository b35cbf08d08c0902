"""What keeps clients tidy: own fields, tags, level rules, many clients changed at once, details."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.widgets.filter_bar import ChipSpec
from smallcrm.ui.wishes.base import Opener, Wish


class CareWishes(QObject):
    """Windows about all clients, and what is done to those that are chosen in the list."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "own_fields": self._own_fields,
            "own_field": self._own_field,
            "tags": self._tags,
            "level_rules": self._level_rules,
            "level_rule": self._level_rule,
            "tagged": self._tagged,
            "batch_edit": self._batch_edit,
            "remind_of_details": self._remind_of_details,
        }

    def _own_fields(self, _: object) -> None:
        from smallcrm.ui.dialogs.own_fields_window import OwnFieldsWindow

        self._at.show(OwnFieldsWindow(self._at.context, self._at.window))

    def _own_field(self, field_id: object) -> None:
        """Open an own field by its id, or a new one."""
        from smallcrm.ui.dialogs.own_field_dialog import OwnFieldDialog

        chosen = field_id if isinstance(field_id, int) else None
        self._at.show(OwnFieldDialog(self._at.context, chosen, self._at.window))

    def _tags(self, _: object) -> None:
        from smallcrm.ui.dialogs.tags_window import TagsWindow

        self._at.show(TagsWindow(self._at.context, self._at.window))

    def _tagged(self, tag: object) -> None:
        """Show who bears a tag: (id, name)."""
        if isinstance(tag, tuple):
            tag_id, name = tag
            window = self._at.window
            window.show_filtered("clients", "all")
            tab = window.current_tab()
            if isinstance(tab, TableTab):
                tab.narrow(ChipSpec(f"tag:{tag_id}", name))
            window.activateWindow()

    def _level_rules(self, _: object) -> None:
        from smallcrm.ui.dialogs.level_rules_window import LevelRulesWindow

        self._at.show(LevelRulesWindow(self._at.context, self._at.window))

    def _level_rule(self, rule_id: object) -> None:
        """Open a level rule by its id, or a new one."""
        from smallcrm.ui.dialogs.level_rule_dialog import LevelRuleDialog

        chosen = rule_id if isinstance(rule_id, int) else None
        self._at.show(LevelRuleDialog(self._at.context, chosen, self._at.window))

    def _batch_edit(self, argument: object) -> None:
        """Change clients: those given, else those chosen in the list, else the one at hand."""
        from smallcrm.ui.dialogs.batch_dialog import BatchDialog

        context, window = self._at.context, self._at.window
        tab = window.current_tab()
        listed = tab if isinstance(tab, TableTab) and tab.name == "clients" else None
        chosen: tuple[int, ...] = ()
        if isinstance(argument, tuple):
            chosen = argument
        elif listed is not None:
            chosen = tuple(listed.selected_ids())
        elif isinstance(argument, int):
            chosen = (argument,)
        order = listed.order() if listed is not None else None
        if not chosen and order is None:
            window.say(context.tr.gettext("Choose the clients first, in the list of clients."))
            return
        self._at.show(BatchDialog(context, chosen, window, order=order))

    def _remind_of_details(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.details_dialog import DetailsReminderDialog

        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(DetailsReminderDialog(self._at.context, client_id, parent))
