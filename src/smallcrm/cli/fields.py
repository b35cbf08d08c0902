"""The fields of one line of `apply`: each is taken once, by its type; what is left is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from smallcrm.cli.references import CONTACT_PERSON, References
from smallcrm.cli.values import amount_of, choice_of, date_of, instant_of, text_of
from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import UNSET, Unset

_Choice = TypeVar("_Choice", bound=StrEnum)
_Value = TypeVar("_Value")
_LARGEST: Final = 2**63
# Powers of ten: nobody writes such an amount, and some would take gigabytes to write out.
_MAGNITUDE: Final = 40


class Fields:
    """One line's fields. A missing field is None; `null` is as good as missing, but in an edit."""

    def __init__(self, values: Mapping[str, object], references: References) -> None:
        self._left = dict(values)
        self.references = references

    def finish(self) -> None:
        """Refuse fields that nobody took: a misspelt one would be lost in silence."""
        if self._left:
            names = sorted(self._left)
            raise Refusal("field_unknown", field=names[0][:80], text=names[0][:80])

    def has(self, name: str) -> bool:
        """Tell whether a field is given, be it null."""
        return name in self._left

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields that nobody took yet, as they stand."""
        return tuple(self._left)

    def peek(self, name: str) -> object:
        """Return a field whatever it is, without taking it."""
        return self._left.get(name)

    def any(self, name: str) -> object:
        """Take a field whatever it is."""
        return self._take(name)

    def edit(self, name: str, take: Callable[[str], _Value]) -> _Value | Unset:
        """Take a field of an edit: one that is not given stays as it is, null clears it."""
        return take(name) if self.has(name) else UNSET

    def must(self, take: Callable[[str], _Value | None]) -> Callable[[str], _Value]:
        """Make a `take` that refuses null."""
        return lambda name: required(take(name), name)

    def text(self, name: str) -> str | None:
        """Take a text."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise _wrong(name, "text")
        return text_of(value, name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts."""
        return tuple(text_of(_of_type(item, str, name, "list"), name) for item in self.items(name))

    def flag(self, name: str) -> bool:
        """Take a truth value; missing is False."""
        value = self._take(name)
        return value is not None and _of_type(value, bool, name, "true or false")

    def whole(self, name: str) -> int | None:
        """Take a whole number."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _LARGEST:
            raise _wrong(name, "whole number")
        return value

    def decimal(self, name: str) -> Decimal | None:
        """Take an amount, a quantity, a percentage: a string or a number."""
        value = self._take(name)
        return None if value is None else _decimal(value, name)

    def decimals(self, name: str) -> dict[str, Decimal]:
        """Take an object whose values are such: prices by currency."""
        value = self._take(name)
        found = {} if value is None else _object(value, name)
        return {key: _decimal(item, name) for key, item in found.items()}

    def day(self, name: str) -> date | None:
        """Take a date."""
        value = self.text(name)
        return None if value is None else date_of(value, name)

    def moment(self, name: str) -> datetime | None:
        """Take an instant."""
        value = self.text(name)
        return None if value is None else instant_of(value, name)

    def choice(self, name: str, choices: type[_Choice]) -> _Choice | None:
        """Take one of a closed list."""
        value = self.text(name)
        return None if value is None else choice_of(choices, value, name)

    def row(self, name: str, kind: str | None = None) -> int | None:
        """Take a row: an id, what an earlier line called it, or a document's number."""
        value = self._take(name)
        return None if value is None else self._row_of(value, name, kind or name)

    def row_or_text(self, name: str, kind: str) -> tuple[int | None, str | None]:
        """Take a client by id or `ref`, or else by its name."""
        value = self._take(name)
        if isinstance(value, str):
            if self.references.known(value):
                return self.references.find(value, kind, name), None
            return None, text_of(value, name)
        return self._row_of(required(value, name), name, kind), None

    def rows(self, name: str, kind: str) -> tuple[int, ...] | None:
        """Take a list of such; None where the field is missing."""
        if self.peek(name) is None:
            self._take(name)
            return None
        return tuple(self._row_of(item, name, kind) for item in self.items(name))

    def objects(self, name: str) -> tuple[Fields, ...] | None:
        """Take a list of objects, each with fields of its own; None where it is missing."""
        if self.peek(name) is None:
            self._take(name)
            return None
        return tuple(self.inner(item, name) for item in self.items(name))

    def inner(self, item: object, name: str) -> Fields:
        """Return the fields of an object that stands in a list."""
        return Fields(_object(item, name), self.references)

    def _row_of(self, value: object, name: str, kind: str) -> int:
        if isinstance(value, str):
            return self.references.find(value, kind, name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _LARGEST:
            raise _wrong(name, "id or ref")
        return value

    def items(self, name: str) -> list[object]:
        """Take a list of whatever it is; missing is empty."""
        value = self._take(name)
        return [] if value is None else _of_type(value, list, name, "list")

    def _take(self, name: str) -> object:
        return self._left.pop(name, None)


def required(value: _Value | None, field: str) -> _Value:
    """Refuse a field that is missing."""
    if value is None:
        raise Refusal("field_missing", field=field, text=field)
    return value


def _decimal(value: object, name: str) -> Decimal:
    if isinstance(value, str):
        return amount_of(value, name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(name, "amount")
    number = Decimal(value)
    if number and abs(number.adjusted()) > _MAGNITUDE:
        raise Refusal("amount_too_large", field=name)
    return amount_of(f"{number:f}", name)


def _object(value: object, name: str) -> dict[str, object]:
    return _of_type(value, dict, name, "object")


def _of_type(value: object, wanted: type[_Value], name: str, kind: str) -> _Value:
    if not isinstance(value, wanted):
        raise _wrong(name, kind)
    return value


def _wrong(field: str, kind: str) -> Refusal:
    return Refusal("field_wrong", field=field, text=field, kind=kind)


def person_of(line: Fields, name: str, client_id: int | None) -> int | None:
    """Take a contact person of a client: an id, or the name."""
    value = line.peek(name)
    if isinstance(value, str) and client_id is not None:
        line.any(name)
        return line.references.contact_person(client_id, text_of(value, name), name)
    return line.row(name, CONTACT_PERSON)
