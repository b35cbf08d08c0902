"""Operations of `apply` that keep clients tidy: own fields, tags, levels, many at once, merging."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from smallcrm.cli import line_fields
from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import CLIENT, LEVEL_RULE, MERGE, OWN_FIELD, TAG
from smallcrm.domain.enums import DetailKind, Level, OwnFieldKind, PhoneStyle
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import UNSET, BatchStep, Command


def _add_own_field(line: Fields) -> Command:
    on_card = line_fields.maybe(line, "on_card")
    return commands.AddOwnField(
        name=required(line.text("name"), "name"),
        kind=line.choice("kind", OwnFieldKind) or OwnFieldKind.TEXT,
        choices=line.texts("choices"),
        on_card=True if on_card is None else on_card,
        request_id=line.text("request_id"),
    )


def _edit_own_field(line: Fields) -> Command:
    return commands.EditOwnField(
        own_field=_own_field(line),
        name=line.edit("name", line.must(line.text)),
        kind=line.edit("kind", line.must(lambda name: line.choice(name, OwnFieldKind))),
        choices=line.edit("choices", line.texts),
        on_card=line.edit("on_card", line.flag),
        position=line.edit("position", line.must(line.whole)),
        request_id=line.text("request_id"),
    )


def _remove_own_field(line: Fields) -> Command:
    return commands.RemoveOwnField(own_field=_own_field(line), request_id=line.text("request_id"))


def _own_field(line: Fields) -> int:
    return required(line.row("own_field", OWN_FIELD), "own_field")


def _rename_tag(line: Fields) -> Command:
    return commands.RenameTag(
        tag=required(line.row("tag", TAG), "tag"),
        name=required(line.text("name"), "name"),
        request_id=line.text("request_id"),
    )


def _remove_tag(line: Fields) -> Command:
    return commands.RemoveTag(
        tag=required(line.row("tag", TAG), "tag"), request_id=line.text("request_id")
    )


def _add_level_rule(line: Fields) -> Command:
    paid, currency = line_fields.money(line, "paid")
    return commands.AddLevelRule(
        level=required(line.choice("level", Level), "level"),
        paid=paid,
        currency=line_fields.one_currency("paid", currency, line.text("currency")),
        within_months=line.whole("within_months"),
        referrals_won=line.whole("referrals_won"),
        request_id=line.text("request_id"),
    )


def _edit_level_rule(line: Fields) -> Command:
    has_paid = line.has("paid")
    paid, of_it = line_fields.money(line, "paid")
    currency = line_fields.one_currency("paid", of_it, line.text("currency"))
    return commands.EditLevelRule(
        level_rule=_level_rule(line),
        level=line.edit("level", line.must(lambda name: line.choice(name, Level))),
        paid=paid if has_paid else UNSET,
        currency=currency if currency is not None else UNSET,
        within_months=line.edit("within_months", line.whole),
        referrals_won=line.edit("referrals_won", line.whole),
        request_id=line.text("request_id"),
    )


def _remove_level_rule(line: Fields) -> Command:
    return commands.RemoveLevelRule(
        level_rule=_level_rule(line), request_id=line.text("request_id")
    )


def _level_rule(line: Fields) -> int:
    return required(line.row("level_rule", LEVEL_RULE), "level_rule")


def _confirm_details(line: Fields) -> Command:
    """Take what was confirmed: nothing (all), a `kind`, or one `detail` of it by its id."""
    return commands.ConfirmDetails(
        client=required(line.row("client"), "client"),
        kind=line.choice("kind", DetailKind),
        detail=line.whole("detail"),
        request_id=line.text("request_id"),
    )


def _remind_of_details(line: Fields) -> Command:
    return commands.RemindOfDetails(
        client=required(line.row("client"), "client"),
        due=required(line.day("due"), "due"),
        request_id=line.text("request_id"),
    )


def _batch_edit(line: Fields) -> Command:
    return commands.BatchEdit(
        clients=required(line.rows("clients", CLIENT), "clients"),
        steps=tuple(_step(item) for item in required(line.objects("steps"), "steps")),
        request_id=line.text("request_id"),
    )


def _step(item: Fields) -> BatchStep:
    """Take one step, told by the field that it has: set, clear, replace, tags, a format."""
    for name, read in _STEPS.items():
        if item.has(name):
            step = read(item)
            item.finish()
            return step
    raise Refusal("field_missing", field="set", text=", ".join(_STEPS))


def _set(item: Fields) -> BatchStep:
    return commands.SetField(field=_field(item, "set"), value=item.text("to"))


def _clear(item: Fields) -> BatchStep:
    return commands.SetField(field=_field(item, "clear"), value=None)


def _replace(item: Fields) -> BatchStep:
    return commands.ReplaceText(
        field=_field(item, "replace"),
        find=required(item.text("find"), "find"),
        by=item.text("by") or "",
        exact=item.flag("exact"),
    )


def _tags(item: Fields) -> BatchStep:
    return commands.ChangeTags(add=item.texts("add_tags"), remove=item.texts("remove_tags"))


def _phones(item: Fields) -> BatchStep:
    style = required(item.choice("format_phones", PhoneStyle), "format_phones")
    return commands.FormatPhones(style=style)


def _addresses(item: Fields) -> BatchStep:
    item.flag("format_addresses")
    return commands.FormatAddresses()


_STEPS: Final[Mapping[str, Callable[[Fields], BatchStep]]] = {
    "set": _set,
    "clear": _clear,
    "replace": _replace,
    "add_tags": _tags,
    "remove_tags": _tags,
    "format_phones": _phones,
    "format_addresses": _addresses,
}


def _field(item: Fields, name: str) -> str:
    """Take the name of a field; an own field is `own:` and its name or id."""
    text = required(item.text(name), name)
    of_own = text.removeprefix("own:")
    if of_own == text or of_own.isdigit():
        return text
    return f"own:{item.references.find(of_own, OWN_FIELD, name)}"


def _merge_clients(line: Fields) -> Command:
    take = tuple(
        f"own:{line.references.find(name.removeprefix('own:'), OWN_FIELD, 'take')}"
        if name.startswith("own:") and not name.removeprefix("own:").isdigit()
        else name
        for name in line.texts("take")
    )
    return commands.MergeClients(
        keep=required(line.row("keep", CLIENT), "keep"),
        merge=required(line.row("merge", CLIENT), "merge"),
        take=take,
        request_id=line.text("request_id"),
    )


def _split_clients(line: Fields) -> Command:
    return commands.SplitClients(
        merge=required(line.row("merge", MERGE), "merge"), request_id=line.text("request_id")
    )


def _mark_distinct(line: Fields) -> Command:
    distinct = line_fields.maybe(line, "distinct")
    return commands.MarkDistinct(
        client=required(line.row("client"), "client"),
        other=required(line.row("other", CLIENT), "other"),
        distinct=True if distinct is None else distinct,
        request_id=line.text("request_id"),
    )


def _forget_mapping(line: Fields) -> Command:
    return commands.ForgetMapping(
        mapping=required(line.whole("mapping"), "mapping"), request_id=line.text("request_id")
    )


CARE: Final[Mapping[str, Operation]] = {
    "add_own_field": Operation(_add_own_field, OWN_FIELD),
    "edit_own_field": Operation(_edit_own_field, OWN_FIELD),
    "remove_own_field": Operation(_remove_own_field, OWN_FIELD),
    "rename_tag": Operation(_rename_tag, TAG),
    "remove_tag": Operation(_remove_tag, TAG),
    "add_level_rule": Operation(_add_level_rule, LEVEL_RULE),
    "edit_level_rule": Operation(_edit_level_rule, LEVEL_RULE),
    "remove_level_rule": Operation(_remove_level_rule, LEVEL_RULE),
    "confirm_details": Operation(_confirm_details),
    "remind_of_details": Operation(_remind_of_details),
    "batch_edit": Operation(_batch_edit, has_id=False),
    "merge_clients": Operation(_merge_clients, MERGE),
    "split_clients": Operation(_split_clients, CLIENT),
    "mark_distinct": Operation(_mark_distinct),
    "forget_mapping": Operation(_forget_mapping),
}
