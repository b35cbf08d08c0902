"""A client's card put together from the kit, as in the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, TITLE, ThemeContext
from smallcrm.ui.widgets.action_row import ActionRow
from smallcrm.ui.widgets.avatar import Avatar
from smallcrm.ui.widgets.badge import Badge
from smallcrm.ui.widgets.banner import Banner
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.facts import FactRow
from smallcrm.ui.widgets.filter_bar import FilterBar
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.note_field import NoteField
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.pinned import PinnedNotes
from smallcrm.ui.widgets.timeline import TimelineList

if TYPE_CHECKING:
    from tests.ui.gallery_data import Words


def _head(theme: ThemeContext, words: Words) -> QHBoxLayout:
    px = theme.px
    head = QHBoxLayout()
    head.setSpacing(px(14))
    head.addWidget(Avatar(theme, words.initials, "7"), 0, Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(px(3))
    name = QHBoxLayout()
    name.setSpacing(px(8))
    name.addWidget(RunLabel(theme, (Run(words.name, TITLE),)))
    name.addWidget(Badge(theme, words.level))
    name.addStretch(1)
    name.addWidget(IconButton(theme, "pencil", "Edit"))
    lines.addLayout(name)
    lines.addWidget(RunLabel(theme, (Run(words.organisation, BODY, "second"),)))
    number, label, now = words.calling
    calling = (
        Run(number, BODY_STRONG, "ok"),
        Run("  " + label, SMALL, "ok"),
        Run(now, BODY_STRONG, "ok"),
    )
    lines.addWidget(RunLabel(theme, calling, icon=("phone-incoming", "ok")))
    row = QHBoxLayout()
    row.setSpacing(px(16))
    phone = (Run(words.phone[0]), Run("  " + words.phone[1], SMALL, "second"))
    row.addWidget(RunLabel(theme, phone, icon=("phone", "second")))
    sent = (Run(words.sent_by, SMALL, "second"),)
    row.addWidget(RunLabel(theme, sent, icon=("share-2", "second")))
    row.addStretch(1)
    lines.addLayout(row)
    head.addLayout(lines, 1)
    return head


def card(theme: ThemeContext, words: Words, variant: str) -> QWidget:
    px = theme.px
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    window.setProperty("ground", "surf")
    whole = QVBoxLayout(window)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    body = QVBoxLayout()
    body.setContentsMargins(px(16), px(12), px(16), 0)
    body.setSpacing(px(9))
    body.addLayout(_head(theme, words))
    banner = Banner(theme)
    content, action = words.banners[variant]
    banner.set_content(content, action)
    body.addWidget(banner)
    pinned = PinnedNotes(theme, name="Pinned", unpin_name="Unpin")
    pinned.set_notes(words.pinned)
    body.addWidget(pinned)
    facts = FactRow(theme)
    facts.set_facts(words.facts)
    body.addWidget(facts)
    body.addWidget(hairline())
    runs = tuple(
        Run(text, BODY_STRONG if number % 2 else BODY, "ok" if number == 3 else "plain")
        for number, text in enumerate(words.referral)
    )
    body.addWidget(RunLabel(theme, runs, icon=("gift", "second")))
    note = NoteField(theme, placeholder="Type a note", name="Note")
    note.set_text(words.note if variant == "debt" else "")
    note.set_status(words.saved, "ok")
    note.set_hint(words.hint)
    body.addWidget(note)
    chips = FilterBar(theme, "flat")
    chips.set_chips(words.chips)
    stack = QVBoxLayout()
    stack.setSpacing(px(5))
    stack.addWidget(chips)
    stack.addWidget(hairline())
    stack.setContentsMargins(0, 0, 0, 0)
    body.addLayout(stack)
    timeline = TimelineList(theme, name="Timeline")
    timeline.set_rows(words.timeline)
    whole.addLayout(body)
    whole.addWidget(timeline, 1)
    whole.addWidget(ActionRow(theme, words.actions))
    window.resize(px(520), px(690))
    note.field.setFocus()
    return window
