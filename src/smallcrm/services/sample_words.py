"""How people, places and firms are called where English is spoken, for made-up clients."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


def lines(text: str) -> tuple[str, ...]:
    """Take one entry from each line."""
    return tuple(line.strip() for line in text.strip().splitlines())


def listed(text: str) -> tuple[str, ...]:
    """Take one entry from each word, in which _ stands for a space."""
    return tuple(word.replace("_", " ") for word in text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """How people, firms and places of a region are called.

    Where a family name has a form for women, it stands after a |, and the first `women` of the
    given names are theirs. In firms, {family}, {city} and {word} are filled in; in streets, # is
    the number; in cities, what follows the | is the postal code: # a digit, @ a letter.
    """

    country: str
    language: str
    given: tuple[str, ...]
    women: int = 0
    family: tuple[str, ...]
    firms: tuple[str, ...]
    words: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[str, ...]


_ENGLISH_FIRMS: Final = lines("""
    {family} & Sons
    {family} & Daughters
    {family} School of Music
    {city} Community Centre
    {word} Studio
    {word} Bakery
    {word} Hotel
    {family} Dental Practice
    {word} Books
    St Brigid's Parish
    St Columba's Choir
    {family} Violins
    {city} Choral Society
    {word} Physiotherapy
    {family} Opticians
    {word} Café
    {word} & Partners Ltd
    {city} Montessori
    {family} Joinery
""")
_ENGLISH_WORDS: Final = listed(
    "Harbour Oak Lantern Northside Riverside Bluebell Copper Juniper Kingfisher Marlow Orchard"
    " Quayside Rowan Sandstone Thistle Willow Foxglove Granary Hazel Ivy Linden Meadow"
)
_ENGLISH_STREETS: Final = lines("""
    # Mount Street
    # Church Road
    # Station Road
    # Mill Lane
    # Harbour Row
    # Park Avenue
    # Castle Street
    # Chapel Hill
    # Green Lane
    # Bridge Street
    # Queen Street
    # Orchard Close
""")

IRISH: Final = Culture(
    country="IE",
    language="en",
    given=listed(
        "Aoife Niamh Siobhán Ciara Gráinne Róisín Sinéad Orla Maeve Saoirse Bríd Caoimhe Clodagh"
        " Deirdre Eimear Fionnuala Mairéad Nuala Úna Margaret Mary Anne Helen Ruth Clara Conor"
        " Cormac Declan Diarmuid Eoin Fergus Fiachra Lorcan Niall Oisín Pádraig Rónán Ruairí"
        " Seán Tadhg Colm Brendan Patrick Thomas Michael James John Owen Kevin Donal Aidan"
    ),
    women=25,
    family=lines("""
        Murphy
        O'Neill
        Ó Briain|Ní Bhriain
        Byrne
        Ryan
        Walsh
        O'Sullivan
        Kelly
        O'Connor
        Doyle
        McCarthy
        Gallagher
        O'Doherty
        Kennedy
        Lynch
        Ó Domhnaill|Ní Dhomhnaill
        Mac Giolla Phádraig|Nic Giolla Phádraig
        Quinn
        McLoughlin
        Ó Súilleabháin|Ní Shúilleabháin
        O'Carroll
        Connolly
        Daly
        O'Connell
        Wilson
        Dunne
        Brennan
        Burke
        Farrell
        Keogh
        Fitzgerald
        Nolan
        Brady
        Lawlor
        Whelan
        Keane
        Hogan
        Ó Cinnéide|Ní Chinnéide
    """),
    firms=_ENGLISH_FIRMS,
    words=_ENGLISH_WORDS,
    streets=_ENGLISH_STREETS,
    cities=lines("""
        Dublin|D0# @#@#
        Bray|A98 @#@#
        Howth|D13 @#@#
        Dún Laoghaire|A96 @#@#
        Galway|H91 @#@#
        Cork|T12 @#@#
        Limerick|V94 @#@#
        Kilkenny|R95 @#@#
        Sligo|F91 @#@#
        Waterford|X91 @#@#
    """),
)
BRITISH: Final = Culture(
    country="GB",
    language="en",
    given=listed(
        "Oliver Emma George Amelia Harry Olivia Jack Isla Charlie Ava Thomas Emily James Poppy"
        " William Jessica Daniel Sophie Priya Arjun Fatima Yusuf Hannah Alice Ruth Margaret"
        " Graham Nigel Susan Helen Rhys Cerys Angus Morag Callum Eilidh Zadie Kwame Leila Omar"
    ),
    family=listed(
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans"
        " Walker White Roberts Green Hall Wood Jackson Clarke Patel Khan Hughes Edwards Turner"
        " Raman Okafor MacDonald Campbell Stewart Morgan Price Bennett Shah Ahmed Whitfield"
        " Ashworth Pemberton Featherstone-Hughes Llewellyn"
    ),
    firms=_ENGLISH_FIRMS,
    words=_ENGLISH_WORDS,
    streets=_ENGLISH_STREETS,
    cities=lines("""
        London|N# #@@
        Leeds|LS# #@@
        Bristol|BS# #@@
        Edinburgh|EH# #@@
        Manchester|M# #@@
        Cardiff|CF# #@@
        York|YO# #@@
        Norwich|NR# #@@
        Oxford|OX# #@@
        Belfast|BT# #@@
    """),
)
AMERICAN: Final = Culture(
    country="US",
    language="en",
    given=listed(
        "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth Maria William"
        " Barbara Richard Susan Joseph Jessica Carlos Sarah Emily Kevin Ashley Brandon Amber"
        " Ethan Madison Tyler Grace Aaliyah DeShawn Mei Hiro Sofia Diego Noah Chloe Wyatt Riley"
    ),
    family=listed(
        "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez"
        " Lopez Wilson Anderson Thomas Taylor Moore Jackson Lee Perez Thompson White Harris"
        " Sanchez Clark Ramirez Lewis Robinson Walker Young Nguyen Kowalski Schmidt O'Brien"
        " Washington Park Kim Patel Rossi Fischer"
    ),
    firms=_ENGLISH_FIRMS,
    words=_ENGLISH_WORDS,
    streets=lines("""
        # Main Street
        # Maple Avenue
        # Oak Street
        # 4th Street
        # Lakeview Drive
        # Washington Boulevard
        # Elm Street
        # Sunset Road
        # Pine Street
        # 2nd Avenue
    """),
    cities=lines("""
        Portland, OR|972##
        Austin, TX|787##
        Columbus, OH|432##
        Madison, WI|537##
        Denver, CO|802##
        Savannah, GA|314##
        Albany, NY|122##
        Sacramento, CA|958##
        Tucson, AZ|857##
        Boise, ID|837##
    """),
)
AUSTRALIAN: Final = replace(
    BRITISH,
    country="AU",
    streets=AMERICAN.streets,
    cities=lines("""
        Fremantle WA|616#
        Geelong VIC|322#
        Hobart TAS|700#
        Newcastle NSW|230#
        Toowoomba QLD|435#
        Adelaide SA|500#
    """),
)
