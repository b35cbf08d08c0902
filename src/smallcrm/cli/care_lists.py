"""`list` of what keeps clients tidy: own fields, tags, level rules, old details, duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smallcrm.cli import human, listed
from smallcrm.cli.listed import Listed, Wanted
from smallcrm.exporters import json_care
from smallcrm.i18n import sentences
from smallcrm.i18n.level_words import level_conditions
from smallcrm.i18n.merge_words import reasons_text
from smallcrm.i18n.messages import mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.queries.care_shapes import (
        DuplicatePair,
        LevelRuleShape,
        MappingShape,
        MergeShape,
        OwnFieldShape,
        StaleDetailOf,
        TagShape,
    )

_NAME: Final = mark_in("column", "Name")
_CLIENTS: Final = mark_in("column", "Clients")


def _own_field(tr: I18n, row: OwnFieldShape) -> Sequence[str]:
    return (
        str(row.id),
        row.name,
        sentences.enum_name(tr, row.kind),
        tr.pgettext("list", ", ").join(row.choices),
        tr.gettext("yes") if row.on_card else tr.gettext("no"),
        tr.formats.number(row.used),
    )


def _tag(tr: I18n, row: TagShape) -> Sequence[str]:
    return (str(row.id), row.name, tr.formats.number(row.used))


def _level_rule(tr: I18n, row: LevelRuleShape) -> Sequence[str]:
    return (
        str(row.id),
        sentences.enum_name(tr, row.level),
        level_conditions(tr, row.paid, row.within_months, row.referrals_won),
        tr.formats.number(row.used),
    )


def _stale(tr: I18n, row: StaleDetailOf) -> Sequence[str]:
    return (
        str(row.client.id),
        row.client.name,
        sentences.enum_name(tr, row.kind),
        row.text,
        human.day(tr, row.since),
    )


def _duplicate(tr: I18n, row: DuplicatePair) -> Sequence[str]:
    return (
        str(row.one.id),
        row.one.name,
        str(row.other.id),
        row.other.name,
        sentences.enum_name(tr, row.likeness) if row.likeness is not None else "",
        reasons_text(tr, row.reasons, row.shared),
    )


def _merge(tr: I18n, row: MergeShape) -> Sequence[str]:
    return (
        str(row.id),
        row.kept.name,
        row.merged_name,
        tr.formats.instant_short(row.merged_at),
        tr.formats.instant_short(row.split_at) if row.split_at is not None else "",
    )


def _mapping(tr: I18n, row: MappingShape) -> Sequence[str]:
    del tr
    return (str(row.id), row.file_name, row.kind)


def _duplicates(queries: Queries, wanted: Wanted) -> Iterable[DuplicatePair]:
    return queries.duplicates() if wanted.limit is None else queries.duplicates(wanted.limit)


CARE_LISTS: Final[Mapping[str, Listed]] = {
    "own_fields": Listed(
        source=lambda queries, wanted: queries.own_fields()[: wanted.limit],
        json=json_care.own_field_row,
        heading=(
            *(listed.ID, _NAME, listed.KIND, mark_in("column", "Choices")),
            *(mark_in("column", "On the card"), _CLIENTS),
        ),
        cells=_own_field,
        right="r    r",
    ),
    "tags": Listed(
        source=lambda queries, wanted: queries.tags()[: wanted.limit],
        json=json_care.tag_row,
        heading=(listed.ID, mark_in("column", "Tag"), _CLIENTS),
        cells=_tag,
        right="r r",
    ),
    "level_rules": Listed(
        source=lambda queries, wanted: queries.level_rules()[: wanted.limit],
        json=json_care.level_rule_row,
        heading=(
            *(listed.ID, mark_in("column", "Level"), mark_in("column", "What it says")),
            _CLIENTS,
        ),
        cells=_level_rule,
        right="r  r",
    ),
    "stale": Listed(
        source=lambda queries, wanted: queries.stale_details(limit=wanted.limit),
        json=json_care.stale_row,
        heading=(
            *(listed.ID, listed.CLIENT, mark_in("column", "Detail"), mark_in("column", "Text")),
            mark_in("column", "Since"),
        ),
        cells=_stale,
        right="r",
    ),
    "duplicates": Listed(
        source=_duplicates,
        json=json_care.duplicate_row,
        heading=(
            *(listed.ID, listed.CLIENT, listed.ID, mark_in("column", "May be the same as")),
            *(mark_in("column", "How sure"), mark_in("column", "Why")),
        ),
        cells=_duplicate,
        right="r r",
    ),
    "merges": Listed(
        source=lambda queries, wanted: queries.merges()[: wanted.limit],
        json=json_care.merge_row,
        heading=(
            *(listed.ID, listed.CLIENT, mark_in("column", "Merged")),
            *(mark_in("column", "Merged at"), mark_in("column", "Taken apart at")),
        ),
        cells=_merge,
        right="r",
    ),
    "import_mappings": Listed(
        source=lambda queries, wanted: queries.import_mappings()[: wanted.limit],
        json=json_care.mapping_row,
        heading=(listed.ID, mark_in("column", "File"), listed.KIND),
        cells=_mapping,
        right="r",
    ),
}
