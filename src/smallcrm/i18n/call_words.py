"""Calls and contacts in words: what was done about them, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from smallcrm.i18n.filling import Wording
from smallcrm.i18n.messages import mark, mark_plural

# Label of an action -> wordings, as in `actions.ACTIONS`.
CALL_ACTIONS: Mapping[str, Wording] = {
    "log_call": (mark("Call with {client} recorded"), mark("Call recorded")),
    "attribute_call": (
        mark_plural("{count} call put to {client}", "{count} calls put to {client}"),
        mark("Call put to a client"),
    ),
    "take_new_caller": (
        mark_plural(
            "{client} added; {count} call of this number is theirs now",
            "{client} added; {count} calls of this number are theirs now",
        ),
        mark("Client {client} added"),
        mark("Client added"),
    ),
    "take_caller": (
        mark_plural(
            "{count} call of this number is {client}'s now",
            "{count} calls of this number are {client}'s now",
        ),
        mark("{client} has this number now"),
        mark("Call put to a client"),
    ),
    "note_call": mark("Note of a call kept"),
    "handle_call": (mark("Missed calls of {client} put aside"), mark("Missed calls put aside")),
    "reopen_call": (
        mark("Missed calls of {client} opened again"),
        mark("Missed calls opened again"),
    ),
    "rate_contact": (
        mark("Satisfaction of {client} noted: {satisfaction} of 5"),
        mark("Satisfaction of {client} changed"),
        mark("Satisfaction changed"),
    ),
    "edit_interaction": (mark("Contact with {client} changed"), mark("Contact changed")),
    "remove_interaction": (mark("Contact with {client} removed"), mark("Contact removed")),
}
CALLING: Mapping[str, Wording] = {
    "no_such_call": mark("This call is not there any more. Perhaps it is a client's by now."),
    "no_such_interaction": mark("This contact is not there any more."),
    "not_missed": mark("This call is not a missed one, or it was dealt with already."),
    "not_their_contact": mark("This contact person is not this client's."),
    "no_contact_of_name": (
        mark("This client has no contact person called {name}."),
        mark("This client has no such contact person."),
    ),
    "contact_in_future": mark("This has not happened yet. Make it a follow-up."),
    "expires_in_past": (
        mark("{date} is over. Write a day until which the note is to be remembered."),
        mark("Write a day until which the note is to be remembered, today or later."),
    ),
}
