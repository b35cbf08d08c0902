"""Fields that the owner defined, and what clients have in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from smallcrm.db.models import Client, OwnField, OwnValue
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, own_fields
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import required_line
from smallcrm.services.care_commands import AddOwnField, EditOwnField, RemoveOwnField
from smallcrm.services.command_parts import UNSET, OwnValueInput
from smallcrm.services.result import Made

LONGEST_NAME = 100
MOST_FIELDS = 100


def add(uow: UnitOfWork, command: AddOwnField) -> Made:
    """Define a field; it comes last. Refuses `own_field_exists` and `own_choices_*`."""
    row = make(uow, command)
    uow.describe("add_own_field", name=row.name)
    return Made(row.id)


def make(uow: UnitOfWork, command: AddOwnField, *, is_sample: bool = False) -> OwnField:
    """Define a field within whatever action is in progress."""
    name = _name(uow, command.name, None)
    count = uow.session.scalar(select(func.count()).select_from(OwnField)) or 0
    last = uow.session.scalar(select(func.max(OwnField.position)))
    if count >= MOST_FIELDS:
        raise Refusal("own_fields_too_many", field="name", most=MOST_FIELDS)
    row = OwnField(
        name=name,
        kind=command.kind.value,
        choices=_choices(command.kind, command.choices),
        on_card=command.on_card,
        position=0 if last is None else last + 1,
        is_sample=is_sample,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def edit(uow: UnitOfWork, command: EditOwnField) -> Made:
    """Change a field.

    Another kind, or other choices, only where every value there is can be read so
    (`own_field_values`). A choice that is spelt otherwise in its place is renamed in the values.
    """
    row = get(uow, command.own_field)
    if command.name is not UNSET:
        row.name = _name(uow, command.name, row.id)
    if command.on_card is not UNSET:
        row.on_card = command.on_card
    if command.kind is not UNSET or command.choices is not UNSET:
        _read_anew(uow, row, command)
    if command.position is not UNSET:
        _move(uow, row, command.position)
    uow.session.flush()
    uow.describe("edit_own_field", name=row.name)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveOwnField) -> Made:
    """Remove a field with all that clients have in it."""
    row = get(uow, command.own_field)
    uow.session.execute(delete(OwnValue).where(OwnValue.own_field_id == row.id))
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("remove_own_field", name=row.name)
    return Made(row.id)


def get(uow: UnitOfWork, field_id: int, *, field: str = "own_field") -> OwnField:
    """Return a field, or refuse (`no_such_own_field`)."""
    row = uow.session.get(OwnField, field_id)
    if row is None:
        raise Refusal("no_such_own_field", field=field, id=field_id)
    return row


def input_name(field_id: int) -> str:
    """Name the input of an own field, as refusals and sorts do."""
    return f"own:{field_id}"


def canonical(
    uow: UnitOfWork, row: OwnField, value: str, currency: str | None
) -> tuple[str, str | None]:
    """Read a value as a field's own; a bare amount is in the file's currency."""
    kind = OwnFieldKind(row.kind)
    usual = currency or uow.settings.currency
    return own_fields.parse(
        kind,
        value,
        choices=own_fields.choices_of(row.choices),
        currency=usual if kind is OwnFieldKind.AMOUNT else None,
        field=input_name(row.id),
    )


def set_values(uow: UnitOfWork, client_id: int, wanted: Sequence[OwnValueInput]) -> None:
    """Give a client values in the fields that are named; None or nothing but spaces clears one."""
    if not wanted:
        return
    present = {
        row.own_field_id: row
        for row in uow.session.scalars(select(OwnValue).where(OwnValue.client_id == client_id))
    }
    for item in wanted:
        field = get(uow, item.own_field, field=input_name(item.own_field))
        row = present.get(field.id)
        if item.value is None or not item.value.strip():
            if row is not None:
                uow.session.delete(row)
                del present[field.id]
            continue
        value, currency = canonical(uow, field, item.value, item.currency)
        if row is None:
            row = present[field.id] = OwnValue(client_id=client_id, own_field_id=field.id)
            uow.session.add(row)
        put(row, OwnFieldKind(field.kind), value, currency)
    uow.session.flush()


def put(row: OwnValue, kind: OwnFieldKind, value: str, currency: str | None) -> None:
    """Write a canonical value, with what it sorts by."""
    row.value, row.currency = value, currency
    row.sort_key = own_fields.sort_key(kind, value)


def _name(uow: UnitOfWork, name: str, own_id: int | None) -> str:
    cleaned = required_line(name, field="name", code="no_name", longest=LONGEST_NAME)
    folded = keys.fold(cleaned)
    for row in uow.session.scalars(select(OwnField)):
        if row.id != own_id and keys.fold(row.name) == folded:
            raise Refusal("own_field_exists", field="name", name=row.name)
    return cleaned


def _choices(kind: OwnFieldKind, choices: Sequence[str]) -> str | None:
    if kind is not OwnFieldKind.CHOICE:
        return None
    return "\n".join(own_fields.clean_choices(choices))


def _read_anew(uow: UnitOfWork, row: OwnField, command: EditOwnField) -> None:
    before, choices_before = OwnFieldKind(row.kind), own_fields.choices_of(row.choices)
    kind = before if command.kind is UNSET else command.kind
    given = choices_before if command.choices is UNSET else command.choices
    if kind is OwnFieldKind.CHOICE and not given:
        given = _values_there(uow, row)
    row.kind, row.choices = kind.value, _choices(kind, given)
    renamed = _renamed(choices_before, own_fields.choices_of(row.choices))
    uow.session.flush()
    values = select(OwnValue, Client.name).join(Client).where(OwnValue.own_field_id == row.id)
    for value, client_name in uow.session.execute(values.order_by(OwnValue.id)).all():
        text = renamed.get(value.value, value.value)
        if before is OwnFieldKind.AMOUNT and kind is not OwnFieldKind.AMOUNT:
            text = f"{text} {value.currency}"
        try:
            put(value, kind, *canonical(uow, row, text, value.currency))
        except Refusal as refusal:
            field = "kind" if kind is not before else "choices"
            raise Refusal(
                "own_field_values", field=field, name=row.name, client=client_name, text=text[:80]
            ) from refusal


def _values_there(uow: UnitOfWork, row: OwnField) -> tuple[str, ...]:
    """Return what clients have in a field, for a field that is to offer just that."""
    found = select(OwnValue.value).where(OwnValue.own_field_id == row.id).distinct()
    return tuple(uow.session.scalars(found.order_by(OwnValue.sort_key)))


def _renamed(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """Tell which choices are another word in the same place."""
    if len(before) != len(after):
        return {}
    return {
        old: new
        for old, new in zip(before, after, strict=True)
        if old not in after and new not in before
    }


def _move(uow: UnitOfWork, row: OwnField, position: int) -> None:
    """Put a field in its place among all; a place beyond the last is the last."""
    others = list(
        uow.session.scalars(
            select(OwnField).where(OwnField.id != row.id).order_by(OwnField.position, OwnField.id)
        )
    )
    others.insert(max(position, 0), row)
    for place, one in enumerate(others):
        if one.position != place:
            one.position = place
