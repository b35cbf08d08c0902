"""What the owner asks for, from wherever, and what then opens or is done: one place for all of it.

Dialogs are imported when they are first wanted: the window is there before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n.sentences import refusal, trouble
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.referral_menu import referral_menu
from smallcrm.ui.row_menus import fill_menu, row_menu
from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.wishes.base import Opener, Wish
from smallcrm.ui.wishes.calls import CallWishes
from smallcrm.ui.wishes.care import CareWishes
from smallcrm.ui.wishes.clients import ClientWishes
from smallcrm.ui.wishes.contacts import ContactWishes
from smallcrm.ui.wishes.documents import DocumentWishes
from smallcrm.ui.wishes.duplicates import DuplicateWishes
from smallcrm.ui.wishes.files import FileWishes
from smallcrm.ui.wishes.follow_ups import FollowUpWishes
from smallcrm.ui.wishes.letterhead import LetterheadWishes
from smallcrm.ui.wishes.money import MoneyWishes
from smallcrm.ui.wishes.papers import PaperWishes
from smallcrm.ui.wishes.products import ProductWishes
from smallcrm.ui.wishes.quotes import QuoteWishes
from smallcrm.ui.wishes.referrals import ReferralWishes
from smallcrm.ui.wishes.referrers import ReferrerWishes
from smallcrm.ui.wishes.rewards import RewardWishes
from smallcrm.ui.wishes.trade import TradeWishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.queries.referral_shapes import ReferralDetail
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.row_menus import Entry

# What can only be done for a client who was chosen.
_ABOUT_A_CLIENT = frozenset(
    {
        "open_card",
        "edit_client",
        "follow_up",
        "record_contact",
        "report",
        "account",
        "remind",
        "rewards",
        "statement",
        "record",
        "envelope",
        "last_reminder",
        "same_as",
        "documents",
    }
)


class Desk(QObject):
    """Carries out what the window and the cards want; lives on the GUI thread.

    `restart_wanted()` when another language or a restored file needs the windows built anew.
    """

    restart_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(self, context: UiContext, window: MainWindow, deck: CardDeck) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._opener = Opener(context, window, deck)
        files = FileWishes(self._opener)
        files.restart_wanted.connect(self.restart_wanted)
        files.restore_wanted.connect(self.restore_wanted)
        self._wishes: dict[str, Wish] = {
            "undo": self._undo,
            "redo": self._redo,
            "row_menu": self._row_menu,
            "say": lambda done: self._opener.say(cast("Outcome", done)),
        }
        for group in (
            ClientWishes(self._opener),
            FollowUpWishes(self._opener),
            ContactWishes(self._opener),
            CallWishes(self._opener),
            CareWishes(self._opener),
            DocumentWishes(self._opener),
            DuplicateWishes(self._opener),
            QuoteWishes(self._opener),
            ProductWishes(self._opener),
            TradeWishes(self._opener),
            MoneyWishes(self._opener),
            ReferralWishes(self._opener),
            RewardWishes(self._opener),
            ReferrerWishes(self._opener),
            LetterheadWishes(self._opener),
            PaperWishes(self._opener),
            files,
        ):
            self._wishes |= group.wishes()
        self._opener.wanted.connect(self.do)
        window.wanted.connect(self.do)
        deck.wanted.connect(self.do)
        deck.saved.connect(self._opener.say)
        context.runner.went_wrong.connect(self.explain)

    @property
    def wishes(self) -> frozenset[str]:
        """Return the names of what can be wanted."""
        return frozenset(self._wishes)

    def do(self, name: str, argument: object = None) -> None:
        """Carry out a wish by its name."""
        if argument is None and name in _ABOUT_A_CLIENT:
            tr = self._context.tr
            self._window.say(tr.gettext("Choose a client first: type a name, or pick a row."))
            self._window.search_box.setFocus()
            return
        self._wishes[name](argument)

    def explain(self, error: Exception) -> None:
        """Say in one plain line what went wrong."""
        tr = self._context.tr
        if isinstance(error, Refusal):
            self._window.show_error(refusal(tr, error))
        elif isinstance(error, DataFileError):
            self._window.show_error(trouble(tr, error))
        else:
            self._window.show_error(
                tr.gettext("That did not work, and nothing was changed. The log has the details.")
            )

    def first_start(self) -> None:
        """Ask for country and currency, once."""
        from smallcrm.ui.dialogs.first_start import FirstStart

        dialog = FirstStart(self._context, self._window)
        dialog.language_changed.connect(self._on_language)
        self._opener.open(dialog)

    def _on_language(self, _language: str) -> None:
        self.restart_wanted.emit()

    def _undo(self, _: object) -> None:
        from smallcrm.services.commands import Undo

        self._opener.write(Undo(), self._say_undone)

    def _redo(self, _: object) -> None:
        from smallcrm.services.commands import Redo

        self._opener.write(Redo(), self._say_redone)

    def _say_undone(self, outcome: Outcome) -> None:
        self._opener.say(outcome, "undo")

    def _say_redone(self, outcome: Outcome) -> None:
        self._opener.say(outcome, "redo")

    def _row_menu(self, argument: object) -> None:
        if not isinstance(argument, tuple):
            return
        place, tab, row_id, client_id = argument
        if tab != "referrals":
            shown = self._window.current_tab()
            chosen = shown.selected_ids() if isinstance(shown, TableTab) else ()
            self._pop_up(place, row_menu(self._context.tr, tab, row_id, client_id, chosen))
            return

        def show(found: ReferralDetail | None) -> None:
            if found is not None:
                self._pop_up(place, referral_menu(self._context.tr, found.referral))

        # Its menu names both clients, and says what the outcome is.
        self._context.runner.read("row_menu", lambda queries: queries.referral(row_id), show)

    def _pop_up(self, place: object, entries: Sequence[Entry]) -> None:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, entries, self.do)
        if isinstance(place, QPoint):
            menu.popup(place)
