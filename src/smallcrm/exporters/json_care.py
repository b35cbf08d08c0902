"""Own fields, tags, level rules, old details, duplicates and merges as the JSON of the contract."""

from __future__ import annotations

from smallcrm.exporters import json_out
from smallcrm.exporters.json_out import Json
from smallcrm.queries import care_shapes, detail_shapes, shapes


def of_details(details: shapes.ClientDetails) -> Json:
    """Write what a card says beyond the plain facts."""
    return {
        "own": json_out.own_values(details.own),
        "stale": [_stale(one) for one in details.stale],
        "details_confirmed_on": json_out.day(details.details_confirmed_on),
        "level_by_hand": details.level_by_hand,
        "level_reason": _reason(details.level_reason) if details.level_reason else None,
    }


def own_field_row(shape: care_shapes.OwnFieldShape) -> Json:
    """Write a field that the owner defined."""
    return {
        "id": shape.id,
        "name": shape.name,
        "kind": shape.kind.value,
        "choices": list(shape.choices),
        "on_card": shape.on_card,
        "position": shape.position,
        "used": shape.used,
    }


def tag_row(shape: care_shapes.TagShape) -> Json:
    """Write a tag and how many bear it."""
    return {"id": shape.id, "name": shape.name, "used": shape.used}


def level_rule_row(shape: care_shapes.LevelRuleShape) -> Json:
    """Write a level rule and how many have their level by it."""
    return {
        "id": shape.id,
        "level": shape.level.value,
        "paid": json_out.money(shape.paid) if shape.paid is not None else None,
        "within_months": shape.within_months,
        "referrals_won": shape.referrals_won,
        "used": shape.used,
    }


def stale_row(shape: care_shapes.StaleDetailOf) -> Json:
    """Write a detail that is out of date."""
    return {
        "client": json_out.client(shape.client),
        "kind": shape.kind.value,
        "text": shape.text,
        "since": json_out.day(shape.since),
    }


def duplicate_row(pair: care_shapes.DuplicatePair) -> Json:
    """Write two clients who may be one."""
    return {
        "one": json_out.client(pair.one),
        "other": json_out.client(pair.other),
        "likeness": pair.likeness.value if pair.likeness is not None else None,
        "reasons": [reason.value for reason in pair.reasons],
        "shared": list(pair.shared),
    }


def merge_row(shape: care_shapes.MergeShape) -> Json:
    """Write a merge, split again or not."""
    return {
        "id": shape.id,
        "kept": json_out.client(shape.kept),
        "merged": {"id": shape.merged_id, "name": shape.merged_name},
        "merged_at": json_out.instant(shape.merged_at),
        "split_at": json_out.instant(shape.split_at),
    }


def mapping_row(shape: care_shapes.MappingShape) -> Json:
    """Write how files of a shape are read."""
    return {
        "id": shape.id,
        "shape": shape.shape,
        "kind": shape.kind,
        "file": shape.file_name,
        "choices": shape.choices,
    }


def _stale(one: detail_shapes.StaleDetail) -> Json:
    return {
        "kind": one.kind.value,
        "id": one.id,
        "text": one.text,
        "since": json_out.day(one.since),
        "months": one.months,
        "ever_confirmed": one.ever_confirmed,
    }


def _reason(reason: detail_shapes.LevelReason) -> Json:
    return {
        "rule": reason.rule_id,
        "paid": json_out.money(reason.paid) if reason.paid is not None else None,
        "within_months": reason.within_months,
        "referrals_won": reason.referrals_won,
    }
