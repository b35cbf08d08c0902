"""Every kind of paper, of a client whose every field is hostile, on both sizes and languages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from tests.factories import TODAY, do
from tests.reports import trading
from tests.reports.factory import RESOURCES
from tests.reports.hostile.checks import faults, kept_in_margins

from smallcrm.app import Backend
from smallcrm.domain.enums import Direction, InteractionKind, SaleStatus
from smallcrm.domain.label_sheets import KNOWN
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import PAGE_SIZES, PageSize, Stationery
from smallcrm.reports.material import (
    EnvelopeOptions,
    EnvelopeSize,
    LabelOptions,
    Paper,
    PaperKind,
    SalesOptions,
    Step,
)
from smallcrm.reports.papers import READERS, make
from smallcrm.services import commands

MARKUP = '<b>x</b> & <img src="http://x/y.png"> <para>&lt;&#65; {client} {0.__class__} %s $'
NASTY = {
    "markup": MARKUP,
    "bidi": "\u202eevil\u202c محمد علي \u2067שלום\u2069 (12)",
    "word": "".join(f"{number:04d}x" for number in range(800)),
    "capitals": "W" * 4_000,
    "chinese": "张" * 4_000,
    "stops": "，（" * 900,
    "lines": "one\r\ntwo\u2028three\n\n\nfour",
    "marks": "Z" + "\u0351\u0352\u0353" * 60 + "algo e\u0301",
    "emoji": "😀👩\u200d👩\u200d👧\U0001f1ee\U0001f1ea 🏽",
    "rare": "𠀀𪛖 \U0010ffff \ue000 \ufffe",
    "blank": "\u3000\u200b\u200d\ufeff.\u3000",
    "many words": "supercalifragilistic " * 150,
}
PAPERS = (
    Paper(PaperKind.CLIENT, 1),
    Paper(PaperKind.QUOTE, 1),
    Paper(PaperKind.INVOICE, 1),
    Paper(PaperKind.RECEIPT, 2),
    Paper(PaperKind.DELIVERY, 1),
    Paper(PaperKind.STATEMENT, 1),
    Paper(PaperKind.REMINDER, 1),
    Paper(PaperKind.OVERDUE),
    Paper(PaperKind.SALES, options=SalesOptions(step=Step.QUARTER)),
    Paper(PaperKind.LEAGUE),
    Paper(PaperKind.THANKS, 1),
    Paper(PaperKind.PHONES),
    Paper(PaperKind.LABELS, options=LabelOptions(sheet="L7160", copies=3, first=20)),
    Paper(PaperKind.ENVELOPE, 1, options=EnvelopeOptions(size=EnvelopeSize.C6)),
    Paper(PaperKind.CALLS),
    Paper(PaperKind.RECORD, 1),
)


def _cut(text: str, longest: int) -> str:
    """Shorten a text to what a field takes."""
    return text[:longest].strip() or "."


def _one_line(text: str, longest: int) -> str:
    return _cut(" ".join(text.split()), longest)


def hostile(backend: Backend, text: str) -> None:
    """Fill a file with a text wherever the program lets people type."""
    name, long = _one_line(text, 200), _cut(text, 10_000)
    for key in ("owner_name", "owner_line"):
        trading.owner(backend, **{key: name})
    trading.owner(backend, owner_tax_number=_one_line(text, 40))
    trading.owner(backend, owner_address=_cut(text, 400))
    people = [
        do(
            backend,
            commands.AddClient(
                name=name,
                organisation=name,
                code=_one_line(text, 30) + str(number),
                source=name,
                tax_number=_one_line(text, 40),
                currency="EUR",
                note=long,
                tags=(_one_line(text, 40),),
                phones=(commands.PhoneInput(number="+353 1 555 0142", label=name[:40]),),
                addresses=(
                    commands.AddressInput(
                        street=name, locality=name, region=name, postal_code=name[:20], country="IE"
                    ),
                ),
                handles=(commands.HandleInput(kind="wechat", value=name[:60]),),
                contact_people=(commands.ContactPersonInput(name=name, role=name),),
            ),
        ).id
        for number in range(2)
    ]
    lines = (trading.line(_one_line(text, 500), "140", "2", unit=name[:20]),) * 3
    trading.trade(backend, people[0], lines, title=name, terms=long, note=long)
    old = TODAY - timedelta(days=90)
    for person in people:
        do(
            backend,
            commands.AddSale(
                client=person,
                title=name,
                amount=Decimal("99.90"),
                on=old,
                due=old + timedelta(days=14),
                status=SaleStatus.DELIVERED,
            ),
        )
    do(backend, commands.Remind(client=people[0], currency="EUR", fee=Decimal(5), note=long))
    do(backend, commands.AddReferral(referrer=people[0], client=people[1], what_for=name))
    do(backend, commands.AddNote(client=people[0], text=long, pinned=True))
    do(backend, commands.AddFollowUp(client=people[0], text=name, due=TODAY))
    do(
        backend,
        commands.AddInteraction(
            client=people[0], kind=InteractionKind.CALL, direction=Direction.IN, summary=name
        ),
    )


def _beyond(pdf: bytes) -> Iterator[str]:
    """Find letters that are drawn off their sheet."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            if left < 0 or bottom < 0 or right > width or top > height:
                yield f"page {number}: {left:.0f} {bottom:.0f} {right:.0f} {top:.0f}"
        text.close()
        page.close()
    document.close()


def test_every_kind_is_tried() -> None:
    assert {paper.kind for paper in PAPERS} == set(PaperKind) == set(READERS.names())


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_every_kind_prints_anything(backend: Backend, text: str) -> None:
    hostile(backend, text)
    for number, paper in enumerate(PAPERS):
        for place, language in enumerate(LANGUAGES):
            _print(backend, paper, language, PAGE_SIZES[(number + place) % len(PAGE_SIZES)])


def _print(backend: Backend, paper: Paper, language: str, size: PageSize) -> None:
    tr = I18n.load(language, RESOURCES, clock=backend.clock)
    stationery = Stationery(backend.file_settings(), tr, RESOURCES, backend.clock, size)
    with kept_in_margins() as outside:
        made = make(backend.queries, paper, stationery, language=language)
    assert list(faults(made.content, ())) == [], paper.kind
    assert list(_beyond(made.content)) == [], paper.kind
    if paper.kind not in {PaperKind.LABELS, PaperKind.ENVELOPE}:
        assert outside == [], paper.kind
    assert made.file_name.endswith(".pdf")
    assert made.language == language


@pytest.mark.parametrize("kind", [PaperKind.CLIENT, PaperKind.INVOICE, PaperKind.STATEMENT])
def test_markup_stands_as_it_was_typed(backend: Backend, kind: PaperKind) -> None:
    hostile(backend, MARKUP)
    tr = I18n.load("en", RESOURCES, clock=backend.clock)
    stationery = Stationery(backend.file_settings(), tr, RESOURCES, backend.clock)
    pdf = make(backend.queries, Paper(kind, 1), stationery, language="en").content
    document = pypdfium2.PdfDocument(pdf)
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    assert "".join(MARKUP.split()) in text
    document.close()


@pytest.mark.parametrize("sheet", [sheet.name for sheet in KNOWN])
def test_labels_of_hostile_addresses_stay_on_their_sheet(backend: Backend, sheet: str) -> None:
    hostile(backend, NASTY["capitals"])
    tr = I18n.load("en", RESOURCES, clock=backend.clock)
    stationery = Stationery(backend.file_settings(), tr, RESOURCES, backend.clock)
    paper = Paper(PaperKind.LABELS, options=LabelOptions(sheet=sheet, borders=True))
    made = make(backend.queries, paper, stationery)
    assert list(_beyond(made.content)) == []
    assert made.remarks or sheet == "5164"  # that they were cut; on the largest they are not
