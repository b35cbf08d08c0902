"""Operations of `apply` around paper: the owner's own sheets of labels, measured in millimetres."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import LABEL_SHEET
from smallcrm.domain.errors import Refusal
from smallcrm.domain.label_sheets import LONGEST, LabelSheet, micrometres, millimetres
from smallcrm.services import commands
from smallcrm.services.commands import UNSET, Command, Unset


def _add_label_sheet(line: Fields) -> Command:
    """Take a sheet; without steps its labels stand edge to edge."""
    width, height = _length(line, "label_width"), _length(line, "label_height")
    return commands.AddLabelSheet(
        sheet=LabelSheet(
            name=required(line.text("name"), "name"),
            page_width=_length(line, "page_width"),
            page_height=_length(line, "page_height"),
            across=required(line.whole("across"), "across"),
            down=required(line.whole("down"), "down"),
            left=_length(line, "left"),
            top=_length(line, "top"),
            label_width=width,
            label_height=height,
            step_x=_length(line, "step_x") if line.has("step_x") else width,
            step_y=_length(line, "step_y") if line.has("step_y") else height,
        ),
        request_id=line.text("request_id"),
    )


def _edit_label_sheet(line: Fields) -> Command:
    return commands.EditLabelSheet(
        label_sheet=_sheet(line),
        name=line.edit("name", line.must(line.text)),
        page_width=_changed(line, "page_width"),
        page_height=_changed(line, "page_height"),
        across=line.edit("across", line.must(line.whole)),
        down=line.edit("down", line.must(line.whole)),
        left=_changed(line, "left"),
        top=_changed(line, "top"),
        label_width=_changed(line, "label_width"),
        label_height=_changed(line, "label_height"),
        step_x=_changed(line, "step_x"),
        step_y=_changed(line, "step_y"),
        request_id=line.text("request_id"),
    )


def _remove_label_sheet(line: Fields) -> Command:
    return commands.RemoveLabelSheet(label_sheet=_sheet(line), request_id=line.text("request_id"))


def _sheet(line: Fields) -> int:
    return required(line.row("label_sheet", LABEL_SHEET), "label_sheet")


def _changed(line: Fields, name: str) -> int | Unset:
    return _length(line, name) if line.has(name) else UNSET


def _length(line: Fields, name: str) -> int:
    """Take a length in millimetres; one beyond every page is refused before it is counted out."""
    length = required(line.decimal(name), name)
    most = millimetres(LONGEST)
    if abs(length) > most:
        raise Refusal("label_sheet_length", field=name, least=Decimal(0), most=most)
    return micrometres(length)


PAPER: Final[Mapping[str, Operation]] = {
    "add_label_sheet": Operation(_add_label_sheet, LABEL_SHEET),
    "edit_label_sheet": Operation(_edit_label_sheet, LABEL_SHEET),
    "remove_label_sheet": Operation(_remove_label_sheet, LABEL_SHEET),
}
