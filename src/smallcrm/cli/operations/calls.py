"""Operations of `apply` on calls and other contacts: what a phone told, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from smallcrm.cli.fields import Fields, person_of, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import INTERACTION, UNKNOWN_CALL
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.services import commands
from smallcrm.services.commands import Command, Done

# Where a script does not say which line it is, its calls are told from others by this.
_SOURCE: Final = "apply"


@dataclass(frozen=True, slots=True)
class _Logged(Operation):
    """A call is a client's contact, or nobody's."""

    def kind_of(self, done: Done) -> str:
        """Tell which of the two it became."""
        return UNKNOWN_CALL if "unknown_call" in done.parameters else INTERACTION


def _add_interaction(line: Fields) -> Command:
    client = required(line.row("client"), "client")
    answered = _perhaps(line, "answered")
    return commands.AddInteraction(
        client=client,
        kind=line.choice("kind", InteractionKind) or InteractionKind.CALL,
        direction=line.choice("direction", Direction),
        at=line.moment("at"),
        minutes=line.whole("minutes"),
        summary=line.text("summary"),
        number=line.text("number"),
        answered=True if answered is None else answered,
        contact_person=person_of(line, "contact_person", client),
        satisfaction=line.whole("satisfaction"),
        request_id=line.text("request_id"),
    )


def _edit_interaction(line: Fields) -> Command:
    interaction = _interaction(line)
    client = line.references.client_of_interaction(interaction)
    return commands.EditInteraction(
        interaction=interaction,
        kind=line.edit("kind", line.must(lambda name: line.choice(name, InteractionKind))),
        direction=line.edit("direction", lambda name: line.choice(name, Direction)),
        at=line.edit("at", line.must(line.moment)),
        minutes=line.edit("minutes", line.whole),
        summary=line.edit("summary", line.text),
        contact_person=line.edit("contact_person", lambda name: person_of(line, name, client)),
        answered=line.edit("answered", line.flag),
        satisfaction=line.edit("satisfaction", line.whole),
        request_id=line.text("request_id"),
    )


def _remove_interaction(line: Fields) -> Command:
    return commands.RemoveInteraction(
        interaction=_interaction(line), request_id=line.text("request_id")
    )


def _rate_contact(line: Fields) -> Command:
    return commands.RateContact(
        interaction=_interaction(line),
        satisfaction=line.whole("satisfaction"),
        request_id=line.text("request_id"),
    )


def _log_call(line: Fields) -> Command:
    return commands.LogCall(
        source=line.text("source") or _SOURCE,
        key=line.text("key") or "",
        number=line.text("number") or "",
        name=line.text("name") or "",
        outgoing=line.choice("direction", Direction) is Direction.OUT,
        at=line.moment("at"),
        answered=_perhaps(line, "answered"),
        seconds=line.whole("seconds"),
        client=line.row("client"),
    )


def _attribute_call(line: Fields) -> Command:
    client = required(line.row("client"), "client")
    return commands.AttributeCall(
        unknown_call=_unknown(line),
        client=client,
        contact_person=person_of(line, "contact_person", client),
        others=line.flag("others"),
        request_id=line.text("request_id"),
    )


def _note_call(line: Fields) -> Command:
    return commands.NoteUnknownCall(
        unknown_call=_unknown(line), text=required(line.text("text"), "text")
    )


def _handle_call(line: Fields) -> Command:
    handled = _perhaps(line, "handled")
    unknown = line.row("call", UNKNOWN_CALL)
    return commands.HandleCall(
        interaction=_interaction(line) if unknown is None else None,
        unknown_call=unknown,
        handled=True if handled is None else handled,
        request_id=line.text("request_id"),
    )


def _interaction(line: Fields) -> int:
    return required(line.row("interaction", INTERACTION), "interaction")


def _unknown(line: Fields) -> int:
    return required(line.row("call", UNKNOWN_CALL), "call")


def _perhaps(line: Fields, name: str) -> bool | None:
    """Take a truth value that may be left open."""
    if line.peek(name) is None:
        line.any(name)
        return None
    return line.flag(name)


CALLS: Final[Mapping[str, Operation]] = {
    "add_interaction": Operation(_add_interaction, INTERACTION),
    "edit_interaction": Operation(_edit_interaction, INTERACTION),
    "remove_interaction": Operation(_remove_interaction),
    "rate_contact": Operation(_rate_contact, INTERACTION),
    "log_call": _Logged(_log_call),
    "attribute_call": Operation(_attribute_call, INTERACTION),
    "note_call": Operation(_note_call, UNKNOWN_CALL),
    "handle_call": Operation(_handle_call),
}
