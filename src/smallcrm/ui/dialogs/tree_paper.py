"""The referral tree on paper: vectors on one page or on several, no box cut in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from smallcrm.ui.theme import BODY_STRONG, SMALL
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPagedPaintDevice

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.widgets.tree_picture import TreePicture

_MARGIN: Final = 36.0  # points: half an inch, which every printer reaches
_HEAD: Final = 30.0
_GOOD: Final = 0.6  # points for a pixel of the design: names of 8 points
_LARGEST: Final = 0.75
_LONGEST: Final = 14_000.0  # points: no PDF page is longer than 200 inches
_LETTER: Final = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: which boxes it has, and which part of the picture is drawn on it."""

    boxes: Sequence[int]
    area: QRectF


@dataclass(frozen=True, slots=True)
class Plan:
    """How a tree is shared out: the room on a page and the size, both in points."""

    layout: QPageLayout
    scale: float
    sheets: Sequence[Sheet]


def plan(picture: TreePicture, country: str, *, many: bool) -> Plan:
    """Share a tree out over pages of the country's usual paper.

    Upright or across, whichever takes fewer pages; on one page it is as small as it must be.
    """
    size = QPageSize.PageSizeId.Letter if country in _LETTER else QPageSize.PageSizeId.A4
    plans = [
        planned(picture, _layout(QPageSize(size), orientation), many=many)
        for orientation in (QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait)
    ]
    return min(plans, key=lambda one: (len(one.sheets), -one.scale))


def planned(picture: TreePicture, layout: QPageLayout, *, many: bool) -> Plan:
    """Share a tree out over pages that a printer has."""
    room = _room(layout)
    whole = picture.whole
    fits = min(room.width() / whole.width(), room.height() / whole.height(), _LARGEST)
    if not many or fits >= _GOOD:
        return Plan(layout, fits, (Sheet(picture.ids(), whole),))
    across = max(1, int(room.width() / _GOOD // picture.column_step))
    # A row is left free, since boxes stand on halves of rows too.
    down = max(1, int(room.height() / _GOOD // picture.row_step) - 1)
    return Plan(layout, _GOOD, tiles(picture, across, down))


def tiles(picture: TreePicture, across: int, down: int) -> tuple[Sheet, ...]:
    """Give each box to one page of so many columns and rows; a page without a box is none."""
    found: dict[tuple[int, int], list[int]] = {}
    for box_id in picture.ids():
        spot = picture.spot(box_id)
        found.setdefault((spot.column // across, int((spot.row + 0.5) // down)), []).append(box_id)
    sheets = []
    for (column, row), boxes in sorted(found.items()):
        left = column * across * picture.column_step
        width = across * picture.column_step
        if picture.mirrored:
            left = picture.whole.width() - left - width + (picture.column_step - picture.box_width)
        # Half a row more at either end: a box belongs to the page that its middle is on.
        top = (row * down - 0.5) * picture.row_step
        sheets.append(Sheet(boxes, QRectF(left, top, width, (down + 1) * picture.row_step)))
    return tuple(sheets)


def large(picture: TreePicture) -> Plan:
    """Put a tree on one page that is as large as it needs: for a screen, or a plotter."""
    whole = picture.whole
    scale = min(_LARGEST, _LONGEST / max(whole.width(), whole.height()))
    size = QSizeF(
        max(360.0, whole.width() * scale + 2 * _MARGIN),
        whole.height() * scale + 2 * _MARGIN + _HEAD,
    )
    page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    layout = _layout(page, QPageLayout.Orientation.Portrait)
    return Plan(layout, scale, (Sheet(picture.ids(), whole),))


def as_pdf(picture: TreePicture, planned_as: Plan, tr: I18n, title: str, subtitle: str) -> bytes:
    """Return the pages as a PDF whose words can be searched and copied."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Small CRM")
    writer.setResolution(1200)
    writer.setPageLayout(planned_as.layout)
    draw(picture, planned_as, writer, tr, title, subtitle)
    buffer.close()
    return _with_blanks(bytes(buffer.data().data()))


def draw(
    picture: TreePicture,
    planned_as: Plan,
    device: QPagedPaintDevice,
    tr: I18n,
    title: str,
    subtitle: str,
) -> bool:
    """Draw the pages; tell whether the device took them."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    count = len(planned_as.sheets)
    # The painter's unit becomes the point, from the upper left corner of the paper's free part.
    factor = painter.device().logicalDpiX() / 72
    for number, sheet in enumerate(planned_as.sheets, start=1):
        if number > 1:
            device.newPage()
        painter.save()
        painter.scale(factor, factor)
        page = tr.gettext("Page {number} of {count}").format(
            number=tr.formats.number(number), count=tr.formats.number(count)
        )
        _head(
            picture, planned_as, painter, title, f"{subtitle}   {page}" if count > 1 else subtitle
        )
        painter.translate(0, _HEAD)
        painter.scale(planned_as.scale, planned_as.scale)
        painter.translate(-sheet.area.topLeft())
        _paint(picture, painter, sheet)
        painter.restore()
    return painter.end()


def _with_blanks(pdf: bytes) -> bytes:
    """Call the blank a blank: Qt takes the tab, which is drawn by the same letter of a font.

    The tables that name letters are not compressed, and the new name is as long as the old one.
    """
    parts = pdf.split(b"begincmap")
    for number, part in enumerate(parts[1:], start=1):
        table, end, rest = part.partition(b"endcmap")
        parts[number] = table.replace(b"<0009>", b"<0020>") + end + rest
    return b"begincmap".join(parts)


def _layout(size: QPageSize, orientation: QPageLayout.Orientation) -> QPageLayout:
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    return QPageLayout(size, orientation, margins, QPageLayout.Unit.Point)


def _room(layout: QPageLayout) -> QSizeF:
    free = layout.paintRect(QPageLayout.Unit.Point)
    return QSizeF(free.width(), free.height() - _HEAD)


def _head(
    picture: TreePicture, planned_as: Plan, painter: QPainter, title: str, right: str
) -> None:
    look = picture.look
    width = _room(planned_as.layout).width()
    line = QRectF(0, 0, width, 18)
    painter.setPen(look.second)
    painter.setFont(look.fonts[SMALL])
    painter.save()
    painter.scale(0.75, 0.75)
    line = QRectF(0, 0, width / 0.75, 20)
    taken = look.metrics[SMALL].horizontalAdvance(one_line(right)) + 24
    at = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, at, one_line(right))
    painter.setFont(look.fonts[BODY_STRONG])
    painter.setPen(look.text)
    words = look.metrics[BODY_STRONG].elidedText(
        one_line(title), Qt.TextElideMode.ElideRight, max(60.0, line.width() - taken)
    )
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()
    painter.setPen(QPen(look.edge, 0.5))
    painter.drawLine(QPointF(0, 19), QPointF(width, 19))


def _paint(picture: TreePicture, painter: QPainter, sheet: Sheet) -> None:
    """Draw a page's own boxes, the lines as far as they reach, and where they come from."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.save()
    painter.setClipRect(sheet.area)
    picture.paint_edges(painter, sheet.area)
    painter.restore()
    own = set(sheet.boxes)
    look = picture.look
    for box_id in sheet.boxes:
        picture.paint_box(painter, box_id)
        parent = picture.parent(box_id)
        if parent is None or parent in own or box_id < 0:
            continue
        rect = picture.rect(box_id)
        place = QRectF(rect.left(), rect.top() - look.px(14), rect.width(), look.px(13))
        mark = "→" if picture.mirrored else "←"
        words = f"{mark} {one_line(picture.box(parent).name)}"
        painter.setFont(look.fonts[SMALL])
        painter.setPen(look.second)
        cut = look.metrics[SMALL].elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, cut)
