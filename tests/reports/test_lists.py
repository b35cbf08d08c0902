"""Phone list, labels, envelopes and call sheet, read back: what they say, and exactly where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import TODAY, client, do, sale
from tests.reports import factory
from tests.reports.conftest import packed, page_texts, reader, text_of

from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.domain.label_sheets import KNOWN, LabelSheet
from smallcrm.domain.pinyin import has_chinese
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.refusals import refusal
from smallcrm.reports import PageSize, Stationery
from smallcrm.reports.address_block import MILLIMETRE, SMALLEST, fit
from smallcrm.reports.fonts import EmbeddedFonts, typefaces
from smallcrm.reports.material import (
    EnvelopeOptions,
    EnvelopeSize,
    LabelOptions,
    ListOptions,
    Paper,
    PaperKind,
)
from smallcrm.reports.papers import MadePaper, make, run
from smallcrm.reports.text import Typesetter
from smallcrm.services import commands
from smallcrm.services.commands import (
    AddFollowUp,
    AddLabelSheet,
    AddNote,
    AddressInput,
    ContactPersonInput,
    PhoneInput,
)

Make = Callable[..., MadePaper]
TENTH = 0.1 * MILLIMETRE
HOME = AddressInput(street="1 Quay St", locality="Galway", postal_code="H91 X", country="IE")
AWAY = AddressInput(street="Ufer 1", locality="Berlin", postal_code="10115", country="DE")
HOSTILE = "<b>&amp;</b> \u202egnol\u202c " + "unbroken" * 40


def stationery(backend: Backend, tr: I18n, page_size: PageSize | None = None) -> Stationery:
    return Stationery(
        backend.file_settings(), tr, factory.RESOURCES, backend.clock, page_size=page_size
    )


@pytest.fixture
def paper(backend: Backend, english: I18n) -> Make:
    def made(
        kind: PaperKind,
        row_id: int = 0,
        *,
        tr: I18n = english,
        page_size: PageSize | None = None,
        **fields: Any,
    ) -> MadePaper:
        return make(
            backend.queries, Paper(kind, row_id, **fields), stationery(backend, tr, page_size)
        )

    return made


@dataclass(frozen=True)
class Box:
    """A rectangle from the top left corner, in points."""

    left: float
    top: float
    right: float
    bottom: float

    def has(self, other: Box, slack: float = 0.3) -> bool:
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


def pages(pdf: bytes) -> Iterator[tuple[float, float, list[tuple[str, Box]]]]:
    """Each page: its width and height, and every visible character with where its ink is."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        found = []
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if character.strip():
                left, bottom, right, top = text.get_charbox(index)
                found.append((character, Box(left, height - top, right, height - bottom)))
        yield width, height, found
    document.close()


def frames(pdf: bytes, number: int = 0) -> list[Box]:
    """The rectangles that a page draws."""
    page = reader(pdf).pages[number]
    height = float(page.mediabox.height)
    contents = page.get_contents()
    assert contents is not None
    drawn = re.findall(rb"([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re S", contents.get_data())
    boxes = []
    for x, y, wide, high in (map(float, one) for one in drawn):
        boxes.append(Box(x, height - y - high, x + wide, height - y))
    return boxes


def place(sheet: LabelSheet, number: int) -> Box:
    """Where a label is, said again from the sheet's measures."""
    x = (sheet.left + number % sheet.across * sheet.step_x) / 1000 * MILLIMETRE
    y = (sheet.top + number // sheet.across * sheet.step_y) / 1000 * MILLIMETRE
    return Box(
        x,
        y,
        x + sheet.label_width / 1000 * MILLIMETRE,
        y + sheet.label_height / 1000 * MILLIMETRE,
    )


def many(backend: Backend, count: int, **fields: Any) -> list[int]:
    fields = {"addresses": (HOME,), **fields}
    return [client(backend, f"Client {number}", **fields) for number in range(count)]


# Labels.


@pytest.mark.parametrize("sheet", KNOWN, ids=lambda sheet: sheet.name)
def test_labels_stand_where_the_sheet_has_them_to_a_tenth_of_a_millimetre(
    backend: Backend, paper: Make, sheet: LabelSheet
) -> None:
    many(backend, 3)
    first = sheet.count - 1
    options = LabelOptions(sheet=sheet.name, first=first, borders=True)
    pdf = paper(PaperKind.LABELS, options=options).content
    drawn = list(pages(pdf))
    assert len(drawn) == 2
    for number, (width, height, characters) in enumerate(drawn):
        assert abs(width - sheet.page_width / 1000 * MILLIMETRE) < TENTH
        assert abs(height - sheet.page_height / 1000 * MILLIMETRE) < TENTH
        edges = frames(pdf, number)
        assert len(edges) == sheet.count
        for label, edge in enumerate(edges):
            wanted = place(sheet, label)
            for side in ("left", "top", "right", "bottom"):
                assert abs(getattr(edge, side) - getattr(wanted, side)) < TENTH
        used = (first - 1, first) if number == 0 else (0,)
        for character, box in characters:
            assert any(place(sheet, label).has(box) for label in used), character


def test_copies_follow_each_other_and_go_on_over_sheets(backend: Backend, paper: Make) -> None:
    many(backend, 4)
    options = LabelOptions(sheet="5164", first=2, copies=3)
    texts = page_texts(paper(PaperKind.LABELS, options=options).content)
    assert [[text.count(f"Client {n}") for n in range(4)] for text in texts] == [
        [3, 2, 0, 0], [0, 1, 3, 2], [0, 0, 0, 1],
    ]  # fmt: skip


def test_the_printer_is_told_not_to_scale(backend: Backend, paper: Make) -> None:
    one = many(backend, 1)[0]
    for pdf in (
        paper(PaperKind.LABELS, options=LabelOptions(sheet="L7160")).content,
        paper(PaperKind.ENVELOPE, one).content,
    ):
        preferences = reader(pdf).trailer["/Root"]["/ViewerPreferences"]
        assert preferences["/PrintScaling"] == "/None"


def test_who_has_no_address_is_named(backend: Backend, paper: Make, english: I18n) -> None:
    many(backend, 1)
    client(backend, "Ann Lee")
    made = paper(PaperKind.LABELS, options=LabelOptions(sheet="L7160"))
    (remark,) = made.remarks
    assert refusal(english, remark) == (
        "1 client has no postal address and gets no label: Ann Lee."
    )
    for number in range(9):
        client(backend, f"Bo {number}")
    (remark,) = paper(PaperKind.LABELS, options=LabelOptions(sheet="L7160")).remarks
    assert refusal(english, remark).startswith("10 clients have no postal address")
    assert refusal(english, remark).endswith("and 2 more.")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (LabelOptions(sheet="9999"), "no_such_label_sheet"),
        (LabelOptions(sheet="L7160", first=22), "label_first"),
        (LabelOptions(sheet="L7160", first=0), "label_first"),
        (LabelOptions(sheet="L7160", copies=0), "label_copies"),
        (LabelOptions(sheet="L7160", copies=101), "label_copies"),
        (LabelOptions(sheet="L7160", clients=(99,)), "no_such_client"),
        (LabelOptions(sheet="L7160"), "labels_for_nobody"),
        (None, "no_such_label_sheet"),
    ],
)
def test_labels_that_cannot_be_made(
    backend: Backend, paper: Make, english: I18n, options: LabelOptions | None, code: str
) -> None:
    client(backend, "Ann")
    with pytest.raises(Refusal) as caught:
        paper(PaperKind.LABELS, options=options)
    assert caught.value.code == code
    assert "reason:" not in refusal(english, caught.value)


def test_the_owners_own_sheet_is_found_by_its_name(backend: Backend, paper: Make) -> None:
    many(backend, 1)
    sheet = replace(KNOWN[-1], name="Jars", page_width=148_000, page_height=210_000, across=1,
                    down=2, left=24_000, top=30_000)  # fmt: skip
    do(backend, AddLabelSheet(sheet=sheet))
    pdf = paper(PaperKind.LABELS, options=LabelOptions(sheet="JARS", borders=True)).content
    assert abs(float(reader(pdf).pages[0].mediabox.width) - 148 * MILLIMETRE) < TENTH
    assert abs(frames(pdf)[1].top - place(sheet, 1).top) < TENTH


def test_long_and_hostile_addresses_stay_on_their_labels(
    backend: Backend, paper: Make, english: I18n
) -> None:
    client(backend, "Plain", addresses=(AWAY,))
    client(backend, HOSTILE[:200], organisation=HOSTILE[:400],
           addresses=(AddressInput(text="\n".join([HOSTILE[:60]] * 30)),))  # fmt: skip
    client(backend, "张伟", addresses=(AddressInput(street="愚园路" * 30, country="CN"),))
    for sheet in KNOWN:
        made = paper(PaperKind.LABELS, options=LabelOptions(sheet=sheet.name))
        (_, _, characters), *_ = pages(made.content)
        for character, box in characters:
            assert any(place(sheet, number).has(box) for number in range(3)), character
        (remark,) = made.remarks
        assert "too long" in refusal(english, remark)
        assert "张伟" not in refusal(english, remark)


def test_chinese_labels(backend: Backend, paper: Make, chinese: I18n) -> None:
    place_ = AddressInput(street="解放路5号", locality="南京市", postal_code="210000", country="CN")
    client(backend, "李娜", organisation="听涛茶业", addresses=(place_,))
    client(backend, "Ann", addresses=(AWAY,))
    made = paper(PaperKind.LABELS, tr=chinese, options=LabelOptions(sheet="L7160"))
    texts = text_of(made.content)
    assert "Ann Ufer 1 10115 Berlin GERMANY 德国 210000 南京市解放路5号 听涛茶业 李娜 收" in texts


# Texts into rooms.

SETTER = Typesetter(EmbeddedFonts(typefaces(factory.RESOURCES)), "en")
TEXTS = st.lists(
    st.text("abc XYZ东南-,", min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=8
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS, st.floats(30, 400), st.floats(8, 250), st.floats(SMALLEST, 15))
def test_a_block_stays_in_its_room_and_is_cut_only_where_nothing_else_helps(
    texts: list[str], width: float, height: float, largest: float
) -> None:
    block = fit(SETTER, texts, width, height, largest)
    assert block.width <= width + 0.01
    assert block.height <= max(height, block.style.leading) + 0.01
    assert SMALLEST <= block.style.size <= largest
    written = packed("".join(line.text for line in block.lines))
    if block.cut:
        assert block.style.size == SMALLEST
        assert "…" in written
    else:
        assert written == packed("".join(texts))


# Envelopes.


@pytest.mark.parametrize(
    ("size", "wide", "high"),
    [(EnvelopeSize.DL, 220, 110), (EnvelopeSize.C5, 229, 162), (EnvelopeSize.C6, 162, 114)],
)
def test_an_address_stands_where_machines_read_it(
    backend: Backend, paper: Make, size: EnvelopeSize, wide: float, high: float
) -> None:
    do(backend, commands.SetSetting(key="file.owner_name", value="Pearl"))
    do(backend, commands.SetSetting(key="file.owner_address", value="9 High St\nGalway"))
    ann = client(backend, "Ann Lee", organisation="Lee Ltd", addresses=(AWAY,))
    pdf = paper(PaperKind.ENVELOPE, ann, options=EnvelopeOptions(size=size)).content
    ((width, height, characters),) = pages(pdf)
    assert abs(width - wide * MILLIMETRE) < TENTH
    assert abs(height - high * MILLIMETRE) < TENTH
    zone = Box(
        15 * MILLIMETRE,
        max(40, high - 70) * MILLIMETRE,
        (wide - 15) * MILLIMETRE,
        (high - 16) * MILLIMETRE,
    )
    inside = "".join(character for character, box in characters if zone.has(box))
    assert inside == packed("Lee Ltd Ann Lee Ufer 1 10115 Berlin GERMANY")
    outside = [box for _, box in characters if not zone.has(box)]
    assert all(box.right < width / 2 and box.bottom < 40 * MILLIMETRE for box in outside)
    assert "Pearl 9 High St Galway IRELAND" in text_of(pdf)
    without = paper(PaperKind.ENVELOPE, ann, options=EnvelopeOptions(size=size, sender=False))
    assert "Pearl" not in text_of(without.content)


def test_a_chinese_envelope_has_the_postcode_at_its_head(
    backend: Backend, paper: Make, chinese: I18n
) -> None:
    do(backend, commands.SetSetting(key="file.country", value="CN"))
    do(backend, commands.SetSetting(key="file.owner_name", value="明珠琴行"))
    place_ = AddressInput(street="解放路5号", locality="南京市", postal_code="210000", country="CN")
    li = client(backend, "李娜", organisation="听涛茶业", addresses=(place_,))
    pdf = paper(PaperKind.ENVELOPE, li, tr=chinese).content
    ((width, height, characters),) = pages(pdf)
    top = [character for character, box in characters if box.bottom < 20 * MILLIMETRE]
    assert "".join(top) == "210000"
    low = [c for c, box in characters if box.top > height * 0.75 and box.left > width / 2]
    assert "".join(low) == "明珠琴行"
    assert "南京市解放路5号 听涛茶业 李娜 收" in text_of(pdf)


def test_many_envelopes_in_one_run_leave_out_who_has_no_address(
    backend: Backend, english: I18n
) -> None:
    some = [*many(backend, 3), client(backend, "Ann Lee")]
    papers = [Paper(PaperKind.ENVELOPE, one) for one in some]
    done = run(backend.queries, papers, stationery(backend, english))
    assert done.content is not None
    pdf = reader(done.content)
    assert (len(pdf.pages), done.made) == (3, 3)
    assert len(pdf.outline) == 3
    (missing,) = done.left_out
    assert refusal(english, missing.why).startswith("Ann Lee has no postal address.")


# The phone list.


def names_of(outline: list[Any]) -> list[str]:
    found: list[str] = []
    for one in outline:
        found += names_of(one) if isinstance(one, list) else [one.title]
    return found


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_the_phone_list_has_every_number_once_under_its_letter(
    backend: Backend, paper: Make, page_size: PageSize
) -> None:
    names = ["Ann", "Bo", "阿明", "Zoë", "张伟", "42 Ltd", "Жанна"]
    for number in range(210):
        client(
            backend, f"{names[number % 7]} {number}",
            organisation="Lee Ltd" if number % 3 else None,
            phones=(PhoneInput(number=f"7{number:04}", label="mobile"),),
            contact_people=(
                ContactPersonInput(name="Bea", role="sales",
                                   phones=(PhoneInput(number=f"9{number:04}"),)),
            ),
        )  # fmt: skip
    made = paper(PaperKind.PHONES, page_size=page_size)
    texts = packed(" ".join(page_texts(made.content)))
    for number in range(210):
        assert texts.count(f"7{number:04}") == 1
        assert texts.count(f"9{number:04}") == 1
    pdf = reader(made.content)
    assert names_of(pdf.outline)[1:] == ["#", "A", "B", "Z", "Ж"]
    for width, height, characters in pages(made.content):
        sheet = Box(50, 30, width - 45, height - 20)
        assert all(sheet.has(box) for _, box in characters)
    assert made.file_name == "Phone list, 2026-05-12.pdf"


def test_long_names_and_numbers_are_not_cut(backend: Backend, paper: Make) -> None:
    name, number = "Wolfeschlegelstein" * 9, "+49 30 " + "123 " * 20 + "9"
    client(backend, name, organisation=HOSTILE[:300], phones=(PhoneInput(number=number.strip()),))
    text = packed(text_of(paper(PaperKind.PHONES).content))
    assert packed(name) in text
    assert packed(number) in text
    assert "…" not in text.replace(packed(HOSTILE), "")


def test_a_phone_list_of_nobody_says_so(backend: Backend, paper: Make) -> None:
    assert "No client has a phone number." in text_of(paper(PaperKind.PHONES).content)
    ann = client(backend, "Ann")
    client(backend, "Bo", phones=(PhoneInput(number="77"),))
    text = text_of(paper(PaperKind.PHONES).content)
    assert "1 client without a phone number is not listed." in text
    chosen = paper(PaperKind.PHONES, options=ListOptions(clients=(ann,))).content
    assert "No client has a phone number." in text_of(chosen)


# The call sheet.


def test_the_call_sheet_says_why_and_what_is_good_to_know(backend: Backend, paper: Make) -> None:
    ann = client(backend, "Ann Lee", organisation="Lee Ltd",
                 phones=(PhoneInput(number="086 1", label="mobile"),))  # fmt: skip
    sale(backend, ann, "120.50", due=TODAY - timedelta(9), on=TODAY - timedelta(20))
    do(backend, AddFollowUp(client=ann, text="Ask for size", due=TODAY, due_time="10:30"))
    do(backend, commands.AddPromise(client=ann, until=TODAY + timedelta(1)))
    do(backend, AddNote(client=ann, text="Speaks\nloudly", pinned=True))
    text = text_of(paper(PaperKind.CALLS).content)
    for part in (
        "Call sheet", "internal · 内部", "Ann Lee Lee Ltd", "mobile 086 1",
        "Ask for size (12 May, 10:30)", "Promised to pay 120.50 EUR by 13 May",
        "Owes 120.50 EUR", "Note: Speaks loudly", "1 client",
    ):  # fmt: skip
        assert part in text, part


def test_a_usual_day_is_one_sheet_and_no_call_is_broken(backend: Backend, paper: Make) -> None:
    for number in range(40):
        one = client(backend, f"Client {number:02}", phones=(PhoneInput(number=f"77 {number:02}"),))
        do(backend, AddFollowUp(client=one, text=f"Thing {number:02}", due=TODAY))
        do(backend, AddNote(client=one, text=f"Note {number:02}", pinned=True))
        if number == 7:
            assert len(reader(paper(PaperKind.CALLS).content).pages) == 1
    texts = page_texts(paper(PaperKind.CALLS).content)
    assert len(texts) > 1
    for number in range(40):
        shown = [text for text in texts if f"Client {number:02}" in text]
        assert len(shown) == 1
        assert f"Thing {number:02}" in shown[0]
        assert f"Note: Note {number:02}" in shown[0]


def test_a_day_without_calls_and_one_with_hostile_words(backend: Backend, paper: Make) -> None:
    empty = paper(PaperKind.CALLS, until=TODAY + timedelta(1))
    assert "Nobody is to be called." in text_of(empty.content)
    assert empty.file_name == "Call sheet, 2026-05-13.pdf"
    one = client(backend, HOSTILE[:200], phones=(PhoneInput(number="1"),))
    do(backend, AddFollowUp(client=one, text=HOSTILE * 3, due=TODAY))
    do(backend, AddNote(client=one, text=HOSTILE * 30, pinned=True))
    made = paper(PaperKind.CALLS)
    assert "<b>&amp;</b>" in text_of(made.content)
    for width, height, characters in pages(made.content):
        sheet = Box(50, 30, width - 45, height - 20)
        assert all(sheet.has(box) for _, box in characters)


@pytest.mark.parametrize("kind", [PaperKind.PHONES, PaperKind.CALLS, PaperKind.LABELS])
def test_they_are_in_the_owners_language(
    backend: Backend, paper: Make, chinese: I18n, kind: PaperKind
) -> None:
    one = client(backend, "李娜", phones=(PhoneInput(number="1"),), addresses=(HOME,))
    do(backend, AddFollowUp(client=one, text="问候", due=TODAY))
    made = paper(kind, tr=chinese, options=LabelOptions(sheet="L7160"))
    assert made.language == "zh_CN"
    assert has_chinese(made.name)
    assert made.name in made.file_name
