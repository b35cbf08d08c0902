"""The parts of a card in their places: head, debt, what to remember, facts, note, timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from smallcrm.ui.card import keys, present
from smallcrm.ui.card.call_strip import CallStrip
from smallcrm.ui.card.care import AboutStrip, StaleStrip, about_items
from smallcrm.ui.card.head import CardHead
from smallcrm.ui.card.referral_line import ReferralStrip
from smallcrm.ui.card.same_as import SameAsLine
from smallcrm.ui.card.timeline_panel import TimelinePanel
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.action_row import ActionRow, ActionSpec
from smallcrm.ui.widgets.banner import Banner, BannerAction, BannerContent
from smallcrm.ui.widgets.facts import FactRow
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.note_field import NoteField
from smallcrm.ui.widgets.pinned import PinnedNotes
from smallcrm.ui.widgets.standing_line import StandingLine

if TYPE_CHECKING:
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.context import UiContext

_LEAST_WIDTH: Final = 540


class CardBody(QWidget):
    """Everything inside a card's window; shows what it is given and knows no data file."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        self._bare = True
        self.head = CardHead(context)
        self.banner = Banner(theme)
        self.standing = StandingLine(theme, tr)
        self.stale = StaleStrip(context)
        self.same = SameAsLine(context)
        self.pinned = PinnedNotes(
            theme, name=tr.gettext("Pinned notes"), unpin_name=tr.gettext("Unpin")
        )
        self._more_pinned = RunLabel(theme)
        self.facts = FactRow(theme)
        self._line = hairline()
        self.referrals = ReferralStrip(context)
        self.about = AboutStrip(context)
        self.note = NoteField(theme, placeholder=tr.gettext("Type a note"), name=tr.gettext("Note"))
        hint = (
            tr.gettext("Esc, then a letter. Or Alt and the letter")
            if keys.has_mnemonics()
            else tr.gettext("Esc, then a letter")
        )
        self.note.set_hint(hint)
        self.panel = TimelinePanel(context)
        self.call = CallStrip(context)
        self.action_row = ActionRow(theme, _actions(context), name=tr.gettext("What to do next"))
        self._build()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def is_bare(self) -> bool:
        """Tell whether nothing has been shown yet."""
        return self._bare

    def show_urgent(
        self, card: ClientCard, calling: present.Calling | None, *, just_paid: bool
    ) -> None:
        """Show who it is, what they owe and what to remember."""
        tr = self._context.tr
        self._bare = False
        self._set_enabled(enabled=True)
        for part in (self.head, self.facts, self.note, self.panel):
            part.show()
        self.head.show_card(card, calling)
        owes = bool(card.balance.owed)
        action = present.banner_action(
            tr, owes=owes, can_undo=just_paid, undo_key=keys.key_name("Ctrl+Z")
        )
        sentence = present.sentence_of(tr, card)
        self.banner.set_content(present.banner(sentence), action)
        self.standing.set_standing(card.standing, None, sentence.bad_debt)
        self.pinned.set_notes(present.pinned_notes(tr, card.pinned_notes))
        more = present.more_pinned(tr, card.pinned_notes)
        self._more_pinned.set_text(more, SMALL, "third")
        self._more_pinned.setVisible(bool(more))

    def show_facts(self, card: ClientCard, calling: present.Calling | None) -> None:
        """Show the last contact, sale and payment, and what they sent."""
        tr = self._context.tr
        self.facts.set_facts(present.facts(tr, card, calling))
        sent = self.referrals.show_card(card)
        self.referrals.setVisible(sent)
        items = about_items(tr, card.details)
        self.about.show_items(items)
        self._line.setVisible(sent or bool(items))

    def show_instead(self, content: BannerContent, action: BannerAction | None) -> None:
        """Say in the banner why there is nothing else to show."""
        self.banner.set_content(content, action)
        self._set_enabled(enabled=False)
        if self._bare:
            for part in (self.head, self.facts, self.note, self.panel):
                part.hide()

    def _set_enabled(self, *, enabled: bool) -> None:
        for part in (
            self.head,
            self.stale,
            self.same,
            self.about,
            self.pinned,
            self.panel,
            self.action_row,
        ):
            part.setEnabled(enabled)

    def _build(self) -> None:
        self._upper = QVBoxLayout()
        for part in (
            self.head,
            self.banner,
            self.standing,
            self.stale,
            self.same,
            self.pinned,
            self._more_pinned,
            self.facts,
            self._line,
            self.referrals,
            self.about,
            self.note,
        ):
            self._upper.addWidget(part)
        for part in (self.pinned, self._more_pinned, self._line, self.referrals):
            part.hide()
        content = QWidget()
        content.setProperty("kind", "scrolled")
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.addLayout(self._upper)
        self._content.addWidget(self.panel, 1)
        self._content.addStretch(0)
        # Many pinned notes, or large letters on a small screen: nothing is cut off.
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        # Beneath all else: what is read or typed stays where it is when a call ends.
        whole.addWidget(self.call)
        whole.addWidget(self.action_row)

    def _on_theme(self) -> None:
        px = self._context.theme.px
        # What the filters of the timeline need; the area does not scroll sideways.
        self.setMinimumWidth(px(_LEAST_WIDTH))
        self._upper.setContentsMargins(px(16), px(12), px(16), 0)
        self._upper.setSpacing(px(9))
        self._content.setSpacing(px(9))


def _actions(context: UiContext) -> tuple[ActionSpec, ...]:
    tr = context.tr
    return (
        ActionSpec("note", "sticky-note", tr.pgettext("card", "Note"), "N"),
        ActionSpec("payment", "banknote", tr.pgettext("card", "Payment"), "P"),
        ActionSpec("sale", "shopping-bag", tr.pgettext("card", "Sale"), "S"),
        ActionSpec("quote", "file-text", tr.pgettext("card", "Quote"), "Q"),
        ActionSpec("follow_up", "alarm-clock", tr.pgettext("card", "Follow-up"), "F"),
        ActionSpec("referral", "users", tr.pgettext("card", "Referral"), "R"),
        ActionSpec("print", "printer", tr.pgettext("card", "Print"), keys.key_name("Ctrl+P")),
    )
