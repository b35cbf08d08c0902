"""Words of refusals about own fields, tags, level rules, details and edits of many clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smallcrm.i18n.messages import mark, mark_plural

if TYPE_CHECKING:
    from smallcrm.i18n.filling import Wording

# Code of a refusal -> wordings, the most telling first (`filling.fill`).
CARING: Mapping[str, Wording] = {
    "own_value_missing": mark("Write what the field is to hold."),
    "own_value_not_number": (
        mark("“{text}” is not a number."),
        mark("Write a number."),
    ),
    "own_value_too_large": mark("“{text}” has more digits than can be kept."),
    "own_value_not_amount": (
        mark("“{text}” is not an amount. Write digits, such as {example_amount}."),
        mark("Write an amount, such as {example_amount}."),
    ),
    "own_value_no_currency": mark("Write the currency of “{text}” beside it, such as EUR."),
    "own_value_not_date": (
        mark("“{text}” is not a date. Write it like {example_date}."),
        mark("Write a date like {example_date}."),
    ),
    "own_value_not_choice": (
        mark("“{text}” is not among the choices: {choices}."),
        mark("“{text}” is not among the choices."),
    ),
    "own_value_not_yes_no": mark("“{text}” is neither yes nor no."),
    "own_value_not_link": mark(
        "“{text}” is not a link. It can be a web address, an e-mail address, or a phone number "
        "after “tel:”."
    ),
    "own_choices_missing": mark("Write at least one choice."),
    "own_choices_too_many": mark("There can be {most} choices at most."),
    "own_field_exists": mark("There is a field “{name}” already."),
    "own_fields_too_many": mark("There can be {most} fields of your own at most."),
    "own_field_values": mark(
        "“{text}”, which {client} has in “{name}”, does not fit. Change it there first."
    ),
    "no_such_own_field": mark("This field is not there any more."),
    "no_such_tag": mark("This tag is not there any more."),
    "level_rule_standard": mark("Whom no rule fits is standard: a rule gives another level."),
    "level_rule_empty": mark("Say what has to be met: an amount paid, referrals won, or both."),
    "level_rule_months": mark("The months are those of the payments: write an amount as well."),
    "no_such_level_rule": mark("This rule is not there any more."),
    "no_such_detail": mark("This phone, e-mail or address is not there any more."),
    "batch_nobody": mark("Choose at least one client."),
    "batch_nothing": mark("Say what is to be changed."),
    "batch_refused": (
        mark_plural(
            "{client} cannot be changed: {reason}",
            "{client} and others, {count} in all, cannot be changed: {reason}",
        ),
        mark("{client} cannot be changed."),
    ),
    "no_such_batch_field": mark("There is no field “{name}” that can be changed for many."),
    "batch_cannot_clear": mark("{name} cannot be empty."),
    "batch_cannot_replace": mark("{name} is no text in which something could be replaced."),
    "batch_nothing_to_find": mark("Write the text that is to be replaced."),
}
