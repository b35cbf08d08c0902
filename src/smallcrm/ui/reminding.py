"""Tells of what is due through the system, at its time and once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import Source
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.repeat_words import time_words
from smallcrm.services.commands import MarkNotified

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import FollowUpShape
    from smallcrm.queries.follow_up_shapes import FollowUpsDue
    from smallcrm.ui.context import UiContext

# A clock that was set, or a computer that slept, is noticed after so long at the latest.
_LONGEST_WAIT_MS: Final = 10 * 60 * 1000
_SHOWN: Final = 3


class Notices(Protocol):
    """Where notices are shown: beside the clock, or in the window."""

    def notify(self, title: str, text: str, clicked: Callable[[], None]) -> None:
        """Show one; `clicked` is called when it is pressed."""

    def show_window(self) -> None:
        """Bring the window forward."""


class Reminding(QObject):
    """Waits for the next thing that is due, and tells of it; lives as long as its window.

    Nothing runs while nothing is due: one timer waits for the next instant, and the file is asked
    anew after every commit that may have moved it. Several at once are one notice. That the owner
    was told is kept in the file, so that the next start does not tell again. `wanted(name,
    argument)` is for the desk: pressing the notice opens the card, or the window where there are
    several.
    """

    wanted = Signal(str, object)

    def __init__(self, context: UiContext, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._notices = notices
        self._begun = False
        self._telling: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    @property
    def waiting(self) -> bool:
        """Whether there is anything to wait for."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Look for the first time; from then on by itself."""
        if self._begun:
            return
        self._begun = True
        self._context.hub.committed.connect(self._on_committed)
        self._context.hub.machine_changed.connect(self.look)
        self.look()

    def stop(self) -> None:
        """Tell of nothing any more."""
        self._timer.stop()
        if self._begun:
            self._begun = False
            self._context.hub.committed.disconnect(self._on_committed)
            self._context.hub.machine_changed.disconnect(self.look)

    def look(self) -> None:
        """Ask the file what is due now and what is next."""
        machine = self._context.machine
        if machine.get("machine.notify") != "yes":
            self._timer.stop()
            return
        untimed_at = machine.get("machine.notify_at")
        self._context.runner.read(
            "reminding",
            lambda queries: queries.follow_ups_due(untimed_at=untimed_at),
            self._on_due,
        )

    def _on_committed(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and changes.touches(Entity.FOLLOW_UP, Entity.CLIENT):
            self.look()

    def _on_due(self, found: FollowUpsDue) -> None:
        if not self._begun:
            return
        due = [one for one in found.due if one.id not in self._telling]
        if due:
            self._tell(due)
        self._timer.stop()
        if found.next_at is not None:
            left = (found.next_at - self._context.clock.now()).total_seconds() * 1000
            self._timer.start(max(1, min(int(left) + 1, _LONGEST_WAIT_MS)))

    def _tell(self, due: Sequence[FollowUpShape]) -> None:
        ids = tuple(one.id for one in due)
        self._telling.update(ids)
        title, text = notice_words(self._context.tr, due)
        if len(due) == 1:
            client = due[0].client.id
            self._notices.notify(title, text, lambda: self.wanted.emit("open_card", client))
        else:
            self._notices.notify(title, text, self._notices.show_window)
        # Where that cannot be kept they are still told of once in this run of the program.
        self._context.runner.write(
            MarkNotified(follow_ups=ids),
            lambda _outcome: self._telling.difference_update(ids),
            lambda _error: None,
            initiator=self,
            source=Source.PROGRAM,
        )


def notice_words(tr: I18n, due: Sequence[FollowUpShape]) -> tuple[str, str]:
    """Return title and text of a notice: whom it is about and what, or how many there are."""
    lines = [_line(tr, one) for one in due[:_SHOWN]]
    if len(due) == 1:
        return due[0].client.name, lines[0]
    title = tr.ngettext("{count} thing to do", "{count} things to do", len(due))
    named = [f"{one.client.name}: {line}" for one, line in zip(due, lines, strict=False)]
    rest = len(due) - len(named)
    if rest:
        more = tr.ngettext("and {count} more", "and {count} more", rest)
        named.append(more.format(count=tr.formats.number(rest)))
    return title.format(count=tr.formats.number(len(due))), "\n".join(named)


def _line(tr: I18n, one: FollowUpShape) -> str:
    text = " ".join(follow_up_text(tr, one).split())
    return text if one.due_time is None else f"{time_words(tr, one.due_time)} · {text}"
