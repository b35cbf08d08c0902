"""Offers, papers, reminders, promises and bookings of the piano tuner's first clients."""

from __future__ import annotations

from typing import Final

from smallcrm.domain.enums import BankLineStatus, SaleStatus, WriteOffReason
from smallcrm.services.sample_acts import (
    Act,
    Agreed,
    Billed,
    Booked,
    Brought,
    Credited,
    Delivered,
    GivenUp,
    Later,
    Offer,
    Paid,
    Planned,
    Promised,
    Reminded,
    Trusted,
)

_BEATRIZ: Final = "Beatriz Gonçalves"
_JAMES: Final = "James Johnson"
_DECLAN: Final = "Declan Murphy"
_SIOBHAN: Final = "Siobhán O'Neill"
_TIAGO: Final = "Tiago Gonçalves"
_RUI: Final = "Rui Gonçalves Prata"
_NIAMH: Final = "Niamh Farrell"
_VOGT: Final = "Anneliese Vogt"
_EOIN: Final = "Eoin Fitzgerald"
_REGULATION: Final = "Studio grand, regulation and voicing"
_FELT: Final = "Felt, pins and strings"
_ORGAN: Final = "Parish organ and hall piano"

ACTS: Final[tuple[Act, ...]] = (
    # The old bill was asked for twice; the price for June was spoken of three times.
    Reminded(_BEATRIZ, 600, note="With a copy of the bill"),
    Reminded(_BEATRIZ, 140),
    Billed(_BEATRIZ, 251, ("Two grands, September",)),
    Billed(_BEATRIZ, 174, ("Two grands, December",)),
    Billed(_BEATRIZ, 48, ("Hammer voicing, studio 2",)),
    Offer(
        _BEATRIZ,
        62,
        "Two grands, June",
        (("Piano tuning, grand", "2", "", "180"), ("Pitch raise", "2", "", "40")),
        later=(
            Later(41, (("Piano tuning, grand", "2", "", "180"),)),
            Later(27, (("Piano tuning, grand", "2", "", "170"),)),
        ),
        note="Mornings, in exam week",
    ),
    # "The same website package": what it was made of, and at what price.
    Offer(
        _JAMES,
        190,
        "Website package",
        (
            ("Website design, five pages", "1", "", "1280"),
            ("Online booking form", "1", "", "350"),
            ("Photos, half a day", "1", "", "290"),
            ("Domain and hosting, one year", "1", "", "160"),
            ("Training", "4", "hour", "80"),
        ),
        valid=-160,
        taken=180,
    ),
    Paid(_JAMES, 176, "Website package", "800"),
    Billed(_JAMES, 175, ("Website package",)),
    Paid(_JAMES, 152, "Website package"),
    Agreed(_JAMES, 60, "Website care, six months", -123, "210", "Website care, six months"),
    # The trader who asks for last week's quotation again.
    Billed(_TIAGO, 71, (_FELT,)),
    Reminded(_TIAGO, 20),
    Offer(
        _TIAGO,
        9,
        "Felt and pins, summer",
        (
            ("Felt for dampers", "12", "m", "27.40"),
            ("Tuning pins", "2", "set", "118"),
            ("Freight", "1", "", "65"),
        ),
        valid=5,
        discount="3",
    ),
    Promised(_TIAGO, 0, -4, title=_FELT, note="The transfer goes out this week"),
    # The hotel: a promise that was not kept, and an agreement that ends soon.
    Agreed(_DECLAN, 347, "Pianos of the house, twice a year", -18, "1920"),
    Billed(_DECLAN, 158, ("Lobby grand and bar upright",)),
    Reminded(_DECLAN, 64),
    Promised(_DECLAN, 36, 16, title="Lobby grand and bar upright"),
    Trusted(_DECLAN, 1, limit="1500"),
    GivenUp(_SIOBHAN, 60, _ORGAN, "40", WriteOffReason.OTHER, "The pedal was left out"),
    Reminded(_SIOBHAN, 45, "letter"),
    # Ordered, paid for in part before, and out in part.
    Offer(
        _RUI,
        30,
        _REGULATION,
        (("Action regulation", "1", "", "380"), ("Hammer voicing", "2", "", "220")),
        valid=0,
        taken=14,
        status=SaleStatus.ORDERED,
    ),
    Billed(_RUI, 13, (_REGULATION,), "250"),
    Paid(_RUI, 8, _REGULATION, "250"),
    Delivered(_RUI, 3, _REGULATION, {"Hammer voicing": "1"}, "Treble first, the bass in June"),
    Planned(_NIAMH, 14, "Six practice rooms", (-16, -46, -76)),
    Offer(
        _NIAMH,
        25,
        "Practice rooms 7 to 12",
        (("Piano tuning, upright", "6", "", "95"), ("String replacement", "4", "piece", "45")),
        valid=20,
        taken=4,
        part={"Piano tuning, upright": "2"},
        status=SaleStatus.ORDERED,
    ),
    Billed(_VOGT, 385, ("Concert tuning",)),
    Credited(_VOGT, 360, "The second visit was not needed", "40"),
    Billed(_EOIN, 19, ("Bench repair",)),
    Credited(_EOIN, 12, "Made out to the wrong firm", rebill=True),
    Billed(_EOIN, 2, ("Bench repair",), out=False),
    Offer(
        _EOIN,
        80,
        "New strings, studio grand",
        (("String replacement", "10", "piece", "45"), ("Piano tuning, grand", "1", "", "130")),
        valid=-50,
    ),
    Billed("Hannah Keogh", 8, ("Choosing and moving a used upright", "First tuning")),
    Offer(
        "Owen Daly",
        60,
        "First look at the grand of 1911",
        (("First look and report", "1", "", "120"),),
        valid=-30,
        declined=(41, "Waits until the house is sold"),
    ),
    Offer(
        "Thomas Whelan",
        28,
        "Shop piano, tuning and felts",
        (("Piano tuning, upright", "1", "", "95"), ("Felt for dampers", "1.5", "m", "27.40")),
        valid=2,
    ),
    Reminded("Patrick Lawlor", 70),
    Reminded("Patrick Lawlor", 40, "letter"),
    Promised("Patrick Lawlor", 33, 19, note="Says he was away"),
    Trusted("Patrick Lawlor", 1, hold="Bill of the bar piano first"),
    Reminded("Ingrid Solberg", 22),
    Promised("Ingrid Solberg", 16, -6, note="When back from Bergen"),
    Promised("Ruth Jameson", 24, 14, "35"),
    Brought("Margaret Doyle", 690, "35", "Brought over from the card index"),
    Paid("Margaret Doyle", 650, "Brought over from the card index", method="cash"),
    Brought("Orla Brady", 285, "-20", "Brought over from the card index"),
    # What came in on the account and waits to be looked at.
    Booked(_DECLAN, 6, "500", "HARBOUR HOTEL", "Part of {number}", "Lobby grand and bar upright"),
    Booked("Clara Byrne", 3, "95", "C BYRNE", "Tuning {number}", "Upright tuning"),
    Booked("Ingrid Solberg", 2, "120", "SOLBERG INGRID", "Piano, sorry for the delay"),
    Booked(_NIAMH, 2, "250", "LORETO BRAY", "Practice rooms"),
    Booked(_RUI, 1, "-84.60", "FELT & WIRE SUPPLIES", "Order 4471"),
    Booked(_RUI, 4, "-12.90", "", "Account fee", status=BankLineStatus.IGNORED),
    Booked("Ruth Jameson", 20, "35", "JAMESON VIOLINS", "Website", status=BankLineStatus.SETTLED),
)
