"""Words of refusals about labels, and of sheets of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smallcrm.domain import label_sheets
from smallcrm.i18n.messages import mark, mark_plural

if TYPE_CHECKING:
    from smallcrm.domain.label_sheets import LabelSheet
    from smallcrm.i18n.catalog import I18n
    from smallcrm.i18n.filling import Wording

# Code of a refusal -> wordings, the most telling first (`filling.fill`). Lengths are in mm.
LABELLING: Mapping[str, Wording] = {
    "label_sheet_count": mark("Write how many labels there are: from 1 to {most}."),
    "label_sheet_length": mark("Write a length from {least} to {most} mm."),
    "labels_overlap": mark(
        "The labels would overlap: a step of {step} mm is less than a label of {size} mm."
    ),
    "label_sheet_does_not_fit": mark(
        "The labels do not fit on the page: they end at {end} mm, the page at {page} mm."
    ),
    "label_sheet_exists": mark("There is a label sheet “{name}” already."),
    "label_sheets_too_many": mark("There can be {most} label sheets of your own at most."),
    "no_such_label_sheet": (
        mark("There is no label sheet “{name}”. There are: {known}."),
        mark("This label sheet is not there any more."),
    ),
    "label_first": mark("Label sheet “{name}” has {count} labels: begin at one from 1 to {count}."),
    "label_copies": mark("Print from 1 to {most} labels for each client."),
    "labels_for_nobody": mark("None of these clients has a postal address."),
    "no_address": (
        mark("{client} has no postal address. Add one to the card first."),
        mark("This client has no postal address."),
    ),
    # What is said of labels that were made.
    "labels_without_address": (
        mark_plural(
            "{count} client has no postal address and gets no label: {names} and {more} more.",
            "{count} clients have no postal address and get no label: {names} and {more} more.",
        ),
        mark_plural(
            "{count} client has no postal address and gets no label: {names}.",
            "{count} clients have no postal address and get no label: {names}.",
        ),
    ),
    "labels_cut": (
        mark_plural(
            "{count} address is too long for its place and was cut: {names} and {more} more.",
            "{count} addresses are too long for their place and were cut: {names} and {more} more.",
        ),
        mark_plural(
            "{count} address is too long for its place and was cut: {names}.",
            "{count} addresses are too long for their place and were cut: {names}.",
        ),
    ),
}


def millimetres(tr: I18n, length: int) -> str:
    """Write a length of a sheet, without its unit."""
    return tr.formats.decimal(label_sheets.millimetres(length))


def page_size(tr: I18n, sheet: LabelSheet) -> str:
    """Say how large a sheet's page is."""
    # Translators: a size in millimetres: "210 × 297 mm"
    return tr.gettext("{width} × {height} mm").format(
        width=millimetres(tr, sheet.page_width), height=millimetres(tr, sheet.page_height)
    )


def sheet_measures(tr: I18n, sheet: LabelSheet) -> str:
    """Say what a sheet is like: how many labels, of what size."""
    # Translators: a sheet of labels: "21 labels, 63.5 × 38.1 mm"
    return tr.ngettext(
        "{count} label, {width} × {height} mm", "{count} labels, {width} × {height} mm", sheet.count
    ).format(
        count=tr.formats.number(sheet.count),
        width=millimetres(tr, sheet.label_width),
        height=millimetres(tr, sheet.label_height),
    )
