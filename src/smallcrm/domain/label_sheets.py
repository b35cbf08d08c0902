"""Sheets of labels: their measures, those that are sold everywhere, and whether one is possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from smallcrm.domain import keys
from smallcrm.domain.errors import Refusal

MM: Final = 1000
INCH: Final = 25_400
LONGEST_NAME: Final = 100
MOST_ACROSS: Final = 50
# A0 is 1189 mm long; a label below this size holds no line that could be read.
LONGEST: Final = 1_200 * MM
LEAST_WIDTH: Final = 10 * MM
LEAST_HEIGHT: Final = 5 * MM
# The maker's name, with which a sheet may be asked for as well.
_MAKER: Final = "avery"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheet:
    """A sheet of labels; lengths are in micrometres.

    The first label begins at `left`, `top` from the page's corner; the next ones follow in steps
    of `step_x` across and `step_y` down, measured from edge to edge, so that gaps are counted in.
    """

    name: str
    page_width: int
    page_height: int
    across: int
    down: int
    left: int
    top: int
    label_width: int
    label_height: int
    step_x: int
    step_y: int

    @property
    def count(self) -> int:
        """Return how many labels a sheet has."""
        return self.across * self.down

    def place(self, number: int) -> tuple[int, int]:
        """Return where label `number` (from 0, along the rows) begins, from the page's corner."""
        row, column = divmod(number, self.across)
        return self.left + column * self.step_x, self.top + row * self.step_y


def micrometres(millimetres: Decimal) -> int:
    """Take a length in millimetres, to the nearest micrometre."""
    return int((millimetres * MM).to_integral_value(rounding=ROUND_HALF_UP))


def millimetres(length: int) -> Decimal:
    """Write a length in millimetres, without zeros at its end."""
    plain = (Decimal(length) / MM).normalize()
    return plain if plain % 1 else plain.quantize(Decimal(1))


def check(sheet: LabelSheet) -> None:
    """Refuse measures that cannot be: of a sheet whose name is in order.

    Raises Refusal `label_sheet_count`, `label_sheet_length` (beyond what is possible),
    `labels_overlap` and `label_sheet_does_not_fit`, each with the `field` that is to be changed.
    """
    for field in ("across", "down"):
        if not 1 <= getattr(sheet, field) <= MOST_ACROSS:
            raise Refusal("label_sheet_count", field=field, most=MOST_ACROSS)
    for field, least in (
        ("page_width", LEAST_WIDTH),
        ("page_height", LEAST_HEIGHT),
        ("left", 0),
        ("top", 0),
        ("label_width", LEAST_WIDTH),
        ("label_height", LEAST_HEIGHT),
        ("step_x", 0),
        ("step_y", 0),
    ):
        if not least <= getattr(sheet, field) <= LONGEST:
            raise Refusal(
                "label_sheet_length",
                field=field,
                least=millimetres(least),
                most=millimetres(LONGEST),
            )
    _check_line(sheet, "step_x", "page_width", sheet.across)
    _check_line(sheet, "step_y", "page_height", sheet.down)


def _check_line(sheet: LabelSheet, step_field: str, page_field: str, count: int) -> None:
    """Refuse labels side by side that overlap, or go beyond the page."""
    across = step_field == "step_x"
    start, size = (sheet.left, sheet.label_width) if across else (sheet.top, sheet.label_height)
    step, page = getattr(sheet, step_field), getattr(sheet, page_field)
    if count > 1 and step < size:
        raise Refusal(
            "labels_overlap", field=step_field, step=millimetres(step), size=millimetres(size)
        )
    end = start + (count - 1) * step + size
    if end > page:
        raise Refusal(
            "label_sheet_does_not_fit",
            field=page_field,
            end=millimetres(end),
            page=millimetres(page),
        )


def folded(name: str) -> str:
    """Return what a sheet is found by: the name in any case, with or without its maker's."""
    words = (keys.fold(name) or name.casefold()).split()
    return "".join(words[1:] if words[:1] == [_MAKER] and words[1:] else words)


def find(name: str, own: Iterable[LabelSheet] = ()) -> LabelSheet | None:
    """Return the sheet of that name, of the owner's `own` or a known one; None without one."""
    wanted = folded(name)
    return next((sheet for sheet in (*own, *KNOWN) if folded(sheet.name) == wanted), None)


def _letter(name: str, across: int, down: int, **lengths: int) -> LabelSheet:
    return LabelSheet(
        name=name,
        page_width=215_900,
        page_height=279_400,
        across=across,
        down=down,
        **lengths,
    )


def _a4(name: str, across: int, down: int, **lengths: int) -> LabelSheet:
    return LabelSheet(
        name=name,
        page_width=210_000,
        page_height=297_000,
        across=across,
        down=down,
        **lengths,
    )


def _thirty(name: str) -> LabelSheet:
    """Labels of 2 5/8 by 1 inch, 3/16 from the edge, 1/8 between the columns."""
    return _letter(
        name, 3, 10,
        left=4_763, top=12_700, label_width=66_675, label_height=25_400,
        step_x=69_850, step_y=25_400,
    )  # fmt: skip


def _wide(name: str, down: int, *, top: int, height: int) -> LabelSheet:
    """Labels of 4 inches across two columns, 5/32 from the edge, 3/16 between the columns."""
    return _letter(
        name, 2, down,
        left=3_969, top=top, label_width=101_600, label_height=height,
        step_x=106_363, step_y=height,
    )  # fmt: skip


# Avery's sheets as its templates measure them, taken from LibreOffice's list of labels
# (extras/source/labels/labels.xml, "Avery Letter Size" and "Avery A4/Asia") in inches where it
# has rounded hundredths of a millimetre, and compared with gLabels' templates: the outermost
# labels are as far from the left edge of the page as from the right one. The number 8600 is in
# neither; the measures that go round for it (66.6 mm by 25.4 mm, 3 by 10, wide gaps) do not fit on
# a Letter page, while the labels are those of 5160, on whose grid they are laid.
KNOWN: Final = (
    _thirty("5160"),
    _wide("5161", 10, top=12_700, height=25_400),
    _wide("5162", 7, top=21_167, height=33_867),
    _wide("5163", 5, top=12_700, height=50_800),
    _wide("5164", 3, top=12_700, height=84_667),
    _thirty("8600"),
    _a4(
        "L7160", 3, 7,
        left=7_200, top=15_150, label_width=63_500, label_height=38_100,
        step_x=66_040, step_y=38_100,
    ),
    _a4(
        "L7163", 2, 7,
        left=4_670, top=15_150, label_width=99_060, label_height=38_100,
        step_x=101_600, step_y=38_100,
    ),
)  # fmt: skip
