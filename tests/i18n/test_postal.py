"""Addresses on letters: in the order of the receiver's country, its name where they go abroad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports import factory

from smallcrm.i18n import postal, reached
from smallcrm.queries.shapes import Address

ENGLISH, CHINESE = factory.english(), factory.chinese()


def address(**parts: str | None) -> Address:
    empty = dict.fromkeys(
        ("label", "street", "locality", "region", "postal_code", "country", "text")
    )
    return Address(id=1, **{**empty, **parts})


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (("1 Elm St", "Springfield", "IL", "62704", "US"), ("1 Elm St", "Springfield, IL 62704")),
        (("1 Elm St", "Springfield", None, "62704", "US"), ("1 Elm St", "Springfield 62704")),
        (("1 Elm St", None, "IL", None, "US"), ("1 Elm St", "IL")),
        (("2 Bay Rd", "Ottawa", "ON", "K1A 0B1", "CA"), ("2 Bay Rd", "Ottawa ON K1A 0B1")),
        (("3 Mill Ln", "Leeds", None, "LS1 4AP", "GB"), ("3 Mill Ln", "Leeds", "LS1 4AP")),
        (("Hauptstr. 4", "Köln", None, "50667", "DE"), ("Hauptstr. 4", "50667 Köln")),
        (("Via Po 5", "Torino", "TO", "10123", "IT"), ("Via Po 5", "10123 Torino TO")),
        (("Rua A 6", "Recife", "PE", "50030", "BR"), ("Rua A 6", "Recife - PE", "50030")),
        (("Fő u. 7", "Budapest", None, "1011", "HU"), ("Budapest", "Fő u. 7", "1011")),
        (("8 Queen St", "Otago", None, "9016", "NZ"), ("8 Queen St", "Otago 9016")),
        (("Calle 9", "Vigo", None, "36201", None), ("Calle 9", "36201 Vigo")),
        (("愚园路1088号", "上海市", None, "200050", "CN"), ("上海市愚园路1088号", "200050")),
    ],
)
def test_the_order_is_that_of_the_receivers_country(
    parts: tuple[str | None, ...], lines: tuple[str, ...]
) -> None:
    names = ("street", "locality", "region", "postal_code", "country")
    assert reached.place_lines(address(**dict(zip(names, parts, strict=True)))) == lines


def test_a_letter_at_home_and_abroad() -> None:
    berlin = address(street="Ufer 1", locality="Berlin", postal_code="10115", country="DE")
    at_home = postal.mail_lines(ENGLISH, berlin, "DE", name="Ann Lee", organisation="Lee Ltd")
    assert at_home == ("Lee Ltd", "Ann Lee", "Ufer 1", "10115 Berlin")
    abroad = postal.mail_lines(ENGLISH, berlin, "IE", name="Ann Lee", organisation="Ann Lee")
    assert abroad == ("Ann Lee", "Ufer 1", "10115 Berlin", "GERMANY")
    # The post of the country it leaves reads Chinese, those on the way do not.
    assert postal.country_line(CHINESE, berlin, "CN") == "GERMANY 德国"


def test_a_letter_keeps_its_address_in_no_language() -> None:
    springfield = address(street="1 Elm", locality="Springfield", region="IL", postal_code="62704",
                          country="US")  # fmt: skip
    assert reached.address_lines(springfield, "US") == "1 Elm\nSpringfield, IL 62704"
    assert reached.address_lines(springfield, "IE") == "1 Elm\nSpringfield, IL 62704\nUS"
    nowhere = address(street="1 Elm", locality="Galway", postal_code="H91")
    assert reached.address_lines(nowhere, "IE") == "1 Elm\nGalway\nH91"
    assert reached.address_lines(address(text="a\n\n b ", country="US"), "IE") == "a\nb"


def test_a_country_that_stands_in_the_address_is_not_said_twice() -> None:
    typed = address(text="Ufer 1\n\n 10115 Berlin \nGermany", country="DE")
    assert postal.mail_lines(ENGLISH, typed, "IE", name="Ann") == (
        "Ann", "Ufer 1", "10115 Berlin", "Germany",
    )  # fmt: skip


def test_chinese_goes_from_the_postcode_to_the_one_who_is_to_have_it() -> None:
    place = address(
        street="解放路5号", locality="南京市", region="江苏省", postal_code="210000", country="CN"
    )
    lines = postal.mail_lines(CHINESE, place, "CN", name="李娜", organisation="听涛茶业")
    assert lines == ("210000", "江苏省南京市解放路5号", "听涛茶业", "李娜 收")
    assert postal.mail_lines(ENGLISH, place, "IE", name="李娜")[-2:] == ("李娜 收", "CHINA")
    unparted = address(text="上海市愚园路1088号\n200050")
    assert postal.mail_lines(CHINESE, unparted, "CN", name="李娜") == (
        "上海市愚园路1088号", "200050", "李娜 收",
    )  # fmt: skip


def test_latin_letters_in_china_and_chinese_ones_elsewhere_are_written_as_usual() -> None:
    latin = address(street="88 Ningbo Rd", locality="Shanghai", postal_code="200002", country="CN")
    assert not postal.is_chinese(latin, "CN")
    osaka = address(street="本町1-2", locality="大阪市", postal_code="541-0053", country="JP")
    assert postal.mail_lines(ENGLISH, osaka, "IE", name="Ken") == (
        "Ken", "大阪市本町1-2", "541-0053", "JAPAN",
    )  # fmt: skip


PART = st.none() | st.text("abc东南12 ", min_size=1, max_size=6)
COUNTRIES = st.none() | st.sampled_from("US CA GB DE IT BR HU NZ CN TW JP RU MX IN ZZ".split())


@given(PART, PART, PART, PART, COUNTRIES)
def test_nothing_is_lost_and_no_line_is_empty(
    street: str | None,
    locality: str | None,
    region: str | None,
    code: str | None,
    country: str | None,
) -> None:
    given_parts = (street, locality, region, code)
    where = address(
        street=street, locality=locality, region=region, postal_code=code, country=country
    )
    lines = postal.mail_lines(ENGLISH, where, "IE", name="X")
    assert all(line.strip() for line in lines)
    written = " ".join(lines)
    for part in given_parts:
        assert not part or part.strip() in written
