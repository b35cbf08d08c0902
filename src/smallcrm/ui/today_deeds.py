"""What can be done about a row of Today: by which key, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from smallcrm.i18n.messages import InContext, mark, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

ENTER: Final = "Enter"
SPACE: Final = "Space"
CTRL_ENTER: Final = "Ctrl Enter"
# What a wish is called: in a menu, and beside its key at the foot of the window.
_WORDS: Final[dict[str, tuple[str | InContext, InContext]]] = {
    "open_card": (mark("Open card"), mark_in("key hint", "open card")),
    "open_unknown_call": (mark("Who is it?"), mark_in("key hint", "who is it")),
    "handle_call": (mark_in("missed call", "Dealt with"), mark_in("key hint", "dealt with")),
    "dial": (mark("Call"), mark_in("key hint", "call")),
    "dial_number": (mark("Call"), mark_in("key hint", "call")),
    "finish_follow_up": (mark("Done"), mark_in("key hint", "done")),
    "snooze_follow_up": (mark("Later…"), mark_in("key hint", "later")),
    "edit_follow_up": (mark("Change…"), mark_in("key hint", "change")),
    "remove_follow_up": (mark("Remove"), mark_in("key hint", "remove")),
    "payment": (mark("Take payment…"), mark_in("key hint", "payment")),
    "remind": (mark("Remind…"), mark_in("key hint", "remind")),
    "promise": (mark("Payment promised…"), mark_in("key hint", "promise")),
    "follow_up": (mark("Add follow-up…"), mark_in("key hint", "follow-up")),
    "referral": (mark("Open referral"), mark_in("key hint", "open")),
    "open_quote": (mark("Open quote"), mark_in("key hint", "open")),
    "open_contract": (mark("Open contract"), mark_in("key hint", "open")),
    "open_sale": (mark("Open sale"), mark_in("key hint", "open")),
    "rewards": (mark("Referrals and rewards"), mark_in("key hint", "open")),
    "thanks_letter": (mark("Thank-you letter…"), mark_in("key hint", "letter")),
    "bank": (mark("Match bank bookings…"), mark_in("key hint", "open")),
    "unfold": (mark("Show all"), mark_in("key hint", "show all")),
    "show_list": (mark("Show the list"), mark_in("key hint", "show the list")),
}


class Deed(NamedTuple):
    """Something that can be done about a row: its key, and the wish with its argument."""

    key: str
    wish: str
    argument: object


@dataclass(frozen=True, slots=True)
class TodayId:
    """What a row stands for: its kind (a `Matter`, mostly), its own id, its client.

    `deeds` is what can be done about it; it is the same row whatever they are.
    """

    kind: str
    id: int
    client: int | None = None
    deeds: tuple[Deed, ...] = field(default=(), compare=False)

    def deed(self, key: str) -> Deed | None:
        """Return what a key does."""
        return next((deed for deed in self.deeds if deed.key == key), None)


def menu_words(tr: I18n, deed: Deed) -> str:
    """Name a deed in a menu."""
    words = _WORDS[deed.wish][0]
    return tr.gettext(words) if isinstance(words, str) else tr.pgettext(*words)


def hint_words(tr: I18n, deed: Deed) -> str:
    """Say beside its key what a deed does."""
    return tr.pgettext(*_WORDS[deed.wish][1])
