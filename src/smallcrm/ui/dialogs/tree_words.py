"""What a box of the referral tree says: to the eye in a few words, to a screen reader in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from smallcrm.domain.enums import ReferralOutcome
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.tree_state import REST, TreeState
from smallcrm.ui.widgets.facts import Fact
from smallcrm.ui.widgets.tree_picture import Sign, TreeBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import BranchNode
    from smallcrm.ui.theme import Tone

_SIGNS: Final[dict[ReferralOutcome, Sign]] = {
    ReferralOutcome.WON: "won",
    ReferralOutcome.PENDING: "pending",
    ReferralOutcome.LOST: "lost",
}
_TONES: Final[dict[ReferralOutcome, Tone]] = {
    ReferralOutcome.WON: "ok",
    ReferralOutcome.PENDING: "plain",
    ReferralOutcome.LOST: "second",
}
# What finds room in a box; all of it is told below the tree.
_LINES: Final = 2
_LETTERS: Final = 23


def box_of(tr: I18n, state: TreeState, box_id: int) -> TreeBox:
    """Make a box."""
    if box_id == REST:
        return _more(tr, box_id, state.more_trees())
    if box_id < 0:
        return _more(tr, box_id, state.missing(-box_id))
    node = state.node(box_id)
    assert node is not None, "what is shown is known"
    hidden = state.hidden(box_id)
    return TreeBox(
        id=box_id,
        name=node.client.name,
        amounts=_amounts(tr, _own_first(state, node.branch)),
        last=_last(tr, node),
        sign=_SIGNS[node.outcome] if node.outcome is not None else "top",
        pill=tr.formats.number(hidden) if hidden else "",
        opened=state.is_open(box_id),
    )


def lines_of(tr: I18n, state: TreeState) -> int:
    """Return how many lines of amounts the boxes need."""
    several = (node.branch for node in state.nodes() if len(node.branch) > 1)
    return max((len(_amounts(tr, amounts)) for amounts in several), default=1)


def speak(tr: I18n, state: TreeState, box_id: int, position: tuple[int, int, int]) -> str:
    """Say a box in words; the position is its level, its place among its siblings, their number."""
    if box_id == REST:
        return _left_out(tr, state.more_trees())
    if box_id < 0:
        return _left_out(tr, state.missing(-box_id))
    node = state.node(box_id)
    assert node is not None, "what is shown is known"
    number = tr.formats.number
    level, place, siblings = position
    parts = [
        client_label(tr, node.client.name, node.client.organisation),
        _sum(tr, _own_first(state, node.branch)),
    ]
    if node.outcome is not None:
        parts.append(enum_name(tr, node.outcome))
    parts.append(_last(tr, node))
    where = tr.gettext("level {level}, {place} of {count}")
    shown = number(level + len(state.above))
    parts.append(where.format(level=shown, place=number(place), count=number(siblings)))
    if node.sent:
        opened = tr.pgettext("branch", "unfolded")
        parts.append(opened if state.is_open(box_id) else tr.pgettext("branch", "folded"))
    return tr.pgettext("facts", ", ").join(parts)


def sent_won(tr: I18n, sent: int, won: int) -> str:
    """Say how many somebody sent, and how many of them were won."""
    number = tr.formats.number
    return tr.gettext("sent {sent}, won {won}").format(sent=number(sent), won=number(won))


def facts(tr: I18n, state: TreeState, node: BranchNode) -> list[Fact]:
    """Say what is known of the current one: who sent them, what became of it, what it brought."""
    number, day = tr.formats.number, tr.formats.date_sentence
    above = state.parent(node.client.id)
    sender = state.node(above) if above is not None else None
    name = sender.client.name if sender is not None else ""
    if not name and state.above and node.client.id == state.first:
        name = state.above[-1].name
    outcome = enum_name(tr, node.outcome) if node.outcome is not None else ""
    on = day(node.on, on_screen=True) if node.on is not None else ""
    below = tr.ngettext(
        "{count} client below in all", "{count} clients below in all", node.below
    ).format(count=number(node.below))
    who = client_label(tr, node.client.name, node.client.organisation)
    return [
        Fact(tr.gettext("Client"), who, _position(tr, state, node.client.id)),
        Fact(tr.gettext("Sent by"), name or tr.gettext("nobody"), on),
        Fact(
            tr.gettext("Outcome"),
            outcome or tr.pgettext("outcome", "none"),
            "" if outcome else tr.gettext("not a referral"),
            _TONES[node.outcome] if node.outcome is not None else "second",
        ),
        Fact(
            tr.pgettext("client", "Referrals"),
            sent_won(tr, node.sent, node.won) if node.sent else tr.gettext("nobody"),
            below if node.below else "",
        ),
        _money(
            tr,
            tr.pgettext("money", "Paid"),
            _own_first(state, node.own),
            tr.gettext("by this client alone"),
        ),
        _money(
            tr,
            tr.gettext("Whole branch"),
            _own_first(state, node.branch),
            tr.gettext("with all below"),
        ),
    ]


def _own_first(state: TreeState, amounts: Sequence[Money]) -> list[Money]:
    return sorted(amounts, key=lambda one: (one.currency != state.currency, one.currency))


def _more(tr: I18n, box_id: int, count: int) -> TreeBox:
    shown = tr.formats.number(count)
    text = tr.ngettext("{count} more", "{count} more", count).format(count=shown)
    return TreeBox(id=box_id, name=text, sign="more")


def _amounts(tr: I18n, amounts: Sequence[Money]) -> tuple[str, ...]:
    """Write amounts of all currencies on as few lines as they take, two at the most."""
    if not amounts:
        return (tr.gettext("no money yet"),)
    between = tr.pgettext("amounts", ", ")
    lines = [""]
    for number, amount in enumerate(amounts):
        text = tr.formats.money(amount)
        joined = f"{lines[-1]}{between}{text}" if lines[-1] else text
        if _width(joined) <= _LETTERS:
            lines[-1] = joined
        elif len(lines) < _LINES:
            lines.append(text)
        else:
            rest = tr.formats.number(len(amounts) - number)
            # Translators: after an amount: there are amounts in so many more currencies
            lines[-1] += " " + tr.pgettext("amounts", "+ {count} more").format(count=rest)
            break
    return tuple(lines)


def _width(text: str) -> int:
    """Count letters as wide as digits: Chinese ones are two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _last(tr: I18n, node: BranchNode) -> str:
    if node.sent:
        return sent_won(tr, node.sent, node.won)
    if node.on is not None:
        return tr.gettext("came {date}").format(date=tr.formats.date_short(node.on))
    return tr.gettext("sent nobody")


def _money(tr: I18n, label: str, amounts: Sequence[Money], second: str) -> Fact:
    """Make a fact of amounts: the first is the fact, those of other currencies stand beneath."""
    if not amounts[1:]:
        return Fact(label, _sum(tr, amounts), second)
    rest = tr.gettext("and {amounts}").format(amounts=tr.formats.monies(amounts[1:]))
    return Fact(label, tr.formats.money(amounts[0]), rest)


def _sum(tr: I18n, amounts: Sequence[Money]) -> str:
    return tr.formats.monies(amounts) if amounts else tr.gettext("nothing yet")


def _position(tr: I18n, state: TreeState, client_id: int) -> str:
    level = len(state.way(client_id)) + len(state.above)
    return tr.gettext("level {level}").format(level=tr.formats.number(level))


def _left_out(tr: I18n, count: int) -> str:
    text = tr.ngettext(
        "{count} more client is not shown yet: Space reads on",
        "{count} more clients are not shown yet: Space reads on",
        count,
    )
    return text.format(count=tr.formats.number(count))
