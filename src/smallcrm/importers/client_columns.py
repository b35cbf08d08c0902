"""Which columns of a list of clients belong together: numbers and labels, addresses, persons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from smallcrm.domain.enums import HandleKind, OwnFieldKind
from smallcrm.domain.records import RecordKind
from smallcrm.importers import words
from smallcrm.importers.heading_text import is_unnamed, normalised, number_of
from smallcrm.importers.headings import OWN, field_for
from smallcrm.importers.row_reading import Cells

_PHONES: Final = {
    "phone": "",
    "mobile": "mobile",
    "work_phone": "work",
    "home_phone": "home",
    "fax": "fax",
}
_EMAILS: Final = {"email": "", "work_email": "work", "home_email": "home"}
HANDLES: Final = {
    "wechat": HandleKind.WECHAT,
    "qq": HandleKind.QQ,
    "whatsapp": HandleKind.WHATSAPP,
    "website": HandleKind.WEBSITE,
}
PARTS: Final = ("street", "city", "region", "postal_code", "country")
_PERSON: Final = {
    "person": "name",
    "person_first_name": "first",
    "person_last_name": "last",
    "person_role": "role",
    "person_phone": "phone",
    "person_mobile": "mobile",
    "person_email": "email",
}
_NAMES_OF_PERSON: Final = frozenset({"name", "first", "last"})
_LABELS: Final = {
    "phone_label": frozenset(_PHONES),
    "email_label": frozenset(_EMAILS),
    "address_label": frozenset({"address", *PARTS}),
    "note_label": frozenset({"labelled_note"}),
}
# What a heading of a label or a value says beside what it is of: `Phone 1 - Type`.
_ROLE_OF_COLUMN: Final = re.compile(
    r"(?:type|labels?|value|service|formatted|street|city|region|postalcode|country|pobox"
    r"|extendedaddress|标签|类型|值)$"
)
_GROUPS: Final = (
    (re.compile(r"bill(?!ion)|^po(?=a|city|reg|post|cou)|账单|开票|rechnung"), "billing"),
    (re.compile(r"ship|deliver|^sa(?=a|city|reg|post|cou)|收货|送货|liefer"), "shipping"),
    (
        re.compile(r"business|work|office|company|geschäftl|dienstl|bureau|商务|单位|办公|公司"),
        "work",
    ),
    (re.compile(r"home|privat|domicile|住宅|家庭"), "home"),
    (re.compile(r"mailing|邮寄|通讯"), "mailing"),
    (re.compile(r"other|weitere|autre|其他|其它"), "other"),
)
_NUMBERED: Final = re.compile(r"(?:address|地址)(\d{1,2})(?=\D)", re.ASCII)
# What a heading says beside the label that it gives: `Car Phone` is a phone in the car.
_SAYS_PHONE: Final = re.compile(
    r"\s*(?:phone|telephone|tel\.?|number|no\.?|电话|号码)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A column of values, the label that it gives them, and the column of their own labels."""

    index: int
    label: str
    labels_in: int | None = None


@dataclass(slots=True)
class AddressColumns:
    """The columns of one address: whole in one, or several, and in parts, `in_order` of `PARTS`."""

    label: str
    labels_in: int | None = None
    whole: list[int] = field(default_factory=list)
    parts: dict[str, list[int]] = field(default_factory=dict)
    in_order: tuple[tuple[int, ...], ...] = ((),) * len(PARTS)


@dataclass(slots=True)
class PersonColumns:
    """The columns of one contact person, by what they are of them."""

    columns: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_named(self) -> bool:
        """Tell whether any column says who it is."""
        return bool(_NAMES_OF_PERSON & self.columns.keys())


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of one of the owner's fields; `kind` None: a field that is not there yet."""

    index: int
    name: str
    kind: OwnFieldKind | None


class ClientColumns:
    """The columns of a table of clients, sorted out once for all rows."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self.phones = tuple(self._values(_PHONES, "phone_label"))
        self.emails = tuple(self._values(_EMAILS, "email_label"))
        self.noted = tuple(self._values({"labelled_note": ""}, "note_label"))
        self.handles = tuple(
            (index, HANDLES[name]) for index, name in self._named() if name in HANDLES
        )
        self.addresses = tuple(self._addresses())
        self.people = tuple(self._people())
        self.own = tuple(
            OwnColumn(index, own, cells.own_fields.get(own))
            for index, name in self._named()
            if name.startswith(OWN) and (own := name.removeprefix(OWN))
        )
        taken = {"labelled_note", "address", *_PHONES, *_EMAILS, *HANDLES, *PARTS, *_PERSON}
        taken |= set(_LABELS)
        self.simple = tuple(
            (index, name)
            for index, name in self._named()
            if name not in taken and not name.startswith(OWN)
        )

    def _named(self) -> Iterator[tuple[int, str]]:
        for index, name in enumerate(self._cells.fields):
            if name is not None:
                yield index, name

    def _values(self, of: dict[str, str], label_field: str) -> Iterator[Labelled]:
        labels = self._labels_of(label_field)
        for index, name in self._named():
            if name in of:
                label = of[name] or self._said(index, name)
                yield Labelled(index, label, labels.get(index))

    def _said(self, index: int, name: str) -> str:
        """Return the label that a heading gives: none where it is just a word for the field."""
        heading = self._cells.heading[index]
        if name == "labelled_note":
            return "" if is_unnamed(heading) else heading
        if is_unnamed(heading) or field_for(heading, RecordKind.CLIENTS) == name:
            return ""
        if name == "phone" and self._cells.known is not None:
            return words.label_of(_SAYS_PHONE.sub("", heading))
        return "" if self._cells.known is not None else heading

    def _labels_of(self, label_field: str) -> dict[int, int]:
        """Find for columns of values the columns of their labels: of the same stem, else beside."""
        fields = self._cells.fields
        values = [index for index, name in self._named() if name in _LABELS[label_field]]
        found: dict[int, int] = {}
        for index in (index for index, name in enumerate(fields) if name == label_field):
            stem = _stem(self._cells.heading[index])
            same = [one for one in values if _stem(self._cells.heading[one]) == stem]
            after = [one for one in values if one > index]
            for one in same or after[:1] or values[-1:]:
                found.setdefault(one, index)
        return found

    def _addresses(self) -> list[AddressColumns]:
        groups: dict[tuple[str, str], AddressColumns] = {}
        labels = self._labels_of("address_label")
        for index, name in self._named():
            if name != "address" and name not in PARTS:
                continue
            label, number = _group_of(self._cells.heading[index])
            group = groups.setdefault((label, number), AddressColumns(label))
            group.labels_in = labels.get(index, group.labels_in)
            if name == "address":
                group.whole.append(index)
            else:
                group.parts.setdefault(name, []).append(index)
        return _joined(list(groups.values()))

    def _people(self) -> list[PersonColumns]:
        """Put columns of a number together; a second name of a number begins another person."""
        found: list[PersonColumns] = []
        current: dict[int, PersonColumns] = {}
        for index, name in self._named():
            if name not in _PERSON:
                continue
            part, number = _PERSON[name], number_of(self._cells.heading[index])
            person = current.get(number)
            if person is None or (part in _NAMES_OF_PERSON and part in person.columns):
                person = current[number] = PersonColumns()
                found.append(person)
            person.columns.setdefault(part, []).append(index)
        if not found:
            return []
        first = next((person for person in found if person.is_named), found[0])
        for person in found:
            if not person.is_named and person is not first:
                for part, indexes in person.columns.items():
                    first.columns.setdefault(part, []).extend(indexes)
        return [person for person in found if person.is_named or person is first]


def _stem(heading: str) -> str:
    return _ROLE_OF_COLUMN.sub("", normalised(heading))


def _group_of(heading: str) -> tuple[str, str]:
    """Tell of which address a column is: its label, and its number where it has one."""
    name = normalised(heading)
    label = next((label for pattern, label in _GROUPS if pattern.search(name)), "")
    number = _NUMBERED.search(name)
    return label, number[1] if number else ""


def _joined(groups: Sequence[AddressColumns]) -> list[AddressColumns]:
    """Give columns that make no address alone (`Country`) to the first that lacks them."""
    full = [group for group in groups if group.whole or "street" in group.parts]
    for group in groups:
        if group in full or not full:
            continue
        left: dict[str, list[int]] = {}
        for name, indexes in group.parts.items():
            taker = next((one for one in full if name not in one.parts), None)
            if taker is None:
                left[name] = indexes
            else:
                taker.parts[name] = indexes
        group.parts = left
    for group in groups:
        group.in_order = tuple(tuple(group.parts.get(name, ())) for name in PARTS)
    return [group for group in groups if group.whole or group.parts]
