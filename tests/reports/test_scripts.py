"""Names in every script: in a face that has them, shaped, in order, and found again in the PDF."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import uharfbuzz as hb
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st
from tests.reports import factory
from tests.reports.conftest import Render, packed, page_texts, reader
from tests.reports.hostile.checks import font_faults, fonts_of, texts_of_codes
from tests.reports.hostile.names import MARKS, SCRIPTS, SEEN

from smallcrm.queries.contact_shapes import NoteShape
from smallcrm.reports.directions import levels, visual_order
from smallcrm.reports.fallback import FACES
from smallcrm.reports.fonts import REPLACEMENT, EmbeddedFonts, Family, typefaces
from smallcrm.reports.lines import Line, Run, Span, Style
from smallcrm.reports.printable import printable
from smallcrm.reports.shaping import clusters
from smallcrm.reports.style import INK
from smallcrm.reports.text import Typesetter

BODY = Style(9.3, 13.0, INK)
STRONG = Style(12.0, 16.0, INK, bold=True)
FALLBACK = factory.RESOURCES / "fonts" / "fallback"

NAMES = {
    "Arabic": "محمد عبد الله علي",
    "Persian": "می‌خواهم",
    "Hebrew": "דוד כהן",
    "Thai": "สมชาย น้ำ ที่นี่",
    "Devanagari": "अमित क्षत्रिय",
    "Bengali": "কোমল বাংলা",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Gujarati": "ગુજરાતી",
    "Oriya": "ଓଡ଼ିଆ",
    "Tamil": "தமிழ் மொழி",
    "Telugu": "తెలుగు",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Sinhala": "සිංහල ශ්‍රී",
    "Lao": "ພາສາລາວ",
    "Khmer": "ភាសាខ្មែរ",
    "Myanmar": "မြန်မာဘာသာ",
    "Tibetan": "བོད་སྐད",
    "Korean": "김철수 주식회사",
    "Japanese": "さくら サクラ 桜",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "Ethiopic": "አማርኛ",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Дмитрий Ёлкин",
    "Vietnamese": "Nguyễn Thị Hồng",
    "Yoruba": "Ọlá ẹ́",
    "signs": "✓ ☎ ♫ ∑ → 😀",
}


def setter(language: str = "en") -> Typesetter:
    return Typesetter(EmbeddedFonts(typefaces(factory.RESOURCES)), language)


def glyphs_of(line: Line) -> list[int]:
    """Return the glyphs of the line's shaped runs."""
    return [glyph.number for run in line.runs for glyph in run.glyphs or ()]


def boxed(line: Line) -> str:
    """Return what is drawn as a box."""
    return "".join(
        letter
        for run in line.runs
        for letter in run.text
        if run.glyphs is None and ord(letter) not in run.font.face.glyphs
    )


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_name_has_its_letters(name: str, language: str) -> None:
    for style in (BODY, STRONG):
        line = setter(language).line(name, style)
        assert boxed(line) == ""
        assert line.text == printable(name)


@pytest.mark.parametrize("span", SCRIPTS)
def test_every_letter_of_the_scripts_in_use_is_drawn(span: str) -> None:
    letters = [chr(code) for code in range(ord(span[0]), ord(span[1]) + 1)]
    known = [one for one in letters if unicodedata.category(one) in {"Lo", "Lu", "Ll"}]
    old = [one for one in known if unicodedata.ucd_3_2_0.category(one) != "Cn"]
    lost = boxed(setter().line(" ".join(old or known), BODY))
    assert len(lost) <= len(known) / 12  # Unicode adds letters that the faces lack yet


def note_in(text: str, render: Render) -> bytes:
    note = NoteShape(1, text, factory.at("2026-04-21"), pinned=True)
    return render(replace(factory.empty_client("Ann Lee"), pinned_notes=(note,)))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_is_found_by_pdfium(name: str, render: Render) -> None:
    text = packed("".join(page_texts(note_in(f"{name}.", render))))
    for word in printable(name).split():
        assert packed(word) in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not here")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_is_found_by_poppler(name: str, render: Render, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(note_in(f"Call {name} today", render))
    told = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    text = "".join(one for one in told.stdout.decode() if one not in "\u202a\u202b\u202c")
    for word in printable(name).split():
        assert word in text


@pytest.mark.parametrize("name", ["محمد علي", "דוד כהן", "김철수", "Ελένη", "さくら"])
def test_names_are_found_by_pypdf(name: str, render: Render) -> None:
    pages = reader(note_in(name, render)).pages
    assert packed(name) in packed("".join(page.extract_text() for page in pages))


def test_letters_that_one_glyph_stands_for_keep_their_order(render: Render) -> None:
    """Lam and alef are one glyph, and no reader may turn the two round."""
    assert "الإسلام" in "".join(page_texts(note_in("الإسلام", render)))


def test_fonts_are_cut_and_their_widths_true(render: Render) -> None:
    pdf = reader(note_in("\n".join((*NAMES.values(), *SEEN)), render))
    fonts = fonts_of(pdf)
    assert len(fonts) > 20
    assert [fault for font in fonts for fault in font_faults(font)] == []
    said = "".join("".join(texts_of_codes(font).values()) for font in fonts)
    assert "क" in said
    assert REPLACEMENT not in said


def test_plain_papers_open_no_other_face(tmp_path: Path) -> None:
    """Neither time nor memory is spent on what a plain text does not need."""
    lines = (
        "import sys",
        "from pathlib import Path",
        "from smallcrm.reports.fonts import EmbeddedFonts, typefaces",
        "from smallcrm.reports.text import Style, Typesetter",
        f"setter = Typesetter(EmbeddedFonts(typefaces(Path({str(factory.RESOURCES)!r}))), 'en')",
        "setter.wrapped('Beatriz Gonçalves owes 480.00 € 张伟', Style(9, 12, '0 0 0'), 60)",
        "print([name for name in ('mixed', 'fallback', 'shaping', 'directions')",
        "       if f'smallcrm.reports.{name}' in sys.modules], 'bidi' in sys.modules)",
    )
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "PYTHONPATH": ":".join(sys.path)},
        cwd=tmp_path,
    )
    assert told.stdout.strip() == "[] False"


# Faces.


def test_the_folder_holds_the_faces_and_their_licences() -> None:
    assert {path.stem for path in FALLBACK.glob("*.ttf")} == set(FACES)
    for path in FALLBACK.glob("OFL-*.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in path.read_text("utf-8")
    assert sum(path.stat().st_size for path in FALLBACK.iterdir()) < 10_000_000


@pytest.mark.parametrize("name", FACES)
def test_a_face_may_be_embedded_and_has_outlines_that_a_pdf_can_carry(name: str) -> None:
    face = hb.Face(hb.Blob.from_file_path(str(FALLBACK / f"{name}.ttf")))
    assert "glyf" in face.table_tags
    assert "fvar" not in face.table_tags
    assert face.reference_table("OS/2").data[8:10] == b"\0\0"  # fsType: no restriction
    assert "Copyright" in face.get_name(0) or "(c)" in face.get_name(0)


# Shaping.


def test_arabic_letters_join() -> None:
    joined = glyphs_of(setter().line("محمد", BODY))
    apart = [glyph for letter in "دمحم" for glyph in glyphs_of(setter().line(letter, BODY))]
    assert len(joined) == 4
    assert set(joined).isdisjoint(set(apart) - set(joined[:1]))


def test_the_vowel_of_hindi_stands_before_its_letter() -> None:
    (run,) = setter().line("कि", BODY).runs
    alone = setter().line("क", BODY).runs[0].glyphs
    assert run.glyphs is not None
    assert alone is not None
    assert [glyph.number for glyph in run.glyphs][-1] == alone[0].number
    assert run.spoken == "कि"


def test_marks_stand_on_their_letter() -> None:
    line = setter().line("m\u0302n", BODY)
    assert line.text == "m\u0302n"
    assert [len(run.glyphs or ()) for run in line.runs if run.glyphs] == [3]
    assert line.width == pytest.approx(setter().line("mn", BODY).width, rel=0.1)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("letter", ["ẹ\u0301", "m\u0302", "Z\u0351", "а\u0301"])
def test_an_accent_stands_over_its_letter(letter: str, language: str) -> None:
    (run,) = setter(language).line(letter, BODY).runs
    assert run.glyphs is not None
    accent = run.glyphs[-1]
    width = run.glyphs[0].advance
    extents = run.font.face.font.get_glyph_extents(accent.number)
    left = width + accent.x + extents.x_bearing * run.font.face.scale
    assert 0 < left < width


def test_piled_up_marks_stay_on_their_line() -> None:
    line = setter().line("Z" + "\u0351" * 60 + "\u0353" * 60, BODY)
    heights = [glyph.y for run in line.runs for glyph in run.glyphs or ()]
    assert len(heights) >= 120
    assert max(heights) < 1_150
    assert min(heights) > -900


@pytest.mark.parametrize(
    ("sign", "glyphs"), [("👩\u200d👩\u200d👧", 1), ("🇮🇪", 1), ("👍🏽", 1), ("❤️", 0)]
)
def test_signs_of_several_characters_are_one(sign: str, glyphs: int) -> None:
    line = setter().line(sign, BODY)
    assert boxed(line) == ""
    assert len(glyphs_of(line)) == glyphs or (glyphs == 0 and len(glyphs_of(line)) <= 1)


def test_signs_that_nobody_joins_show_their_parts() -> None:
    line = setter().line("🎹\u200d🎹", BODY)
    assert boxed(line) == ""
    assert line.width == pytest.approx(2 * setter().line("🎹", BODY).width)


def test_figures_beside_a_sign_are_those_of_the_house() -> None:
    runs = setter().line("7😀", BODY).runs
    assert [run.font.face.name for run in runs] == ["SourceSerif4-Regular", "NotoEmoji-Regular"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("a\u200db\u200cc", "abc"),
        ("\u200dعلي\u200c", "علي"),
        ("عل\u202eي\u2067", "علي"),
        ("❤\ufe0f\u200d🔥", "❤\u200d🔥"),
        ("\u1112\u1161\u11ab", "한"),
    ],
)
def test_joiners_are_kept_where_they_spell(text: str, kept: str) -> None:
    assert printable(text) == kept


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ক্ষমা", ["ক্ষ", "মা"]),
        ("เก่า", ["เก่", "า"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("🇮🇪🇨🇳", ["🇮🇪", "🇨🇳"]),
        ("👩\u200d👧x", ["👩\u200d👧", "x"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("\u1112\u1161\u11ab\u1100", ["\u1112\u1161\u11ab", "\u1100"]),
        (" \u0301", [" ", "\u0301"]),
        ("", []),
    ],
)
def test_what_counts_as_one_letter(text: str, letters: list[str]) -> None:
    assert list(clusters(text)) == letters


# Directions.


def seen(text: str) -> str:
    """Return a line's letters from left to right, as its glyphs say them."""
    runs = setter().line(text, BODY).runs
    return "".join(
        run.text if run.glyphs is None else "".join(glyph.text for glyph in run.glyphs)
        for run in runs
    ).replace("\u2060", "")


@pytest.mark.parametrize(
    "text",
    [
        "Invoice for אבגד, 12 pieces",
        "אבגד 12 הוזח",
        "Invoice for محمد علي, 12 pieces",
        "אבגד ABC 12 הוזחט",
        "ABC אבג DEF הוז GHI 123 אבג",
        "محمد علي 12/05/2026",
    ],
)
def test_lines_are_seen_as_the_algorithm_has_it(text: str) -> None:
    kinds = [unicodedata.bidirectional(one) for one in text]
    leftward = sum(kind in {"R", "AL"} for kind in kinds) > kinds.count("L")
    assert seen(text) == get_display(text, base_dir="R" if leftward else "L")


def test_a_name_does_not_turn_a_sentence_round() -> None:
    assert seen("דוד owes 480.00 EUR").endswith(" owes 480.00 EUR")
    assert seen("דוד כהן ABC").startswith("ABC ")


def test_words_that_run_leftward_are_drawn_as_one() -> None:
    (run,) = setter().line("דוד בן כהן", BODY).runs
    assert run.leftward
    assert run.text == "דוד בן כהן"


def test_lines_of_a_leftward_text_begin_with_its_beginning() -> None:
    text = "הלקוח מבקש הצעת מחיר עבור כיוון שני פסנתרים " * 3
    lines = setter().wrapped(text, BODY, 120)
    assert len(lines) > 3
    assert " ".join(line.text for line in lines) == text.strip()
    assert lines[0].text.startswith("הלקוח")


def test_brackets_turn_with_their_text() -> None:
    line = setter().line("דוד (כהן)", BODY)
    shut, opened = (run for run in line.runs if run.text in "()")
    house = typefaces(factory.RESOURCES).regular
    assert [run.glyphs[0].number for run in (shut, opened) if run.glyphs] == [
        house.glyphs[ord("(")],
        house.glyphs[ord(")")],
    ]


PLAIN = "abc ABC 123 (){}[],.:;-/ \u200c\u200d\u202e🇮🇪张伟，。"
ANY = st.text(st.sampled_from("".join((*SEEN, MARKS, PLAIN))), max_size=120)


@given(ANY)
def test_levels_are_one_a_character(text: str) -> None:
    shown = printable(text)
    found = levels(shown)
    assert found is None or len(found) == len(shown)


@given(st.lists(st.integers(0, 4), max_size=30))
def test_the_visual_order_loses_nothing(depths: list[int]) -> None:
    order = visual_order(depths)
    assert sorted(order) == list(range(len(depths)))
    if all(depth == 1 for depth in depths):
        assert order == list(range(len(depths)))[::-1]


def drawn_width(run: Run) -> float:
    advance = sum(glyph.advance for glyph in run.glyphs or ()) * run.style.size / 1000
    return run.width if run.glyphs is None else advance


@given(ANY, st.floats(15, 300))
def test_broken_lines_of_all_scripts_fit_and_lose_nothing(text: str, width: float) -> None:
    set_ = setter()
    lines = set_.wrapped_spans([Span(text, BODY), Span(f" {text}", STRONG)], width)
    for line in lines:
        assert line.width <= width + 0.05 or len(list(clusters(line.text))) == 1
        assert line.width == pytest.approx(sum(map(drawn_width, line.runs)))
        for run in line.runs:
            assert run.drawing.isascii()
    read = "".join("".join(line.text for line in lines).split())
    assert read == "".join(printable(f"{text} {text}").split())


@given(ANY, st.floats(20, 120))
def test_what_is_cut_short_fits(text: str, width: float) -> None:
    line = setter().fitted(text, BODY, width)
    assert line.width <= width + 0.05
    assert printable(text).startswith(line.text.removesuffix("…"))


@pytest.mark.parametrize("family", ["serif", "sans"])
def test_letters_in_a_row_are_neither_marks_nor_leftward(family: Family) -> None:
    faces = typefaces(factory.RESOURCES, family)
    for face in (faces.regular, faces.semibold, faces.chinese):
        letters = set(map(chr, face.plain))
        assert not {one for one in letters if unicodedata.category(one)[0] == "M"}
        assert not letters & set("\u200c\u200d")
        assert not {one for one in letters if unicodedata.bidirectional(one) in {"R", "AL", "AN"}}
