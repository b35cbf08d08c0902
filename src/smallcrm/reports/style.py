"""The house style of paper: sizes of sheets, margins, colours and type; points throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace

from smallcrm.reports import Stationery
from smallcrm.reports.letterhead import Letterhead
from smallcrm.reports.text import Style

# Countries that print on Letter (CLDR's paper sizes, those where an owner is likely to be).
_LETTER_COUNTRIES = frozenset("US CA MX PR GU VI AS CL CO CR GT NI PA PH SV VE BZ DO".split())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper and its margins; the left one is wider, for the binder."""

    width: float
    height: float
    left: float = 57.0
    margin_right: float = 51.0
    top: float = 38.0
    margin_bottom: float = 56.0

    @property
    def right(self) -> float:
        """Where lines end."""
        return self.width - self.margin_right

    @property
    def bottom(self) -> float:
        """Where the last line may stand; the footer is below."""
        return self.height - self.margin_bottom

    @property
    def measure(self) -> float:
        """How wide the text is."""
        return self.right - self.left


A4 = Sheet(595.276, 841.89)
LETTER = Sheet(612.0, 792.0)
SHEETS = {"A4": A4, "Letter": LETTER}


def sheet_for(country: str, page_size: str | None = None) -> Sheet:
    """Return the sheet that was asked for, else (None, `country`) the one usual in a country."""
    if page_size in SHEETS:
        return SHEETS[page_size]
    return LETTER if country.upper() in _LETTER_COUNTRIES else A4


def sheet_of(stationery: Stationery) -> Sheet:
    """Return the sheet that was asked for, else the owner's, else the usual one."""
    settings = stationery.settings
    return sheet_for(settings.country, stationery.page_size or settings.value("letterhead.page"))


def colour(hexadecimal: str) -> str:
    """Write a colour as PDF does: three numbers from 0 to 1."""
    parts = (int(hexadecimal[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return " ".join(f"{part:.3f}" for part in parts)


INK = colour("161616")
SOFT = colour("444444")
FAINT = colour("555555")
RED = colour("9E1C15")
HAIR = colour("D9D9D6")
FOOT_RULE = colour("BDBDB9")
BAR = colour("6B6B68")
BAR_GROUND = colour("EDEDEA")

HEAVY = 0.6
THIN = 0.5


@dataclass(frozen=True, slots=True)
class Type:
    """The styles of a document; `rule` is the colour of its heavy rules."""

    owner: Style
    owner_line: Style
    address: Style
    kicker: Style
    title: Style
    lead: Style
    aside: Style
    headline: Style
    headline_strong: Style
    headline_alarm: Style
    section: Style
    subsection: Style
    body: Style
    strong: Style
    alarm: Style
    soft: Style
    label: Style
    head: Style
    foot: Style
    small: Style
    words: Style
    rule: str = INK


ENGLISH = Type(
    owner=Style(16.0, 19.0, INK, bold=True),
    owner_line=Style(9.0, 12.0, SOFT),
    address=Style(8.2, 12.0, SOFT),
    kicker=Style(9.0, 12.0, FAINT),
    title=Style(22.0, 26.0, INK, bold=True),
    lead=Style(9.3, 14.4, SOFT),
    aside=Style(8.5, 13.6, SOFT),
    headline=Style(12.0, 16.5, INK),
    headline_strong=Style(12.0, 16.5, INK, bold=True),
    headline_alarm=Style(12.0, 16.5, RED, bold=True),
    section=Style(11.2, 15.0, INK, bold=True),
    subsection=Style(9.3, 13.0, INK, bold=True),
    body=Style(9.3, 13.0, INK),
    strong=Style(9.3, 13.0, INK, bold=True),
    alarm=Style(9.3, 13.0, RED),
    soft=Style(9.3, 13.0, SOFT),
    label=Style(8.2, 12.0, FAINT),
    head=Style(8.2, 12.0, FAINT),
    foot=Style(7.8, 11.0, FAINT),
    small=Style(7.0, 9.4, FAINT),
    words=Style(10.0, 14.6, INK),
)
# Chinese has one weight: the larger sizes are opened a little instead of being made bold.
CHINESE = replace(
    ENGLISH,
    owner=Style(15.5, 19.0, INK, tracking=0.9),
    title=Style(22.0, 27.0, INK, tracking=1.2),
    headline_strong=Style(13.4, 16.5, INK),
    headline_alarm=Style(13.4, 16.5, RED),
    section=Style(11.2, 15.0, INK),
    subsection=Style(9.3, 13.0, INK),
    strong=Style(9.3, 13.0, INK),
)


def type_for(language: str, letterhead: Letterhead | None = None) -> Type:
    """Return the styles of a language, with the owner's colour where they have one.

    Rules and the title take it; a colour that is too pale to be read leaves the title in ink.
    """
    chosen = CHINESE if language.startswith("zh") else ENGLISH
    if letterhead is None or not letterhead.colour:
        return chosen
    rule = colour(letterhead.colour)
    if not letterhead.text_colour:
        return replace(chosen, rule=rule)
    return replace(chosen, rule=rule, title=replace(chosen.title, colour=rule))
