"""Operations of `apply` about clients: who they are, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smallcrm.cli.fields import Fields, person_of, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import CLIENT, NOTE, OWN_FIELD
from smallcrm.cli.values import text_of
from smallcrm.domain.enums import ClientKind, Level, Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command, EmailInput, OwnValueInput, PhoneInput

_MAGNITUDE: Final = 40


def _add_client(line: Fields) -> Command:
    return commands.AddClient(
        name=required(line.text("name"), "name"),
        organisation=line.text("organisation"),
        kind=line.choice("kind", ClientKind) or ClientKind.PERSON,
        code=line.text("code"),
        level=line.choice("level", Level) or Level.STANDARD,
        lifecycle=line.choice("lifecycle", Lifecycle) or Lifecycle.ACTIVE,
        source=line.text("source"),
        language=line.text("language"),
        currency=line.text("currency"),
        payment_term_days=line.whole("payment_term_days"),
        tax_number=line.text("tax_number"),
        birthday=line.day("birthday"),
        discount_percent=line.decimal("discount_percent"),
        credit_limit=line.decimal("credit_limit"),
        phones=_phones(line),
        emails=_emails(line),
        tags=line.texts("tags"),
        own=_own(line),
        note=line.text("note"),
        referred_by=line.row("referred_by", CLIENT),
        request_id=line.text("request_id"),
    )


def _edit_client(line: Fields) -> Command:
    return commands.EditClient(
        client=required(line.row("client"), "client"),
        name=line.edit("name", line.must(line.text)),
        kind=line.edit("kind", line.must(lambda name: line.choice(name, ClientKind))),
        organisation=line.edit("organisation", line.text),
        code=line.edit("code", line.text),
        level=line.edit("level", line.must(lambda name: line.choice(name, Level))),
        lifecycle=line.edit("lifecycle", line.must(lambda name: line.choice(name, Lifecycle))),
        source=line.edit("source", line.text),
        language=line.edit("language", line.text),
        currency=line.edit("currency", line.text),
        payment_term_days=line.edit("payment_term_days", line.whole),
        tax_number=line.edit("tax_number", line.text),
        birthday=line.edit("birthday", line.day),
        discount_percent=line.edit("discount_percent", line.decimal),
        credit_limit=line.edit("credit_limit", line.decimal),
        on_hold=line.edit("on_hold", line.flag),
        hold_reason=line.edit("hold_reason", line.text),
        phones=line.edit("phones", lambda _name: _phones(line)),
        emails=line.edit("emails", lambda _name: _emails(line)),
        tags=line.edit("tags", line.texts),
        own=line.edit("own", lambda _name: _own(line)),
        level_by_hand=line.edit("level_by_hand", line.flag),
        referred_by=line.edit("referred_by", lambda name: line.row(name, CLIENT)),
        request_id=line.text("request_id"),
    )


def _add_note(line: Fields) -> Command:
    client = required(line.row("client"), "client")
    return commands.AddNote(
        client=client,
        text=required(line.text("text"), "text"),
        pinned=line.flag("pinned"),
        said_by=person_of(line, "said_by", client),
        expires=line.day("until"),
        request_id=line.text("request_id"),
    )


def _edit_note(line: Fields) -> Command:
    note = required(line.row("note", NOTE), "note")
    client = line.references.client_of_note(note)
    return commands.EditNote(
        note=note,
        text=line.edit("text", line.must(line.text)),
        pinned=line.edit("pinned", line.flag),
        said_by=line.edit("said_by", lambda name: person_of(line, name, client)),
        expires=line.edit("until", line.day),
        request_id=line.text("request_id"),
    )


def _phones(line: Fields) -> tuple[PhoneInput, ...]:
    """Take phone numbers: texts, or objects with `number` and `label`."""
    return tuple(
        PhoneInput(number=number, label=label)
        for number, label in _labelled(line, "phones", "number")
    )


def _emails(line: Fields) -> tuple[EmailInput, ...]:
    """Take e-mail addresses: texts, or objects with `address` and `label`."""
    return tuple(
        EmailInput(address=address, label=label)
        for address, label in _labelled(line, "emails", "address")
    )


def _own(line: Fields) -> tuple[OwnValueInput, ...]:
    """Take values of own fields: an object of names; null clears, an amount has its currency."""
    values = line.any("own")
    if values is None:
        return ()
    found = []
    inner = line.inner(values, "own")
    for name in inner.names():
        field = line.references.find(name, OWN_FIELD, f"own.{name[:80]}")
        value = inner.any(name)
        currency = None
        if isinstance(value, dict):
            amount = line.inner(value, name)
            currency = amount.text("currency")
            value = required(amount.any("amount"), "amount")
            amount.finish()
        found.append(OwnValueInput(own_field=field, value=_plain(value, name), currency=currency))
    return tuple(found)


def _plain(value: object, name: str) -> str | None:
    """Write a value of JSON as the text of an own field: true and false are yes and no."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        if number and abs(number.adjusted()) > _MAGNITUDE:
            raise Refusal("own_value_too_large", field=name, text=str(value)[:80])
        return f"{number:f}"
    if not isinstance(value, str):
        raise Refusal("field_wrong", field=name, text=name, kind="text")
    return text_of(value, name)


def _labelled(line: Fields, name: str, key: str) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for item in line.items(name):
        if isinstance(item, str):
            found.append((text_of(item, name), None))
            continue
        inner = line.inner(item, name)
        found.append((required(inner.text(key), key), inner.text("label")))
        inner.finish()
    return found


CLIENTS: Final[Mapping[str, Operation]] = {
    "add_client": Operation(_add_client, CLIENT),
    "edit_client": Operation(_edit_client, CLIENT),
    "add_note": Operation(_add_note, NOTE),
    "edit_note": Operation(_edit_note, NOTE),
}
