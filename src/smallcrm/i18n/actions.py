"""What an action did, for the undo strip, the history and `smallcrm undo`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smallcrm.i18n.call_words import CALL_ACTIONS
from smallcrm.i18n.filling import Wording, fill
from smallcrm.i18n.follow_up_words import FOLLOW_UP_ACTIONS
from smallcrm.i18n.messages import mark, mark_plural

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

# Label of an action -> wordings, the most telling first (`filling.fill`). Parameters are `client`,
# `partner`, `referrer`, `person`, `product` (names), `amount`, `number`, `sale` (a number),
# `revision`, `title`, `count`, `file`, `key`.
ACTIONS: Mapping[str, Wording] = {
    "add_client": (mark("Client {client} added"), mark("Client added")),
    "edit_client": (mark("Client {client} changed"), mark("Client changed")),
    "set_level": (mark("Level of {client} changed: {level}"), mark("Level changed")),
    "follow_level": (
        mark("Level of {client} follows from the rules again"),
        mark("Level follows from the rules again"),
    ),
    "add_own_field": (mark("Own field {name} added"), mark("Own field added")),
    "edit_own_field": (mark("Own field {name} changed"), mark("Own field changed")),
    "remove_own_field": (mark("Own field {name} removed"), mark("Own field removed")),
    "rename_tag": (mark("Tag {before} is now called {name}"), mark("Tag renamed")),
    "merge_tags": (mark("Tag {before} made one with {name}"), mark("Two tags made one")),
    "remove_tag": (mark("Tag {name} removed"), mark("Tag removed")),
    "add_level_rule": (mark("Rule for the level {level} added"), mark("Level rule added")),
    "edit_level_rule": (mark("Rule for the level {level} changed"), mark("Level rule changed")),
    "remove_level_rule": (mark("Rule for the level {level} removed"), mark("Level rule removed")),
    "add_label_sheet": (mark("Label sheet {name} added"), mark("Label sheet added")),
    "edit_label_sheet": (mark("Label sheet {name} changed"), mark("Label sheet changed")),
    "remove_label_sheet": (mark("Label sheet {name} removed"), mark("Label sheet removed")),
    "refresh_levels": mark("Levels brought up to date"),
    "confirm_details": (mark("Details of {client} confirmed"), mark("Details confirmed")),
    "confirm_detail": (mark("A detail of {client} confirmed"), mark("Detail confirmed")),
    "remind_of_details": (
        mark("Reminder to ask {client} for their details added"),
        mark("Reminder to ask for details"),
    ),
    "batch_edit": (
        mark_plural("{count} client changed", "{count} clients changed"),
        mark("Clients changed"),
    ),
    "merge_clients": (mark("{merged} merged into {client}"), mark("Clients merged")),
    "split_clients": (
        mark("{merged} taken apart from {client} again; not settled any more: {sales}"),
        mark("{merged} taken apart from {client} again"),
        mark("Clients taken apart again"),
    ),
    "mark_distinct": (
        mark("{client} and {other} are not the same"),
        mark("Two clients are not the same"),
    ),
    "forget_distinct": (
        mark("{client} and {other} may be the same again"),
        mark("Two clients may be the same again"),
    ),
    "forget_mapping": (
        mark("Forgotten how files like {file} are read"),
        mark("Forgotten how such files are read"),
    ),
    "erase_client": mark("Client made anonymous"),
    "add_contact_person": (
        mark("{person} added as a contact of {client}"),
        mark("Contact person added"),
    ),
    "add_note": (mark("Note about {client} added"), mark("Note added")),
    "edit_note": (mark("Note about {client} changed"), mark("Note changed")),
    "pin_note": (mark("Note about {client} pinned"), mark("Note pinned")),
    "unpin_note": (mark("Note about {client} unpinned"), mark("Note unpinned")),
    "save_draft": mark("Note kept"),
    "add_interaction": (mark("Contact with {client} recorded"), mark("Contact recorded")),
    "add_documents": (
        mark("{file} kept with {client}"),
        mark_plural("{count} file kept with {client}", "{count} files kept with {client}"),
        mark("File kept"),
    ),
    "rename_document": (mark("File of {client} renamed: {file}"), mark("File renamed")),
    "move_document": (mark("{file} of {client} put elsewhere"), mark("File put elsewhere")),
    "remove_document": (mark("{file} of {client} removed"), mark("File removed")),
    "add_email": (mark("E-mail kept with {client}"), mark("E-mail kept")),
    "add_sale": (
        mark("Sale {number} of {amount} to {client} recorded"),
        mark("Sale {number} of {amount} recorded"),
        mark("Sale of {amount} recorded"),
        mark("Sale recorded"),
    ),
    "edit_sale": (mark("Sale {number} changed"), mark("Sale changed")),
    "cancel_sale": (mark("Sale {number} cancelled"), mark("Sale cancelled")),
    "add_product": (mark("Product {product} added"), mark("Product added")),
    "edit_product": (mark("Product {product} changed"), mark("Product changed")),
    "add_quote": (
        mark("Quote {number} of {amount} to {client} made"),
        mark("Quote {number} of {amount} made"),
        mark("Quote made"),
    ),
    "revise_quote": (
        mark("Quote {number} for {client} revised: revision {revision}, {amount}"),
        mark("Quote {number} revised"),
        mark("Quote revised"),
    ),
    "accept_quote": (
        mark("Quote {number} of {client} accepted: sale {sale} of {amount}"),
        mark("Quote {number} accepted: sale {sale}"),
        mark("Quote accepted"),
    ),
    "decline_quote": (
        mark("Quote {number} to {client} declined"),
        mark("Quote {number} declined"),
        mark("Quote declined"),
    ),
    "reopen_quote": (
        mark("Quote {number} to {client} opened again"),
        mark("Quote {number} opened again"),
        mark("Quote opened again"),
    ),
    "deliver": (
        mark("Delivery {number} of sale {sale} to {client} recorded"),
        mark("Delivery of sale {sale} recorded"),
        mark("Delivery recorded"),
    ),
    "add_contract": (
        mark("Contract {number} with {client} added"),
        mark("Contract {number} added"),
        mark("Contract added"),
    ),
    "edit_contract": (
        mark("Contract {number} with {client} changed"),
        mark("Contract {number} changed"),
        mark("Contract changed"),
    ),
    "take_payment": (
        mark("Payment of {amount} from {client} recorded"),
        mark("Payment of {amount} recorded"),
        mark("Payment recorded"),
    ),
    "allocate": (
        mark("{amount} of a payment put to sale {number}"),
        mark("{amount} of a payment put to a sale"),
        mark("Payment put to a sale"),
    ),
    "release": (
        mark("{amount} of a payment taken back from sale {number}"),
        mark("Payment taken back from a sale"),
    ),
    "refund": (
        mark("Refund of {amount} to {client} recorded"),
        mark("Refund of {amount} recorded"),
        mark("Refund recorded"),
    ),
    "reverse_payment": (
        mark("Payment of {amount} from {client} reversed"),
        mark("Payment of {amount} reversed"),
        mark("Payment reversed"),
    ),
    "write_off": (
        mark("{amount} of sale {number} written off"),
        mark("{amount} written off"),
        mark("Amount written off"),
    ),
    "set_allocations": (
        mark("Payment of {amount} from {client} put to other sales"),
        mark("Payment of {amount} put to other sales"),
        mark("Payment put to other sales"),
    ),
    "use_credit": (
        mark("{amount} of the credit of {client} put to sale {number}"),
        mark("{amount} of credit put to sale {number}"),
        mark("Credit put to a sale"),
    ),
    "use_credit_on": (
        mark_plural(
            "{amount} of the credit of {client} put to {count} sale",
            "{amount} of the credit of {client} put to {count} sales",
        ),
        mark_plural(
            "{amount} of credit put to {count} sale", "{amount} of credit put to {count} sales"
        ),
        mark("Credit put to several sales"),
    ),
    "pay_out": (
        mark("Credit of {amount} paid out to {client}"),
        mark("Credit of {amount} paid out"),
        mark("Credit paid out"),
    ),
    "add_opening_balance": (
        mark("Opening balance of {amount} of {client} recorded"),
        mark("Opening balance of {amount} recorded"),
        mark("Opening balance recorded"),
    ),
    "set_plan": (
        mark_plural(
            "Sale {number} is due in {count} instalment",
            "Sale {number} is due in {count} instalments",
        ),
        mark("Instalments of sale {number} changed"),
        mark("Instalments changed"),
    ),
    "clear_plan": (
        mark("Sale {number} is due at once again"),
        mark("Instalments removed"),
    ),
    "bill": (
        mark("Invoice {number} of {amount} to {client} made"),
        mark("Invoice {number} of {amount} made"),
        mark("Invoice {number} made"),
        mark("Invoice made"),
    ),
    "credit_note": (
        mark("Credit note {number} of {amount} to {client} made"),
        mark("Credit note {number} of {amount} made"),
        mark("Credit note {number} made"),
        mark("Credit note made"),
    ),
    "fix_paper": (mark("{number} printed, saved or sent"), mark("Printed, saved or sent")),
    "add_promise": (
        mark("Promise of {client} to pay {amount} recorded"),
        mark("Promise to pay {amount} recorded"),
        mark("Promise to pay recorded"),
    ),
    "withdraw_promise": (
        mark("Promise of {client} to pay {amount} withdrawn"),
        mark("Promise to pay withdrawn"),
    ),
    "remind": (
        mark("Reminder {step} to {client} about {amount} recorded"),
        mark("Reminder to {client} recorded"),
        mark("Reminder recorded"),
    ),
    "set_rate": (mark("Exchange rate of {currency} set"), mark("Exchange rate set")),
    "remove_rate": (mark("Exchange rate of {currency} removed"), mark("Exchange rate removed")),
    "add_referral": (
        mark("Referral of {client} by {referrer} recorded"),
        mark("Referral of {client} recorded"),
        mark("Referral recorded"),
    ),
    "add_referral_out": (
        mark("Referral of {client} to {partner} recorded"),
        mark("Referral of {client} recorded"),
        mark("Referral recorded"),
    ),
    "edit_referral": (mark("Referral of {client} changed"), mark("Referral changed")),
    "remove_referral": (mark("Referral of {client} removed"), mark("Referral removed")),
    "set_reward": (
        mark("Reward of {client} set to {amount}"),
        mark("Reward of {client} set"),
        mark("Reward set"),
    ),
    "withhold_reward": (mark("Reward of {client} withheld"), mark("Reward withheld")),
    "unset_reward": (
        mark("Reward of {client} follows the rules again"),
        mark("Reward follows the rules again"),
    ),
    "set_credit_expiry": (
        mark("Last day of {client}'s credit of {amount} changed"),
        mark("Last day of a credit changed"),
    ),
    "add_reward_rule": (mark("Reward rule {name} added"), mark("Reward rule added")),
    "edit_reward_rule": (mark("Reward rule {name} changed"), mark("Reward rule changed")),
    "remove_reward_rule": (mark("Reward rule {name} removed"), mark("Reward rule removed")),
    "import": (
        mark("{file} imported: {added} new, {merged} merged"),
        mark_plural("{count} row of {file} imported", "{count} rows of {file} imported"),
        mark("{file} imported"),
        mark("File imported"),
    ),
    "sample": (
        mark_plural("{count} made-up client added", "{count} made-up clients added"),
        mark("Sample data added"),
    ),
    "remove_sample": mark("Sample data removed"),
    "import_statement": (
        mark_plural("{count} booking of {file} added", "{count} bookings of {file} added"),
        mark("Bank statement added"),
    ),
    "confirm_bank_line": (
        mark("Booking of {amount} entered as a payment from {client}"),
        mark("Booking entered as a payment"),
    ),
    "confirm_bank_lines": (
        mark_plural("{count} booking entered as a payment", "{count} bookings entered as payments"),
        mark("Bookings entered as payments"),
    ),
    "ignore_bank_lines": (
        mark_plural("{count} booking set aside", "{count} bookings set aside"),
        mark("Bookings set aside"),
    ),
    "reopen_bank_lines": (
        mark_plural("{count} booking opened again", "{count} bookings opened again"),
        mark("Bookings opened again"),
    ),
    "setting": (mark("Setting {key} changed"), mark("Setting changed")),
    **CALL_ACTIONS,
    **FOLLOW_UP_ACTIONS,
}


def action(tr: I18n, label: str, parameters: Mapping[str, object] | None = None) -> str:
    """Say what an action did: `Payment of 480.00 EUR from Ann Lee recorded`."""
    text = fill(tr, ACTIONS.get(label, ()), parameters or {})
    return text if text is not None else tr.gettext("Change recorded")


def undone(tr: I18n, label: str, parameters: Mapping[str, object] | None = None) -> str:
    """Say what was taken back."""
    # Translators: {action} is a whole sentence, "Payment of 480.00 EUR recorded"
    return tr.gettext("Undone: {action}").format(action=action(tr, label, parameters))


def redone(tr: I18n, label: str, parameters: Mapping[str, object] | None = None) -> str:
    """Say what was brought back."""
    # Translators: {action} is a whole sentence, "Payment of 480.00 EUR recorded"
    return tr.gettext("Redone: {action}").format(action=action(tr, label, parameters))
