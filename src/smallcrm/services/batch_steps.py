"""What the steps of a batch edit do to a client, and how its fields read before and after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain import keys, own_fields, phone
from smallcrm.domain.enums import ClientKind, Level, Lifecycle, OwnFieldKind, PhoneStyle
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import decimal_of, known_currency
from smallcrm.domain.settings import FileSettings
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.queries.care_shapes import OwnFieldShape
from smallcrm.queries.own_fields import own_fields as read_own_fields
from smallcrm.queries.statements import statement
from smallcrm.services import clients
from smallcrm.services.batch_rows import PARTS, Place, Said, Worked
from smallcrm.services.care_commands import (
    BatchField,
    BatchStep,
    ChangeTags,
    FormatAddresses,
    FormatPhones,
    ReplaceText,
    SetField,
)
from smallcrm.services.tags import LONGEST_TAG

Step = Callable[[Worked], None]
Shown = Callable[[Worked], str | None]
_OWN: Final = re.compile(r"own:(\d{1,15})", re.ASCII)
_CLOSED: Final[dict[str, type[StrEnum]]] = {
    BatchField.KIND: ClientKind,
    BatchField.LEVEL: Level,
    BatchField.LIFECYCLE: Lifecycle,
}
_PLACES: Final = {
    BatchField.CITY.value,
    BatchField.REGION.value,
    BatchField.POSTAL_CODE.value,
    BatchField.COUNTRY.value,
}
_LINES: Final = {
    BatchField.ORGANISATION.value,
    BatchField.SOURCE.value,
    BatchField.LANGUAGE.value,
    BatchField.TAX_NUMBER.value,
}
_NEVER_EMPTY: Final = {BatchField.NAME.value, BatchField.KIND.value, BatchField.LIFECYCLE.value}
_WITH_TEXT: Final = {BatchField.NAME.value, BatchField.CODE.value, *_LINES, *_PLACES}
_LONGEST_CODE: Final = 100
_BETWEEN: Final = "; "
_COUNTRIES = """
    SELECT country, count(*) FROM postal_address WHERE country IS NOT NULL GROUP BY country
"""


@dataclass(slots=True)
class Steps:
    """The steps of an edit, read; `kinds` are those of the own fields that there are."""

    each: list[Step]
    kinds: dict[int, OwnFieldKind]
    shown: dict[str, Shown] = field(default_factory=dict)

    def differences(
        self, before: Worked, after: Worked
    ) -> list[tuple[str, str | None, str | None]]:
        """Return the fields that the steps change: name, text before, text after."""
        found = ((name, show(before), show(after)) for name, show in self.shown.items())
        return [row for row in found if row[1] != row[2]]


def read(connection: Connection, settings: FileSettings, steps: Sequence[BatchStep]) -> Steps:
    """Read the steps of an edit.

    Refuses `batch_nothing`, `no_such_batch_field`, `batch_cannot_clear`, `batch_cannot_replace`,
    `batch_nothing_to_find`, and what a value may be refused for, with the field's name.
    """
    if not steps:
        raise Refusal("batch_nothing", field="steps")
    return _Reader(connection, settings).read(steps)


class _Reader:
    """Turns steps into what they do; lives as long as one edit is read."""

    def __init__(self, connection: Connection, settings: FileSettings) -> None:
        self._connection = connection
        self._settings = settings
        self._own = {shape.id: shape for shape in read_own_fields(connection)}

    def read(self, steps: Sequence[BatchStep]) -> Steps:
        """Read all steps, and how the fields that they change are shown."""
        kinds = {shape.id: shape.kind for shape in self._own.values()}
        made = Steps([], kinds)
        for step in steps:
            do, names = self._one(step)
            made.each.append(do)
            for name in names:
                made.shown.setdefault(name, self._shown(name))
        return made

    def _one(self, step: BatchStep) -> tuple[Step, tuple[str, ...]]:
        match step:
            case SetField():
                return self._set(step.field, step.value), (step.field,)
            case ReplaceText():
                return self._replace(step), (step.field,)
            case ChangeTags():
                return _change_tags(step), ("tags",)
            case FormatPhones():
                country = self._settings.country
                return partial(_format_phones, style=step.style, country=country), ("phones",)
            case FormatAddresses():
                return partial(_format_addresses, names=self._country_names()), ("addresses",)

    # Fields.

    def _set(self, name: str, value: str | None) -> Step:
        cleared = value is None or not value.strip()
        if cleared and name in _NEVER_EMPTY:
            raise Refusal("batch_cannot_clear", field=name, name=BatchField(name))
        text = None if cleared else value
        if (shape := self._own_field(name)) is not None:
            found = None if text is None else self._own_value(shape, text)
            return partial(_set_own, field_id=shape.id, value=found)
        if name == BatchField.NOTES:
            if text is None:
                raise Refusal("batch_cannot_clear", field=name, name=BatchField(name))
            said = clean_text(text, field=name)
            return lambda one: one.notes.append(Said(None, said))
        if name in _PLACES:
            return partial(_set_place, name=name, value=optional_line(text, field=name))
        if name == BatchField.LEVEL and text is None:
            return _follow_level
        if name == BatchField.CURRENCY:
            return partial(self._set_currency, value=None if text is None else known_currency(text))
        return partial(_set_column, name=name, value=self._value(name, text))

    def _value(self, name: str, text: str | None) -> object:
        """Read a value of a column as the one who edits a single client has it read."""
        if text is None:
            self._require_column(name)
            return None
        try:
            return self._read_value(name, text)
        except Refusal as refusal:
            raise Refusal(refusal.code, field=name, **refusal.parameters) from refusal

    def _read_value(self, name: str, text: str) -> object:
        if (closed := _CLOSED.get(name)) is not None:
            if text.strip() not in set(closed):
                known = tuple(member.value for member in closed)
                raise Refusal("not_a_choice", field=name, text=text.strip()[:40], choices=known)
            return text.strip()
        if name == BatchField.PAYMENT_TERM_DAYS:
            value = decimal_of(text)
            if value != value.to_integral_value():
                raise Refusal("not_in_range", field=name, text=text.strip()[:40], low=0, high=730)
            return clients.checked_term(int(value))
        if name == BatchField.DISCOUNT_PERCENT:
            percent = clients.percent(decimal_of(text))
            return None if percent is None else f"{percent:f}"
        self._require_column(name)
        return _line(name, text)

    def _require_column(self, name: str) -> None:
        if name not in set(BatchField):
            raise Refusal("no_such_batch_field", field=name[:80], name=name[:80])

    def _set_currency(self, one: Worked, *, value: str | None) -> None:
        """Set the currency; a credit limit keeps its figure, as when one client is changed."""
        limit = one.columns["credit_limit_minor"]
        if limit is not None:
            usual = self._settings.currency
            before = one.columns["currency"] or usual
            one.columns["credit_limit_minor"] = clients.same_figure(limit, before, value or usual)
        one.columns["currency"] = value

    def _own_field(self, name: str) -> OwnFieldShape | None:
        found = _OWN.fullmatch(name)
        if found is None:
            return None
        shape = self._own.get(int(found[1]))
        if shape is None:
            raise Refusal("no_such_own_field", field=name, id=int(found[1]))
        return shape

    def _own_value(self, shape: OwnFieldShape, text: str) -> tuple[str, str | None]:
        return own_fields.parse(
            shape.kind,
            text,
            choices=shape.choices,
            currency=self._settings.currency if shape.kind is OwnFieldKind.AMOUNT else None,
            field=f"own:{shape.id}",
        )

    # Text within fields.

    def _replace(self, step: ReplaceText) -> Step:
        if not step.find:
            raise Refusal("batch_nothing_to_find", field=step.field)
        flags = 0 if step.exact else re.IGNORECASE
        pattern = re.compile(re.escape(step.find), flags)

        def replaced(text: str) -> str:
            return pattern.sub(lambda _found: step.by, text)

        name = step.field
        if (shape := self._own_field(name)) is not None:
            return partial(self._replace_own, shape=shape, replaced=replaced)
        if name == BatchField.NOTES:
            return partial(_replace_notes, replaced=replaced)
        if name in _PLACES:
            return partial(_replace_places, name=name, replaced=replaced)
        self._require_column(name)
        if name not in _WITH_TEXT:
            raise Refusal("batch_cannot_replace", field=name, name=BatchField(name))
        return partial(_replace_column, name=name, replaced=replaced)

    def _replace_own(
        self, one: Worked, *, shape: OwnFieldShape, replaced: Callable[[str], str]
    ) -> None:
        present = one.own.get(shape.id)
        if present is None:
            return
        before = _own_text(present)
        text = replaced(before)
        if text != before:
            value = self._own_value(shape, text) if text.strip() else None
            _set_own(one, field_id=shape.id, value=value)

    def _country_names(self) -> dict[str, str]:
        """Return for each way of writing a country the one that the file has most often."""
        from smallcrm.i18n.country_names import country_of

        spelt: dict[str, Counter[str]] = {}
        for written, count in self._connection.execute(statement(_COUNTRIES)):
            code = country_of(written)
            if code is not None:
                spelt.setdefault(code, Counter())[" ".join(written.split())] += count
        usual = {
            code: max(names.items(), key=lambda item: (item[1], len(item[0]), item[0]))[0]
            for code, names in spelt.items()
        }
        return {name: usual[code] for code, names in spelt.items() for name in names}

    # How fields are shown.

    def _shown(self, name: str) -> Shown:
        if (shape := self._own_field(name)) is not None:
            return partial(_shown_own, field_id=shape.id)
        if name in _PLACES:
            return partial(_shown_places, names=(name,))
        shown: dict[str, Shown] = {
            "tags": lambda one: ", ".join(sorted(one.tags)) or None,
            "phones": lambda one: _BETWEEN.join(phone.number for phone in one.numbers) or None,
            "addresses": partial(_shown_places, names=PARTS),
            BatchField.NOTES: lambda one: "\n\n".join(note.text for note in one.notes) or None,
            BatchField.LEVEL: _shown_level,
        }
        return shown.get(name) or partial(_shown_column, name=name)


def _line(name: str, text: str) -> str | None:
    if name == BatchField.NAME:
        return required_line(text, field=name, code="no_name")
    longest = {"longest": _LONGEST_CODE} if name == BatchField.CODE else {}
    return optional_line(text, field=name, **longest)


def _set_column(one: Worked, *, name: str, value: object) -> None:
    if name == BatchField.LEVEL and (one.follows or one.columns[name] != value):
        one.columns["level_by_hand"] = True
        one.follows = False
    one.columns[name] = value


def _follow_level(one: Worked) -> None:
    """Let a level follow from the rules again; which it is then is worked out at the end."""
    if one.columns["level_by_hand"]:
        one.follows = True
        one.columns["level"] = Level.STANDARD.value
        one.columns["level_by_hand"] = False


def _replace_column(one: Worked, *, name: str, replaced: Callable[[str], str]) -> None:
    before = one.columns[name]
    if before is not None and (text := replaced(before)) != before:
        one.columns[name] = _line(name, text)


def _set_own(one: Worked, *, field_id: int, value: tuple[str, str | None] | None) -> None:
    if value is None:
        one.own.pop(field_id, None)
    else:
        one.own[field_id] = value


def _set_place(one: Worked, *, name: str, value: str | None) -> None:
    """Set a part of every address; who has none has one with just that."""
    if not one.places and value is not None:
        one.places.append(Place(None, dict.fromkeys(PARTS)))
    for place in one.places:
        place.parts[name] = value
    _drop_empty(one)


def _replace_places(one: Worked, *, name: str, replaced: Callable[[str], str]) -> None:
    for place in one.places:
        before = place.parts[name]
        if before is not None and (text := replaced(before)) != before:
            place.parts[name] = optional_line(text, field=name)
    _drop_empty(one)


def _drop_empty(one: Worked) -> None:
    one.places = [place for place in one.places if any(place.parts.values())]


def _replace_notes(one: Worked, *, replaced: Callable[[str], str]) -> None:
    """Replace in all notes; a note that would be left without a word stays as it is."""
    for note in one.notes:
        text = clean_text(replaced(note.text), field=BatchField.NOTES)
        if text and replaced(note.text) != note.text:
            note.text = text


def _change_tags(step: ChangeTags) -> Step:
    add = [_tag(name) for name in step.add]
    remove = {keys.fold(_tag(name)) for name in step.remove}
    if not add and not remove:
        raise Refusal("batch_nothing", field="tags")

    def change(one: Worked) -> None:
        one.tags = [name for name in one.tags if keys.fold(name) not in remove]
        one.tags += [name for name in dict.fromkeys(add) if name not in one.tags]

    return change


def _tag(name: str) -> str:
    return required_line(name, field="tags", code="no_name", longest=LONGEST_TAG)


def _format_phones(one: Worked, *, style: PhoneStyle, country: str) -> None:
    for number in one.numbers:
        if number.e164 is not None:
            parsed = phone.ParsedPhone(number.number, number.e164, number.extension, "", None)
            number.number = phone.written(parsed, style, country)


def _format_addresses(one: Worked, *, names: dict[str, str]) -> None:
    for place in one.places:
        for name, value in place.parts.items():
            if value is not None:
                place.parts[name] = _tidy(name, value, names) or None
    _drop_empty(one)


def _tidy(name: str, value: str, names: dict[str, str]) -> str:
    if name == "text":
        lines = (" ".join(line.split()) for line in value.splitlines())
        return "\n".join(filter(None, lines))
    tidy = " ".join(value.split()).strip(" ,;")
    if name == BatchField.POSTAL_CODE:
        return tidy.upper()
    return names.get(" ".join(value.split()), tidy) if name == BatchField.COUNTRY else tidy


def _own_text(value: tuple[str, str | None]) -> str:
    text, currency = value
    return text if currency is None else f"{text} {currency}"


def _shown_own(one: Worked, *, field_id: int) -> str | None:
    value = one.own.get(field_id)
    return None if value is None else _own_text(value)


def _shown_places(one: Worked, *, names: Sequence[str]) -> str | None:
    lines = (", ".join(filter(None, (place.parts[name] for name in names))) for place in one.places)
    return _BETWEEN.join(filter(None, lines)) or None


def _shown_level(one: Worked) -> str | None:
    """Show a level; one that is to follow from the rules is not known yet."""
    return None if one.follows else str(one.columns["level"])


def _shown_column(one: Worked, *, name: str) -> str | None:
    value = one.columns[name]
    return None if value is None else str(value)
