"""What an import understood, in one sentence, and what becomes of each row, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.domain.records import RecordKind
from smallcrm.i18n.messages import InContext, mark_in
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import Fate
from smallcrm.ui.dialogs import import_words
from smallcrm.ui.theme import BODY, BODY_STRONG, Tone
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import Column, ImportPlan, Understood
    from smallcrm.services.commands import ImportResult
    from smallcrm.ui.dialogs.import_rows import Prepared

_FATES: Final[Mapping[Fate, tuple[InContext, str, Tone]]] = {
    Fate.NEW: (mark_in("row", "New"), "plus", "ok"),
    Fate.UPDATES: (mark_in("row", "Completes"), "merge", "accent"),
    Fate.UNCHANGED: (mark_in("row", "There already"), "check", "third"),
    Fate.REFUSED: (mark_in("row", "Cannot be taken"), "circle-alert", "debt"),
    Fate.LEFT_OUT: (mark_in("row", "Left out"), "minus", "third"),
}
_SEPARATORS: Final[Mapping[str, InContext]] = {
    ",": mark_in("separator", "cells parted by commas"),
    ";": mark_in("separator", "cells parted by semicolons"),
    "\t": mark_in("separator", "cells parted by tabulators"),
    "|": mark_in("separator", "cells parted by vertical bars"),
}
_ORDERS: Final[Mapping[str, InContext]] = {
    "ymd": mark_in("date order", "dates written year, month, day"),
    "dmy": mark_in("date order", "dates written day, month, year"),
    "mdy": mark_in("date order", "dates written month, day, year"),
}


def understood(tr: I18n, plan: ImportPlan) -> tuple[Run, ...]:
    """Say in one sentence how a file was read."""
    found = plan.understood
    kind = enum_name(tr, found.kind)
    head = kind
    if found.source:
        text = tr.gettext("{kind} from {program}")
        head = text.format(kind=kind, program=import_words.source_name(found.source))
    count = tr.formats.number(plan.rows_read)
    rows = tr.ngettext("{count} row", "{count} rows", plan.rows_read).format(count=count)
    head = tr.pgettext("facts", ", ").join((head, rows))
    runs = [Run(head, BODY_STRONG)]
    facts = tr.pgettext("facts", ", ").join(_facts(tr, found))
    runs.append(Run(tr.gettext(": {facts}.").format(facts=facts), BODY, "second"))
    left_out = len(found.unmapped)
    if left_out:
        text = tr.ngettext(
            " {count} of its {all} columns is left out.",
            " {count} of its {all} columns are left out.",
            left_out,
        )
        number = tr.formats.number
        text = text.format(count=number(left_out), all=number(len(found.columns)))
        runs.append(Run(text, BODY, "second"))
    return tuple(runs)


def _facts(tr: I18n, found: Understood) -> list[str]:
    facts = [import_words.format_name(tr, found.format)]
    if found.sheet and len(found.sheets) > 1:
        facts.append(tr.gettext("sheet “{sheet}”").format(sheet=found.sheet))
    if found.encoding:
        name = import_words.ENCODINGS.get(found.encoding, found.encoding)
        why = import_words.encoding_why(tr, found.encoding_why)
        text = tr.gettext("{encoding} ({why})") if why else "{encoding}"
        facts.append(text.format(encoding=name, why=why))
    parted = _SEPARATORS.get(found.separator or "")
    if parted is not None:
        facts.append(tr.pgettext(*parted))
    if found.columns:
        row = tr.formats.number(found.heading_row)
        text = tr.gettext("headings in line {row}")
        facts.append(text.format(row=row) if found.heading_row else tr.gettext("no headings"))
    if found.date_order is not None:
        facts.append(tr.pgettext(*_ORDERS[found.date_order.value]))
    if found.decimal_sign is not None:
        comma, point = tr.gettext("decimals after a comma"), tr.gettext("decimals after a point")
        facts.append(comma if found.decimal_sign == "," else point)
    return facts


def reading(tr: I18n, column: Column) -> str:
    """Say how the days or amounts of a column are read; nothing where there is no choice."""
    if column.date_order is not None:
        return dict(import_words.date_orders(tr))[column.date_order.value]
    if column.decimal_sign is not None:
        return dict(import_words.decimal_signs(tr)).get(column.decimal_sign, "")
    return ""


def fate(tr: I18n, value: Fate) -> str:
    """Name what becomes of a row."""
    return tr.pgettext(*_FATES[value][0])


def fate_look(value: Fate) -> tuple[str, Tone]:
    """Return the icon and the tone of what becomes of a row."""
    return _FATES[value][1:]


def counts(tr: I18n, result: ImportResult, left_out: int, *, done: bool) -> str:
    """Say how many rows have which fate."""
    number = tr.formats.number
    parts = [tr.gettext("{count} new").format(count=number(result.added))]
    if result.merged:
        text = tr.gettext("{count} completed") if done else tr.gettext("{count} to complete")
        parts.append(text.format(count=number(result.merged)))
    if result.possible and not done:
        text = tr.ngettext(
            "{count} possible duplicate", "{count} possible duplicates", result.possible
        )
        parts.append(text.format(count=number(result.possible)))
    if result.unchanged:
        parts.append(tr.gettext("{count} already there").format(count=number(result.unchanged)))
    if left_out:
        parts.append(tr.gettext("{count} left out").format(count=number(left_out)))
    if result.skipped:
        parts.append(tr.gettext("{count} not taken").format(count=number(len(result.skipped))))
    return tr.pgettext("counts", ", ").join(parts)


def summary(tr: I18n, prepared: Prepared, *, tried: bool) -> tuple[tuple[Run, ...], str, Tone]:
    """Say what an import would do (`tried`), or what it did; with an icon and its tone."""
    result = prepared.result
    said = counts(tr, result, prepared.count(Fate.LEFT_OUT.value), done=not tried)
    nothing = not result.added + result.merged
    if nothing:
        text = tr.gettext("Nothing new in this file: {counts}.").format(counts=said)
        return (Run(text, BODY_STRONG),), "info", "second"
    if tried:
        number = tr.formats.number(result.read)
        rows = tr.ngettext("{count} row", "{count} rows", result.read).format(count=number)
        text = tr.gettext("{rows} read. Importing gives: ").format(rows=rows)
        return (Run(text, BODY), Run(said, BODY_STRONG)), "info", "second"
    text = tr.gettext("Imported: {counts}").format(counts=said)
    return (Run(text, BODY_STRONG, "ok"),), "circle-check", "ok"


def tab_of(kind: RecordKind) -> str:
    """Return the tab in which what was brought in is seen."""
    return {
        RecordKind.PEOPLE: "clients",
        RecordKind.NOTES: "clients",
        RecordKind.SALE_LINES: "sales",
    }.get(kind, kind.value)
