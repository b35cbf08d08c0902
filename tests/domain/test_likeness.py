"""Whether two clients are one: what is certain, what is likely, what is only possible."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain import likeness, phone
from smallcrm.domain.enums import ClientKind, DuplicateReason, Likeness

PHONE = "+49 30 1234567"
CERTAIN, LIKELY, POSSIBLE = Likeness.CERTAIN, Likeness.LIKELY, Likeness.POSSIBLE


def of(name, *, phones=(), **facts):
    keys = [key for number in phones for key in phone.parse(number, "DE").keys]
    return likeness.traits(name, phone_keys=keys, **facts)


def how(one, other):
    found = likeness.compare(one, other)
    assert found == likeness.compare(other, one)
    return None if found is None else found[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # A name with a number or an address, whatever the case, the accents and the order.
        (of("Ana López", phones=[PHONE]), of("LOPEZ, Ana", phones=["030 1234567"]), CERTAIN),
        (of("Ana", emails=["A@b.de"]), of("ana", emails=["a@B.de "]), CERTAIN),
        (of("Empfang", emails=["info@b.de"]), of("Empfang", emails=["info@b.de"]), CERTAIN),
        (of("A", code="7"), of("B", code="7"), CERTAIN),
        (
            of("Uhu", kind=ClientKind.ORGANISATION, tax_number="DE 123.456"),
            of("Eule", kind=ClientKind.ORGANISATION, tax_number="de123456"),
            CERTAIN,
        ),
        (of("Ana", tax_number="DE123456"), of("ANA", tax_number="DE123456"), CERTAIN),
        # People of one company share its tax number.
        (of("Ana", tax_number="DE123456"), of("Bo", tax_number="DE123456"), LIKELY),
        # What speaks against.
        (of("Ana", phones=[PHONE], code="1"), of("Ana", phones=[PHONE], code="2"), LIKELY),
        (
            of("Ana", phones=[PHONE], birthday_on=date(1950, 1, 1)),
            of("Ana", phones=[PHONE], birthday_on=date(1980, 1, 1)),
            LIKELY,
        ),
        # A number alone is a switchboard or a family.
        (of("Ana", phones=[PHONE]), of("Bo", phones=[PHONE]), POSSIBLE),
        (of("", phones=[PHONE]), of("Bo", phones=[PHONE]), POSSIBLE),
        (
            of("Ana", phones=[PHONE], addresses=["x 1"]),
            of("Bo", phones=[PHONE], addresses=["x 1"]),
            POSSIBLE,
        ),
        (of("Ana", emails=["ana@b.de"]), of("Bo", emails=["ana@b.de"]), LIKELY),
        (of("Ana", emails=["info@b.de"]), of("Bo", emails=["info@b.de"]), POSSIBLE),
        (of("Ana"), of("ana"), POSSIBLE),
        (of("Ana", organisation="Uhu"), of("ana", organisation="UHU"), LIKELY),
        (of("Ana", organisation="Uhu"), of("Bo", organisation="UHU"), None),
        (of("Ana", addresses=["x 1"]), of("Bo", addresses=["x 1"]), None),
        # Read aloud.
        (of("李小明", phones=[PHONE]), of("Li Xiaoming", phones=[PHONE]), LIKELY),
        (of("李小明", emails=["l@x.cn"]), of("Xiao-Ming Li", emails=["l@x.cn"]), LIKELY),
        (of("李小明", organisation="华为"), of("Li Xiaoming", organisation="华为"), LIKELY),
        (of("李小明", addresses=["x 1"]), of("LI Xiao Ming", addresses=["x 1"]), LIKELY),
        (of("李小明"), of("Li Xiaoming"), POSSIBLE),
        (of("李小明"), of("李晓明"), None),
        (of("李小明", phones=[PHONE]), of("李晓明", phones=[PHONE]), LIKELY),
        (of("李小明", phones=[PHONE]), of("李小红", phones=[PHONE]), POSSIBLE),
        (of("单伟", phones=[PHONE]), of("Dan Wei", phones=[PHONE]), LIKELY),
        (of("吕梅", phones=[PHONE]), of("Lu Mei", phones=[PHONE]), LIKELY),
        (of("吕梅", phones=[PHONE]), of("Lyu Mei", phones=[PHONE]), LIKELY),
        (of("李小明 Li Xiaoming", phones=[PHONE]), of("李小明", phones=[PHONE]), LIKELY),
        # Spelt alike, with something else.
        (of("Jon Smith", phones=[PHONE]), of("John Smith", phones=[PHONE]), LIKELY),
        (of("J. Smith", phones=[PHONE]), of("John Smith", phones=[PHONE]), LIKELY),
        (of("Uhu GmbH", phones=[PHONE]), of("Uhu", phones=[PHONE]), LIKELY),
        (of("Mueller", phones=[PHONE]), of("Müller", phones=[PHONE]), LIKELY),
        (of("Filiale 1", phones=[PHONE]), of("Filiale 2", phones=[PHONE]), POSSIBLE),
        (of("Jon Smith"), of("John Smith"), None),
    ],
)
def test_how_sure_it_is(one, other, expected):
    assert how(one, other) == expected


def test_a_place_is_no_address():
    assert likeness.address_key(None, "10115", "Berlin") == ""
    assert likeness.address_key("Hof 1", "10115", "Berlin") == "1 10115 berlin hof"
    assert likeness.address_key("", None, None, "Hof 1, Berlin") == "1 berlin hof"


def test_reasons_are_named():
    one = of("Ana", phones=[PHONE], organisation="Uhu", code="1")
    other = of("ana", phones=["030/123 45 67"], organisation="uhu", code="2")
    found = likeness.reasons(one, other)
    assert found == (DuplicateReason.NAME, DuplicateReason.PHONE, DuplicateReason.ORGANISATION)


def test_a_row_that_only_has_a_name_is_no_second_client():
    known = of("Ana", phones=[PHONE], code="7")
    assert likeness.unopposed(known, of("ANA"))
    assert not likeness.unopposed(known, of("Ana", phones=["0151 9999999"]))
    assert not likeness.unopposed(known, of("Ana", code="8"))
    assert not likeness.unopposed(known, of("Ana", organisation="Uhu"))
    assert not likeness.unopposed(of(""), of(""))


names = st.text(alphabet="abLi 李小明伟ü-.", max_size=8)
clients = st.builds(
    of,
    names,
    phones=st.lists(st.sampled_from([PHONE, "030 1234567", "1234567", "110", ""]), max_size=2),
    emails=st.lists(st.sampled_from(["a@b.de", "info@b.de", ""]), max_size=2),
    organisation=st.sampled_from([None, "Uhu", "李记"]),
    code=st.sampled_from([None, "1", "2"]),
    tax_number=st.sampled_from([None, "DE123456", "1"]),
    addresses=st.lists(st.sampled_from(["x 1", ""]), max_size=1),
    birthday_on=st.sampled_from([None, date(1980, 1, 1), date(1981, 1, 1)]),
)


@given(clients, clients)
def test_it_is_the_same_from_either_side_and_never_missed_by_its_keys(one, other):
    found = likeness.compare(one, other)
    assert found == likeness.compare(other, one)
    keys = set(likeness.block_keys(one)) & set(likeness.block_keys(other))
    if found is not None and DuplicateReason.READING not in found[1]:
        assert keys
    if found is not None and found[1] == (DuplicateReason.PHONE,):
        assert found[0] is POSSIBLE


@given(clients)
def test_who_can_be_told_is_like_oneself(one):
    if likeness.block_keys(one):
        assert likeness.compare(one, one) is not None
