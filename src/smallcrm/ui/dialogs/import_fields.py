"""What a column of a file can go into: what clients have, the owner's fields, a new one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.records import RecordKind
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.dialogs.import_columns import IGNORE
from smallcrm.ui.dialogs.import_picker import Option
from smallcrm.ui.dialogs.import_words import OWN, field_group, field_name, grouped

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import Column
    from smallcrm.queries.care_shapes import OwnFieldShape

# A field of the owner's that is to be made for a column: `new:KIND`.
NEW: Final = "new:"
_LONGEST_NAME: Final = 80
_NOT_RECOGNISED: Final = frozenset({None, "note", "labelled_note"})


def own_name(column: Column) -> str:
    """Return how a field is called that is made for a column."""
    return " ".join(column.heading.split())[:_LONGEST_NAME] or "?"


class FieldChoices:
    """Offers what the columns of rows of a kind can go into, and names what was chosen."""

    def __init__(
        self,
        tr: I18n,
        kind: RecordKind | None,
        fields: Sequence[tuple[str, str]],
        own: Mapping[str, OwnFieldShape],
    ) -> None:
        self._tr, self._kind = tr, kind
        self._fields, self._own = dict(fields), own

    def name(self, field: str, made: Mapping[str, str]) -> str:
        """Name a field; of one that is to be made (`made`: kinds by name) say its kind too."""
        tr = self._tr
        if not field.startswith(OWN):
            return self._fields.get(field) or field_name(tr, field, self._kind)
        name = field.removeprefix(OWN)
        kind = made.get(name)
        if name in self._own or kind is None:
            return name
        text = tr.gettext("{name} (new: {kind})")
        return text.format(name=name, kind=enum_name(tr, OwnFieldKind(kind)))

    def options(self, column: Column) -> list[Option]:
        """List what a column can go into, under headings."""
        tr = self._tr
        options = [Option(IGNORE, tr.gettext("Leave out"))]
        if self._kind is not RecordKind.CLIENTS:
            return options + [Option(field, text) for field, text in self._fields.items()]
        known = [
            Option(field, self._fields[field], field_group(tr, field))
            for field in grouped(list(self._fields))
        ]
        own = self._own_options(column)
        if column.field not in _NOT_RECOGNISED:
            return options + known + own
        # Where nothing was recognised it is likelier a field of the owner's own.
        as_read = [replace(one, group="") for one in known if one.value == column.field]
        return as_read + options + own + [one for one in known if one.value != column.field]

    def _own_options(self, column: Column) -> list[Option]:
        """List the owner's fields, and the new one that can be made for a column."""
        tr = self._tr
        # Translators: the heading over the fields that the owner defined
        group = tr.pgettext("column", "Own fields")
        options = [Option(f"{OWN}{name}", name, group) for name in self._own]
        name = own_name(column)
        if name not in self._own:
            from smallcrm.domain.own_fields import guess_kind

            guessed = guess_kind(column.samples)
            group = tr.gettext("New own field “{name}”").format(name=name)
            kinds = sorted(OwnFieldKind, key=lambda one: one is not guessed)
            options += [Option(f"{NEW}{one.value}", enum_name(tr, one), group) for one in kinds]
        return options
