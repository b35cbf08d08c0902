"""The card: one client, everything that matters at the ring, and what to do next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallcrm.queries.shapes import ClientCard, TimelineKind
from smallcrm.ui.card import call_strip, care, keys, present, timeline_rows
from smallcrm.ui.card.body import CardBody
from smallcrm.ui.card.changes import CardChanges
from smallcrm.ui.card.confirming import Confirming
from smallcrm.ui.card.draft import NoteDraft
from smallcrm.ui.card.files import keep_files
from smallcrm.ui.card.on_line import OnLine
from smallcrm.ui.card.same_as import SAME_KEY
from smallcrm.ui.card.seats import raise_with_keyboard
from smallcrm.ui.card.source import CardSource
from smallcrm.ui.links import open_kept_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QPlainTextEdit

    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext

_GONE_MS: Final = 6000
_STAYS_IN_NOTE: Final = frozenset(
    {
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
    }
)

# The desk's names of what the buttons stand for, where they differ.
_WISHES: Final = {
    "quote": "new_quote",
    "print": "report",
    "edit": "edit_client",
    "referral": "record_referral",
}
_OPENED: Final = {
    TimelineKind.SALE: "open_sale",
    TimelineKind.PAYMENT: "open_payment",
    TimelineKind.NOTE: "open_note",
    TimelineKind.FOLLOW_UP: "finish_follow_up",
    TimelineKind.QUOTE: "open_quote",
    TimelineKind.INVOICE: "open_invoice",
    TimelineKind.REMINDER: "reminder_letter",
    TimelineKind.DELIVERY: "print_delivery",
    TimelineKind.REFERRAL: "referral",
    TimelineKind.CALL: "open_interaction",
    TimelineKind.INTERACTION: "open_interaction",
    TimelineKind.DOCUMENT: "open_document",
}


class CardWindow(QWidget):
    """A client's card; a window of its own that never ends the program by being closed.

    What opens another window is asked for by `wanted(name, argument)`, in the desk's names; so
    are undo and redo, which are those of the whole application. `ready` when there is something
    to show, `saved(Outcome)` after each change made on the card itself, and `closed` once, with
    the client's id, when the window has gone: a note that was being typed is written first, and
    if that fails the window stays and says so. `followed(id)`: this client was merged into that
    one, whose card takes the place of this. `set_call` puts the client on the line.
    """

    wanted = Signal(str, object)
    client_opened = Signal(int)
    followed = Signal(int)
    ready = Signal()
    saved = Signal(object)
    closed = Signal(int)

    def __init__(self, context: UiContext, client_id: int, *, seat: int = 0) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._context = context
        self._client_id = client_id
        self._closing = False
        self._gone = False
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surf")
        self.setWindowTitle(context.tr.gettext("Client – Small CRM"))
        self.body = CardBody(context)
        self.note = self.body.note
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.body)
        self.body.panel.slot = f"timeline:{seat}"
        self.draft = NoteDraft(context, self.note, client_id)
        self._source = CardSource(context, client_id, seat, self)
        self._changes = CardChanges(context, client_id, self)
        self._confirming = Confirming(context, self.body.stale, self._source, self._changes)
        self.on_line = OnLine(context, client_id, self)
        self._connect()
        self._bind()
        self.files = keep_files(context, self)
        # Setting the field up counts as a step that Ctrl+Z would take back.
        self.note.field.document().clearUndoRedoStacks()
        self.note.field.setFocus()
        self._source.read()

    @property
    def client_id(self) -> int:
        """Return whose card this is."""
        return self._client_id

    @property
    def card(self) -> ClientCard | None:
        """Return what the card shows; None before it was read."""
        return self._source.card

    @property
    def is_busy(self) -> bool:
        """Tell whether it is being used: typed in, or its client is on the line."""
        return self.isActiveWindow() or (self.call is not None and self.call.is_busy)

    @property
    def call(self) -> Call | None:
        """Return the call that it is about now."""
        return self.on_line.call

    def set_call(self, call: Call | None) -> None:
        """Say who is on the line, and follow how that goes; None: nobody any more."""
        self.on_line.set_call(call)

    def show_calling(self) -> None:
        """Show whose number is on the line, and how far that is."""
        if self._source.card is not None:
            self.body.head.show_numbers(self._source.card, self.on_line.calling())
            self.body.show_facts(self._source.card, self.on_line.calling())

    def when_ready(self, act: Callable[[CardWindow], object]) -> None:
        """Act once there is something to show, at once where there is."""
        if self._source.card is not None:
            act(self)
        else:
            once = Qt.ConnectionType.SingleShotConnection
            self.ready.connect(lambda: act(self), once)

    def take_keyboard(self) -> None:
        """Come to the front, ready for a note to be typed."""
        raise_with_keyboard(self)
        self.note.field.setFocus()

    def act(self, action: str) -> None:
        """Do what a button or its key stands for; a note being typed is finished first."""
        if action == "note":
            self.note.field.setFocus()
            return
        if self._gone:
            return
        self.draft.finish()
        if action == "open_quote":
            self._on_fact("last_quote")
            return
        if action == "follow_up" and (call := self.on_line.interaction) is not None:
            self.wanted.emit("follow_up", (self._client_id, call))
            return
        self.wanted.emit(_WISHES.get(action, action), self._client_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the note, the next one closes the card."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.note.field.hasFocus():
            self.body.panel.take_keyboard()
        else:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Finish the note when the keyboard leaves it; an empty field has nothing to undo."""
        if event.type() == QEvent.Type.FocusOut and event.reason() not in _STAYS_IN_NOTE:  # type: ignore[attr-defined]
            self.draft.finish()
        if event.type() == QEvent.Type.ShortcutOverride and _is_global_undo(self.note.field, event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write the note first; the window stays until that is done, or says why it cannot be."""
        if not (self._gone or self.draft.is_done or self.draft.has_failed):
            event.ignore()
            self._closing = True
            self.draft.finish()
            return
        event.accept()
        self._source.stop()
        self.closed.emit(self._client_id)

    def _connect(self) -> None:
        body = self.body
        self._source.arrived.connect(self._on_arrived)
        self._source.gone.connect(self._on_gone)
        self._source.merged.connect(self._on_merged)
        self._source.likened.connect(partial(body.same.show_pairs, self._client_id))
        self._source.failed.connect(self._on_failed)
        self._changes.saved.connect(self.saved)
        self._changes.failed.connect(self._on_write_failed)
        self.draft.finished.connect(self._on_finished)
        self.draft.saved.connect(self.saved)
        self.draft.failed.connect(self._on_draft_failed)
        self.note.field.installEventFilter(self)
        body.head.edit_wanted.connect(partial(self.act, "edit"))
        body.head.level_chosen.connect(self._changes.set_level)
        body.head.referrer_clicked.connect(self._on_referrer)
        body.stale.remind_wanted.connect(partial(self.act, "remind_of_details"))
        body.stale.undo_wanted.connect(partial(self.wanted.emit, "undo", None))
        body.same.clicked.connect(partial(self.act, "same_as"))
        body.about.linked.connect(open_kept_link)
        body.about.more_wanted.connect(partial(self.act, "edit"))
        body.banner.acted.connect(self._on_banner)
        body.banner.opened.connect(partial(self.act, "account"))
        body.facts.opened.connect(self._on_fact)
        body.referrals.clicked.connect(partial(self.act, "rewards"))
        body.pinned.unpin_requested.connect(self._changes.unpin)
        body.panel.opened.connect(self._on_opened)
        body.action_row.triggered.connect(self.act)
        body.head.dial_wanted.connect(self.on_line.dial)
        self.on_line.wanted.connect(self.wanted)
        self.on_line.saved.connect(self.saved)
        self.on_line.failed.connect(self._on_write_failed)

    def _bind(self) -> None:
        panel = self.body.panel
        letters = {
            "N": "note",
            "P": "payment",
            "S": "sale",
            "Q": "quote",
            "F": "follow_up",
            "R": "referral",
            "E": "edit",
            "A": "account",
            "O": "open_quote",
            "B": "rewards",
            "T": "record_contact",
            care.REMIND_KEY: "remind_of_details",
            SAME_KEY: "same_as",
        }
        keys.bind(self, {letter: partial(self.act, name) for letter, name in letters.items()})
        keys.bind(
            self,
            {
                digit: partial(panel.choose_chip, chip)
                for digit, chip in timeline_rows.DIGITS.items()
            },
        )
        keys.bind_ratings(self, "".join(timeline_rows.DIGITS), self._on_digit)
        keys.bind(
            self,
            {
                "L": self.body.head.badge.show_menu,
                care.CONFIRM_KEY: self._confirming.confirm,
                "I": self._on_pin,
                "C": panel.toggle_curve,
                "/": panel.open_field,
                call_strip.DIAL_KEY: self.on_line.call_back,
                call_strip.CLOSE_KEY: self.body.call.close_follow_up,
            },
        )
        keys.bind_keys(
            self,
            {
                "Ctrl+P": partial(self.act, "print"),
                "Ctrl+Shift+P": partial(self.act, "statement"),
                "Ctrl+Alt+P": partial(self.act, "record"),
                "Ctrl+Shift+Y": partial(self.act, "envelope"),
                "Ctrl+Return": self.draft.finish,
                "Ctrl+Enter": self.draft.finish,
                "Ctrl+F": panel.open_field,
            },
        )
        keys.bind_standard(
            self, QKeySequence.StandardKey.Undo, partial(self.wanted.emit, "undo", None)
        )
        keys.bind_standard(
            self, QKeySequence.StandardKey.Redo, partial(self.wanted.emit, "redo", None)
        )
        keys.bind_standard(self, QKeySequence.StandardKey.Close, self.close)

    def _on_arrived(self, card: ClientCard) -> None:
        tr, first = self._context.tr, self.body.is_bare
        self._gone = False
        sentence = present.sentence_of(tr, card)
        self.setWindowTitle(present.window_title(tr, card, sentence))
        calling = self.on_line.calling()
        self.body.show_urgent(card, calling, just_paid=self._source.just_paid)
        self.body.show_facts(card, calling)
        self.on_line.show_card(card)
        self.draft.take_up(card.draft_note)
        if first:
            # What they owe and what to remember is painted before the long list is made.
            QTimer.singleShot(0, self, self._show_timeline)
            self.ready.emit()
        else:
            self._show_timeline()

    def _on_merged(self, client_id: int) -> None:
        self.followed.emit(client_id)
        if self.draft.is_empty:
            self._gone = True
            self.close()
        else:
            self._on_gone()

    def _on_digit(self, digit: str) -> None:
        """Say how the call went where that is asked, else choose what the timeline shows."""
        if not self.body.call.press(int(digit)):
            self.body.panel.choose_chip(timeline_rows.DIGITS[digit])

    def _show_timeline(self) -> None:
        if self._source.card is not None:
            self.body.panel.show_card(self._source.card)

    def _on_gone(self) -> None:
        self._gone = True
        self.body.show_instead(*present.gone_banner(self._context.tr))
        self.ready.emit()
        if self.draft.is_empty:
            QTimer.singleShot(_GONE_MS, self, self._close_if_gone)

    def _close_if_gone(self) -> None:
        if self._gone and self.draft.is_empty:
            self.close()

    def _on_failed(self, error: Exception) -> None:
        if not self.body.is_bare:
            return
        self.body.show_instead(*present.unread_banner(self._context.tr, error))
        self.ready.emit()

    def _on_write_failed(self, error: Exception) -> None:
        self.note.set_status(present.failure(self._context.tr, error), "debt")

    def _on_finished(self) -> None:
        if self._closing:
            self._closing = False
            self.close()

    def _on_draft_failed(self) -> None:
        self._closing = False
        self.note.field.setFocus()

    def _on_banner(self) -> None:
        card = self._source.card
        if self._gone:
            self.close()
        elif card is None:
            self._source.read()
        elif card.balance.owed:
            self.act("payment")
        else:
            self.wanted.emit("undo", None)

    def _on_fact(self, what: str) -> None:
        card = self._source.card
        if what == "last_quote" and card is not None and card.last_quote is not None:
            self.wanted.emit("open_quote", card.last_quote.id)
        elif what == "last_sale" and card is not None and card.last_sales:
            self.wanted.emit("open_sale", card.last_sales[0].id)

    def _on_referrer(self) -> None:
        card = self._source.card
        if card is not None and card.referred_by is not None:
            self.client_opened.emit(card.referred_by.counterpart.id)

    def _on_pin(self) -> None:
        if self.note.field.hasFocus() and not self.draft.is_empty:
            self.draft.finish(pinned=True)
            return
        row = self.body.panel.current()
        if row is not None and row.kind is TimelineKind.NOTE:
            (self._changes.unpin if row.pinned else self._changes.pin)(row.id)

    def _on_opened(self, row: timeline_rows.RowId) -> None:
        if row.kind is TimelineKind.PROMISE:
            self.wanted.emit("account", self._client_id)
        elif row.kind in _OPENED:
            self.wanted.emit(_OPENED[row.kind], row.id)


def _is_global_undo(field: QPlainTextEdit, event: QEvent) -> bool:
    """Tell whether a key means undo or redo, and the field has nothing of its own to take back."""
    if not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not field.document().isUndoAvailable()
    return event.matches(QKeySequence.StandardKey.Redo) and not field.document().isRedoAvailable()
