"""An envelope along its long side: who is to have it, and small at the top whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smallcrm.i18n import postal
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.list_shapes import MailReceiver
from smallcrm.queries.shapes import Address
from smallcrm.reports import Stationery
from smallcrm.reports.address_block import MILLIMETRE, fit, remark
from smallcrm.reports.document import Document, Page
from smallcrm.reports.letterhead import letterhead_of
from smallcrm.reports.material import EnvelopeOptions, EnvelopeSize
from smallcrm.reports.style import INK, Sheet
from smallcrm.reports.text import Style

# ISO 269, in millimetres.
_SIZES: Final = {
    EnvelopeSize.DL: (220.0, 110.0),
    EnvelopeSize.C5: (229.0, 162.0),
    EnvelopeSize.C6: (162.0, 114.0),
}
# Sorting machines read the address at least 40 mm from the top, 15 mm from the other edges, where
# a code is printed at the foot (Deutsche Post, "Automationsfähige Briefsendungen"), and not
# higher than 70 mm from the foot (USPS, Domestic Mail Manual 202, OCR read area).
_FROM_TOP, _HIGHEST, _EDGE = 40.0, 66.0, 15.0
_ACROSS: Final = 0.45
_LARGEST: Final = 13.0
_SENDER_EDGE, _SENDER_TYPE, _SENDER_WIDTH, _SENDER_HEIGHT = 12.0, 9.0, 0.44, 24.0
# A Chinese envelope (GB/T 1416): the receiver's postcode at the top left, each digit in a square of
# its own where it is printed, the address across the middle, the sender at the bottom right.
_CODE_LEFT, _CODE_TOP, _CODE_STEP, _CODE_TYPE = 12.0, 12.0, 9.0, 17.0
_PLACE_LEFT, _PLACE_TOP, _PLACE_HEIGHT, _PLACE_TYPE = 0.2, 0.3, 0.22, 15.0
_NAME_LEFT, _NAME_GAP, _NAME_HEIGHT, _NAME_TYPE = 0.36, 2.0, 11.0, 19.0


@dataclass(frozen=True, slots=True)
class _Room:
    """A rectangle from the top left corner of the envelope, in points."""

    x: float
    y: float
    width: float
    height: float


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Envelope")


def draw(
    document: Document,
    receiver: MailReceiver,
    options: EnvelopeOptions,
    stationery: Stationery,
) -> None:
    """Draw the envelope, laid as in China where it goes from China to China in Chinese."""
    assert receiver.address is not None
    wide, high = _SIZES[options.size]
    document.sheet = Sheet(wide * MILLIMETRE, high * MILLIMETRE)
    document.print_unscaled()
    page = document.new_page()
    envelope = _Envelope(document, page, wide, high, receiver.address, stationery)
    home = stationery.settings.country
    if postal.is_chinese(receiver.address, home) and not envelope.abroad:
        envelope.chinese(receiver, sender=options.sender)
    else:
        envelope.usual(receiver, sender=options.sender)
    document.end_part()


class _Envelope:
    """One envelope being drawn; lengths in millimetres."""

    def __init__(
        self,
        document: Document,
        page: Page,
        wide: float,
        high: float,
        address: Address,
        stationery: Stationery,
    ) -> None:
        self._document = document
        self._set = document.typesetter
        self._page = page
        self._wide, self._high = wide, high
        self._address = address
        self._tr, self._settings = stationery.tr, stationery.settings
        self.abroad = bool(address.country) and address.country != self._settings.country

    def usual(self, receiver: MailReceiver, *, sender: bool) -> None:
        """Lay the address where machines read it, the sender at the top left."""
        texts = postal.mail_lines(
            self._tr,
            self._address,
            self._settings.country,
            name=receiver.client.name,
            organisation=receiver.client.organisation,
        )
        left, top = self._wide * _ACROSS, max(_FROM_TOP, self._high - _HIGHEST)
        self._lay(
            texts,
            _LARGEST,
            _Room(left, top, self._wide - left - _EDGE, self._high - top - _EDGE - 1),
            receiver.client.name,
        )
        if sender:
            room = _Room(_SENDER_EDGE, _SENDER_EDGE, self._wide * _SENDER_WIDTH, _SENDER_HEIGHT)
            self._lay(self._sender(), _SENDER_TYPE, room)

    def chinese(self, receiver: MailReceiver, *, sender: bool) -> None:
        """Lay postcode, address and name as on a Chinese envelope, the sender at the bottom."""
        client = receiver.client
        parts = postal.chinese_parts(self._address, client.name, client.organisation)
        style = Style(_CODE_TYPE, _CODE_TYPE, INK)
        for number, digit in enumerate(parts.code):
            x = _CODE_LEFT + number * _CODE_STEP
            at = _CODE_TOP * MILLIMETRE + _CODE_TYPE
            self._page.text(self._set.line(digit, style), x * MILLIMETRE, at)
        left, top = self._wide * _PLACE_LEFT, self._high * _PLACE_TOP
        width, height = self._wide - left - _EDGE, self._high * _PLACE_HEIGHT
        place = tuple(filter(None, (*parts.place, parts.organisation)))
        self._lay(place, _PLACE_TYPE, _Room(left, top, width, height), client.name)
        left, top = self._wide * _NAME_LEFT, top + height + _NAME_GAP
        room = _Room(left, top, self._wide - left - _EDGE, _NAME_HEIGHT)
        self._lay((parts.receiver,), _NAME_TYPE, room, client.name)
        if sender:
            width = self._wide * _SENDER_WIDTH
            left = self._wide - width - _SENDER_EDGE
            top = self._high - _SENDER_HEIGHT - _SENDER_EDGE
            room = _Room(left, top, width, _SENDER_HEIGHT)
            self._lay(self._sender(), _SENDER_TYPE, room, corner=True)

    def _sender(self) -> tuple[str, ...]:
        """Say whose the letter is, with the country where it goes abroad."""
        head = letterhead_of(self._settings, self._tr.language)
        home = self._settings.country
        country = ""
        if self.abroad and home and (head.name or head.address):
            named = self._tr.formats.country_name(home).casefold()
            if not any(named in line.casefold() for line in head.address):
                country = postal.country_named(self._tr, home)
        return tuple(filter(None, (head.name, *head.address, country)))

    def _lay(
        self,
        texts: tuple[str, ...] | list[str],
        largest: float,
        room: _Room,
        whose: str = "",
        *,
        corner: bool = False,
    ) -> None:
        """Set lines into a room, at its top left or bottom right `corner`; say whose were cut."""
        width, height = room.width * MILLIMETRE, room.height * MILLIMETRE
        block = fit(self._set, texts, width, height, largest)
        x, y = room.x * MILLIMETRE, room.y * MILLIMETRE
        if corner:
            x, y = x + width - block.width, y + height - block.height
        block.draw(self._page, x, y)
        if block.cut and whose:
            remark(self._document, "labels_cut", [whose])
