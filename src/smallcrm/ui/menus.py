"""The menus of the window: every function by name and by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from smallcrm.i18n.catalog import I18n


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a menu; an empty id is a separator."""

    id: str = ""
    text: str = ""
    key: str = ""


SEPARATOR = Item()


def menu_items(tr: I18n) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return all menus. P is left free for "take payment" on a hit (Alt+P)."""
    return (
        (
            tr.gettext("&File"),
            (
                Item("import", tr.gettext("&Import…"), "Ctrl+I"),
                Item("export", tr.gettext("&Export…"), "Ctrl+Shift+E"),
                Item("export_calendar", tr.gettext("Export a ca&lendar…")),
                SEPARATOR,
                Item("backup", tr.gettext("&Back up now")),
                Item("restore", tr.gettext("&Restore a backup…")),
                Item("check", tr.gettext("&Check the data file")),
                SEPARATOR,
                Item("sample", tr.gettext("&Try it with sample data")),
                Item("remove_sample", tr.gettext("Re&move the sample data")),
                SEPARATOR,
                Item("settings", tr.gettext("&Settings…"), "Ctrl+,"),
                Item("quit", tr.gettext("&Quit"), "Ctrl+Q"),
            ),
        ),
        (
            tr.gettext("&Edit"),
            (
                Item("undo", tr.gettext("&Undo"), "Ctrl+Z"),
                Item("redo", tr.gettext("&Redo"), "Ctrl+Shift+Z"),
                SEPARATOR,
                Item("copy", tr.gettext("&Copy rows")),
                Item("find", tr.gettext("&Find"), "Ctrl+K"),
                Item("filter", tr.gettext("Fi&lter this list"), "Ctrl+L"),
            ),
        ),
        (
            tr.gettext("&View"),
            (
                Item("tab0", tr.gettext("&Today"), "Ctrl+1"),
                Item("tab1", tr.gettext("&Clients"), "Ctrl+2"),
                Item("tab2", tr.gettext("&Sales"), "Ctrl+3"),
                Item("tab3", tr.gettext("Pay&ments"), "Ctrl+4"),
                Item("tab4", tr.gettext("&Referrals"), "Ctrl+5"),
                Item("tab5", tr.gettext("&Quotes"), "Ctrl+6"),
                Item("tab6", tr.gettext("&Invoices"), "Ctrl+7"),
                Item("tab7", tr.gettext("&Products"), "Ctrl+8"),
                Item("tab8", tr.gettext("C&ontracts"), "Ctrl+9"),
                Item("call_log", tr.gettext("C&alls…"), "Ctrl+0"),
                SEPARATOR,
                Item("referrers", tr.gettext("Re&ferrers and sources…"), "Ctrl+Shift+L"),
                Item("whole_tree", tr.gettext("&Who brought whom…"), "Ctrl+Shift+T"),
                SEPARATOR,
                Item("bigger", tr.gettext("&Larger text"), "Ctrl++"),
                Item("smaller", tr.gettext("Small&er text"), "Ctrl+-"),
                Item("refresh", tr.gettext("Look a&gain"), "F5"),
            ),
        ),
        (
            tr.gettext("&Client"),
            (
                Item("new_client", tr.gettext("&New client…"), "Ctrl+N"),
                Item("open_card", tr.gettext("&Open card"), "Ctrl+O"),
                Item("edit_client", tr.gettext("&Edit…"), "Ctrl+E"),
                SEPARATOR,
                Item("record_referral", tr.gettext("Record &referral…"), "Ctrl+R"),
                Item("rewards", tr.gettext("Referrals and re&wards…"), "Ctrl+Shift+W"),
                Item("follow_up", tr.gettext("Add &follow-up…"), "Ctrl+F"),
                Item("record_contact", tr.gettext("What h&appened…")),
                Item("documents", tr.gettext("File&s…"), "Ctrl+D"),
                SEPARATOR,
                Item("batch_edit", tr.gettext("C&hange the chosen clients…"), "Ctrl+Shift+M"),
                Item("duplicates", tr.gettext("&Duplicates…"), "Ctrl+Shift+D"),
                Item("merge", tr.gettext("&Merge the two chosen clients…")),
                Item("merges", tr.gettext("&Past merges…")),
                SEPARATOR,
                Item("own_fields", tr.gettext("Own f&ields…")),
                Item("tags", tr.gettext("&Tags…")),
                Item("level_rules", tr.gettext("&Level rules…")),
            ),
        ),
        (
            tr.gettext("&Money"),
            (
                Item("payment", tr.gettext("Take &payment…"), "Ctrl+M"),
                Item("sale", tr.gettext("Record &sale…"), "Ctrl+S"),
                Item("new_quote", tr.gettext("Make &quote…"), "Ctrl+T"),
                Item("bill", tr.gettext("&Bill…"), "Ctrl+B"),
                SEPARATOR,
                Item("account", tr.gettext("Open &account…"), "Ctrl+Shift+A"),
                Item("promise", tr.gettext("Payment p&romised…")),
                Item("remind", tr.gettext("Re&mind…")),
                Item("opening_balance", tr.gettext("&Opening balance…")),
                Item("pay_out", tr.gettext("Pay out &credit…")),
                SEPARATOR,
                Item("bank", tr.gettext("Bank s&tatement…"), "Ctrl+Shift+B"),
                Item("new_product", tr.gettext("New pro&duct…")),
                Item("new_contract", tr.gettext("&New contract…")),
                Item("rates", tr.gettext("&Exchange rates…")),
                Item("reward_rules", tr.gettext("Re&ward rules…"), "Ctrl+Shift+R"),
            ),
        ),
        (
            tr.gettext("&Reports"),
            (
                Item("report", tr.gettext("&Client report…"), "Ctrl+P"),
                Item("statement", tr.gettext("&Statement of account…"), "Ctrl+Shift+P"),
                Item("last_reminder", tr.gettext("Letter of the last re&minder…")),
                Item("envelope", tr.gettext("&Envelope…"), "Ctrl+Shift+Y"),
                Item("record", tr.gettext("&All that is stored of a client…"), "Ctrl+Alt+P"),
                SEPARATOR,
                Item("calls", tr.gettext("Call s&heet of today…"), "Ctrl+Shift+C"),
                Item("overdue", tr.gettext("&Overdue…"), "Ctrl+Shift+O"),
                Item("sales_report", tr.gettext("Sales &by period…"), "Ctrl+Shift+S"),
                Item("print_league", tr.gettext("Referrers and so&urces…"), "Ctrl+Shift+G"),
                Item("phones", tr.gettext("&Phone list…"), "Ctrl+Shift+N"),
                SEPARATOR,
                Item("labels", tr.gettext("Mailin&g labels…"), "Ctrl+Shift+K"),
                Item("run", tr.gettext("Many papers at o&nce…"), "Ctrl+Shift+J"),
                SEPARATOR,
                Item("letterhead", tr.gettext("&Letterhead…"), "Ctrl+Shift+H"),
                Item("texts", tr.gettext("&Texts of papers and e-mails…")),
            ),
        ),
        (
            tr.gettext("&Help"),
            (
                Item("shortcuts", tr.gettext("&Keys"), "F1"),
                Item("phone_manual", tr.gettext("&Connecting the phone…")),
                Item("about", tr.gettext("&About Small CRM")),
            ),
        ),
    )


class Menus:
    """The window's actions by id, built once for a language."""

    def __init__(self, window: QMainWindow, tr: I18n, chosen: Callable[[str], None]) -> None:
        self._actions: dict[str, QAction] = {}
        self._chosen = chosen
        bar = window.menuBar()
        bar.clear()
        for title, items in menu_items(tr):
            menu = bar.addMenu(title)
            self._fill(menu, items)
        roles = {
            "quit": QAction.MenuRole.QuitRole,
            "settings": QAction.MenuRole.PreferencesRole,
            "about": QAction.MenuRole.AboutRole,
        }
        for name, role in roles.items():
            self._actions[name].setMenuRole(role)

    def action(self, name: str) -> QAction:
        """Return an action by its id."""
        return self._actions[name]

    def enable(self, names: tuple[str, ...], *, on: bool) -> None:
        """Make actions usable, or not."""
        for name in names:
            self._actions[name].setEnabled(on)

    def _fill(self, menu: QMenu, items: tuple[Item, ...]) -> None:
        for item in items:
            if not item.id:
                menu.addSeparator()
                continue
            action = QAction(item.text, menu)
            action.setObjectName(item.id)
            if item.key:
                action.setShortcut(QKeySequence(item.key))
            action.triggered.connect(self._on_triggered(item.id))
            self._actions[item.id] = action
            menu.addAction(action)

    def _on_triggered(self, name: str) -> Callable[[], None]:
        def chosen() -> None:
            self._chosen(name)

        return chosen
