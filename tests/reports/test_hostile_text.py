"""What people typed is plain text on paper: all of it shown, none of it obeyed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports import factory
from tests.reports.conftest import Render, packed, page_texts, text_of
from tests.reports.hostile.battery import run
from tests.reports.hostile.papers import Press

from smallcrm.app import Backend
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.contact_shapes import NoteShape
from smallcrm.queries.shapes import ClientCard
from smallcrm.reports import Stationery
from smallcrm.reports.papers import made
from smallcrm.reports.reading_clients import client_report
from smallcrm.reports.text import paragraphs, printable

MARKUP = '<b>x</b> & <img src="http://x/y.png"> <para>&lt;&#65; <a href="x">y</a></font>'
HOSTILE = (
    MARKUP,
    "O'Brien; C++ % \" \\ ) ( > < ] [ {name} {0} {} %s %(x)s",
    "😀👩‍👩‍👧 \U0001f1ee\U0001f1ea",
    "محمد عبد الله",
    "\u202eevil\u202c \u2067שלום\u2069",
    "\u200b\u200d\ufeffzero\u00adwidth",
    "null\x00bell\x07esc\x1b del\x7f c1\x9f",
    "lone \ud800 and \udfff",
    "nonchars \ufffe \U0010ffff private \ue000",
    "𠀀𪛖 rare",
    "e\u0301a\u0308 Z\u0351\u0352\u0353algo",
    "tab\there\r\nand\u2028there\x0bnow",
    "   ",
    "\u3000\u3000张 伟\u3000",
    "A" * 3_000,
    "，" * 1_000,
    "（" * 1_000,
    "张" * 1_500,
    "\u0301" * 500,
    "-" * 1_000,
    " ".join("supercalifragilistic" for _ in range(100)),
)


def everywhere(text: str) -> ClientCard:
    """A card that has a text in every field which people type."""
    card = factory.beatriz()
    client = replace(card.details.ref, name=text, organisation=text)
    facts = card.details
    details = replace(
        facts,
        ref=client,
        code=text,
        source=text,
        tax_number=text,
        tags=(text, text),
        phones=tuple(replace(phone, number=text, label=text) for phone in facts.phones),
        emails=tuple(replace(email, address=text) for email in facts.emails),
        addresses=tuple(replace(address, street=text, text=None) for address in facts.addresses),
        handles=tuple(replace(handle, value=text) for handle in facts.handles),
        contact_people=tuple(replace(one, name=text, role=text) for one in facts.contact_people),
    )
    sales = tuple(replace(sale, number=text, title=text) for sale in card.last_sales)
    return replace(
        card,
        details=details,
        balance=replace(card.balance, oldest_title=text),
        open_sales=tuple(sale for sale in sales if sale.open),
        last_sales=sales,
        last_payments=tuple(
            replace(
                payment,
                method=text,
                reference=text,
                settled=tuple(
                    replace(part, sale_number=text, sale_title=text) for part in payment.settled
                ),
            )
            for payment in card.last_payments
        ),
        pinned_notes=(NoteShape(1, text, factory.at("2026-04-21"), pinned=True),),
        recent_notes=(NoteShape(2, text, factory.at("2026-04-22"), pinned=False),),
        last_interactions=tuple(replace(one, summary=text) for one in card.last_interactions),
        referred=tuple(
            replace(one, client=replace(one.client, name=text), what_for=text)
            for one in card.referred
        ),
        follow_ups=tuple(replace(one, text=text) for one in card.follow_ups),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_prints_anything(
    text: str, language: str, render: Render, english: I18n, chinese: I18n
) -> None:
    owner = replace(
        factory.SETTINGS,
        owner_name=text[:200],
        owner_line=text[:300],
        owner_address=text[:1000],
    )
    card = everywhere(text)
    pdf = render(card, settings=owner, tr=english if language == "en" else chinese)
    assert pdf.startswith(b"%PDF-")
    assert page_texts(pdf)


def test_markup_prints_as_it_stands(render: Render) -> None:
    card = everywhere(MARKUP)
    assert packed(text_of(render(card))).count(packed(MARKUP)) > 20


def test_what_no_font_has_is_boxed_and_can_still_be_copied(render: Render) -> None:
    card = everywhere("emoji 😀 𠀀 שלום end")
    text = packed(text_of(render(card)))
    assert "😀" in text
    assert "𠀀" in text
    assert "שלום" in text or "םולש" in text  # the reader may turn it round


def test_nothing_reversed_leaks_out() -> None:
    assert printable("a\u202eb\u2066c\u200fd") == "abcd"


def test_controls_are_shown_and_harmless() -> None:
    assert printable("a\x00b\ud800c\x1bd") == "a\ufffdb\ufffdc\ufffdd"


def test_lines_stay_lines() -> None:
    assert paragraphs("a\r\nb\u2028c\x85d\n\ne") == ("a", "b", "c", "d", "", "e")


def _outside(pdf: bytes) -> list[tuple[int, str]]:
    """Return what stands beyond the margins of its page."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            footer = top < 45
            low = bottom < (25 if footer else 50)
            if left < 56 or right > width - 50 or low or top > height - 30:
                found.append((number, text.get_text_bounded(left, bottom, right, top)[:40]))
        text.close()
        page.close()
    document.close()
    return found


@pytest.mark.parametrize("text", ["W" * 2_000, "张" * 1_500, "word " * 300, "，（" * 300])
def test_nothing_leaves_the_page(text: str, render: Render) -> None:
    pdf = render(everywhere(text))
    assert _outside(pdf) == []


def test_long_words_are_all_there(render: Render) -> None:
    word = "".join(f"{number:05d}x" for number in range(1_700))  # 10,200 letters, none alike
    note = NoteShape(1, word, factory.at("2026-04-21"), pinned=True)
    pages = page_texts(render(replace(factory.empty_client(), pinned_notes=(note,))))
    assert len(pages) > 1
    lines = [line.strip() for page in pages for line in page.splitlines()]
    printed = "".join(line for line in lines if line.replace("x", "").isdigit())
    assert printed in word
    assert len(printed) > 10_000  # its first line stands beside the date


ANY_TEXT = st.text(st.characters(), max_size=400)


@given(ANY_TEXT)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_printed(text: str) -> None:
    tr = factory.english()
    card = replace(
        factory.empty_client(text),
        pinned_notes=(NoteShape(1, text, factory.at("2026-04-21"), pinned=True),),
    )
    stationery = Stationery(factory.SETTINGS, tr, factory.RESOURCES, factory.CLOCK)
    assert page_texts(made(client_report(card), stationery).content)


@given(ANY_TEXT)
def test_printable_drops_nothing_that_can_be_seen(text: str) -> None:
    shown = printable(text)
    assert shown == "".join(shown.splitlines())
    for letter in text:
        visible = unicodedata.category(letter)[0] in "LNPS"
        if visible and not unicodedata.decomposition(letter):
            assert printable(letter) in shown


def test_10_000_hostile_names_are_all_printed(render: Render) -> None:
    names = [f"{HOSTILE[number % 12]} no{number:05d}" for number in range(10_000)]
    card = factory.beatriz()
    card = replace(
        card,
        referred=tuple(
            replace(card.referred[0], id=number, client=factory.ref(name))
            for number, name in enumerate(names)
        ),
    )
    text = packed(text_of(render(card)))
    assert all(f"no{number:05d}" in text for number in range(10_000))
    assert text.count("<b>x</b>&<img") >= 10_000 // 12


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_a_thousand_hostile_names_and_notes_on_real_papers(seed: int, backend: Backend) -> None:
    """`python3 dev.py hostile` prints ten times as many."""
    tally = run(Press.of(backend), 260, seed, lambda _: None)
    assert tally.faults == []
    assert tally.papers == 13 * 4
