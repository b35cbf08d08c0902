"""Contacts as vCards of every version: names, numbers, who sent them; nothing lost in silence."""

import base64
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.domain.enums import ClientKind, HandleKind, Level, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    OwnText,
    PersonText,
    PhoneText,
    RecordKind,
)
from smallcrm.importers import read

FileOf = Callable[..., Path]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def clients(text: str | bytes, file_of: FileOf, encoding: str = "utf-8") -> list[ClientRecord]:
    plan = read(file_of(text, encoding, ".vcf"))
    assert (plan.understood.kind, plan.understood.format) == (RecordKind.CLIENTS, "vcard")
    assert not plan.rejected, plan.rejected
    return [one for one in plan.records if isinstance(one, ClientRecord)]


def one(text: str | bytes, file_of: FileOf, encoding: str = "utf-8") -> ClientRecord:
    (found,) = clients(text, file_of, encoding)
    return found


def test_a_card_is_a_client(file_of: FileOf) -> None:
    found = one(
        card(
            "FN:Ann Lee", "N:Lee;Ann;;;", "ORG:Lee Music;Tuning", "TITLE:Owner",
            "TEL;TYPE=CELL,VOICE:+1 415 555 0100", "item1.TEL:+1 415 555 0199",
            "item1.X-ABLabel:Workshop", "TEL;TYPE=WORK;TYPE=FAX:415 555 0111",
            "EMAIL;TYPE=INTERNET:ann@lee.example", "EMAIL:ANN@lee.example",
            "ADR;TYPE=WORK:;;1 Main St\\, back;Dublin;;D02;Ireland",
            "URL:http\\://lee.example", "X-QQ:12345", "IMPP:weixin:annlee", "BDAY:1980-03-22",
            "CATEGORIES:piano,two words", "NOTE:Rings twice\\,\\nthen the door.", "LANG:zh-CN",
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg", " ABAQEAYABgAAD",
        ),
        file_of,
    )  # fmt: skip
    assert (found.name, found.organisation) == ("Ann Lee", "Lee Music, Tuning")
    assert found.phones == (
        PhoneText("+1 415 555 0100", "mobile"),
        PhoneText("+1 415 555 0199", "Workshop"),
        PhoneText("415 555 0111", "fax"),
    )
    assert [email.address for email in found.emails] == ["ann@lee.example"]
    assert found.addresses[0].street == "1 Main St, back"
    assert (found.addresses[0].locality, found.addresses[0].country) == ("Dublin", "Ireland")
    assert {(handle.kind, handle.value) for handle in found.handles} == {
        (HandleKind.WEBSITE, "http://lee.example"),
        (HandleKind.QQ, "12345"),
        (HandleKind.WECHAT, "annlee"),
    }
    assert (found.birthday, found.language) == (date(1980, 3, 22), "zh-CN")
    assert found.tags == ("piano", "two words")
    assert found.notes == ("Rings twice,\nthen the door.", "Title: Owner")
    assert found.referred_by is None


@pytest.mark.parametrize(
    "lines",
    [
        ("item1.X-ABRELATEDNAMES:Bob Berg", "item1.X-ABLabel:REFERRED_BY"),
        ("item1.X-ABRELATEDNAMES:Bob Berg", "item1.X-ABLabel:_$!<Referred By>!$_"),
        ("X-ABRELATEDNAMES;TYPE=referrer:Bob Berg",),
        ("RELATED;TYPE=x-referred-by;VALUE=text:Bob Berg",),
        ('RELATED;VALUE=text;TYPE="introduced by":Bob Berg',),
        ("a.RELATED;VALUE=text:Bob Berg", "a.X-ABLabel:推荐人"),
        ("a.X-ABRELATEDNAMES:Bob Berg", "a.X-ABLabel:介绍人"),
        ("X-REFERRED-BY:Bob Berg",),
    ],
)
def test_whoever_sent_them_is_their_referrer(file_of: FileOf, lines: tuple[str, ...]) -> None:
    found = one(card("FN:Ann", *lines), file_of)
    assert (found.referred_by, found.notes) == ("Bob Berg", ())


def test_a_relation_may_name_another_card(file_of: FileOf) -> None:
    text = card("FN:Ann", "RELATED;TYPE=referred-by:urn:uuid:F81D-4FAE", version="4.0") + card(
        "FN:Bob Berg", "UID:urn:uuid:f81d-4fae", version="4.0"
    )
    ann, bob = clients(text, file_of)
    assert (ann.referred_by, bob.referred_by) == ("Bob Berg", None)
    assert (ann.row, bob.row) == (1, 2)


def test_other_relations_are_kept_as_a_note(file_of: FileOf) -> None:
    found = one(
        card(
            "FN:Ann", "item1.X-ABRELATEDNAMES:Bob", "item1.X-ABLabel:_$!<Spouse>!$_",
            "RELATED;TYPE=agent;VALUE=text:Cid", "X-ABRELATEDNAMES:Dan",
            "RELATED;TYPE=friend:urn:uuid:nobody-here", "BDAY:--0412",
        ),
        file_of,
    )  # fmt: skip
    assert found.referred_by is None
    assert found.notes == ("Birthday: --0412\nSpouse: Bob\nAgent: Cid\nRelated: Dan",)


def test_quoted_printable_of_an_old_phone(file_of: FileOf) -> None:
    text = card(
        "N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=D5=C5;=CE=B0;;;",
        "TEL;CELL;VOICE:13800138000",
        "NOTE;ENCODING=QUOTED-PRINTABLE:first=0D=0A=",
        "second =C3=A9",
        version="2.1",
    )
    found = one(text, file_of)
    assert found.name == "张伟"
    assert found.phones == (PhoneText("13800138000", "mobile"),)
    assert found.notes == ("first\nsecond é",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(file_of: FileOf, encoding: str) -> None:
    text = card("FN:张伟", "ORG:上海明珠贸易有限公司", "NOTE:喜欢喝茶，不要早上打电话")
    found = one(text, file_of, encoding)
    assert (found.name, found.organisation) == ("张伟", "上海明珠贸易有限公司")


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (("ORG:Lee Music",), ("Lee Music", None, ClientKind.ORGANISATION)),
        (("FN:Lee Music", "ORG:Lee Music"), ("Lee Music", None, ClientKind.ORGANISATION)),
        (("FN:Lee Music", "KIND:org"), ("Lee Music", None, ClientKind.ORGANISATION)),
        (("N:Lee;Ann;May;;",), ("Ann May Lee", None, None)),
        (("EMAIL:ann@lee.example",), ("ann@lee.example", None, None)),
    ],
)
def test_what_somebody_is_called(
    file_of: FileOf, lines: tuple[str, ...], who: tuple[str, str | None, ClientKind | None]
) -> None:
    found = one(card(*lines), file_of)
    assert (found.name, found.organisation, found.kind) == who


def test_our_own_properties_come_back(file_of: FileOf) -> None:
    found = one(card("FN:Ann", "X-SMALLCRM-CODE:C-7", "X-SMALLCRM-LEVEL:vip"), file_of)
    assert (found.code, found.level) == ("C-7", Level.VIP)


def test_cards_that_cannot_be_taken_are_named(file_of: FileOf) -> None:
    text = card("NOTE:nobody") + card("FN:Ann") + "BEGIN:VCARD\nFN:Cut off\nTEL:1"
    plan = read(file_of(text, "utf-8", ".vcf"))
    assert [(row.row, row.why) for row in plan.rejected] == [(1, "no_name"), (3, "card_cut_off")]
    assert "nobody" in plan.rejected[0].text
    assert (len(plan.records), plan.rows_read) == (1, 3)


@pytest.mark.parametrize(
    "text",
    [
        card("FN:Ann", "TEL", ":::", ";;;", "X", "item.:x", 'TEL;TYPE=":5'),
        card("FN:Ann", "N:\\", "ADR:;", "ORG:;;;"),
        card("FN:Ann", "BEGIN:VCARD", "FN:Inner", "END:VCARD"),
        card("FN:Ann", "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=nonsense:=FF=Z="),
        "  \n" + card("FN:Ann").replace("\r\n", "\r"),
        card("FN:Ann").lower().replace("ann", "Ann"),
    ],
)
def test_odd_cards_are_read(file_of: FileOf, text: str) -> None:
    assert one(text, file_of).name == "Ann"


def test_a_long_photo_takes_no_time(file_of: FileOf) -> None:
    photo = "PHOTO;ENCODING=b:" + "\r\n ".join(["A" * 74] * 50_000)
    assert one(card("FN:Ann", photo), file_of).name == "Ann"


def test_contacts_are_clients_and_nothing_else(file_of: FileOf) -> None:
    with pytest.raises(Refusal) as refused:
        read(file_of(card("FN:Ann"), "utf-8", ".vcf"), kind="sales")
    assert refused.value.code == "cards_are_clients"


LINES = st.lists(
    st.text(st.sampled_from('FNTELBDAY:;,=\\"\n\t .-0129é张item1RELATED'), max_size=40), max_size=12
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES, encoding=st.sampled_from(["", ";ENCODING=QUOTED-PRINTABLE", ";TYPE=CELL"]))
def test_whatever_stands_in_a_card_no_reader_falls(
    tmp_path: Path, lines: list[str], encoding: str
) -> None:
    path = tmp_path / "any.vcf"
    odd = [f"{name}{encoding}:{line}" for name in ("TEL", "ADR", "BDAY") for line in lines]
    path.write_text(card("FN:Ann", *lines, *odd), "utf-8", newline="")
    plan = read(path)
    assert plan.rows_read == len(plan.records) + len(plan.rejected)


def test_what_fits_no_field_is_a_note(file_of: FileOf) -> None:
    found = one(
        card(
            "FN:Ann Lee", "NICKNAME:Annie", "GENDER:F;lady", "ANNIVERSARY:20110113",
            "item1.X-ABDATE:2011-01-13", "item1.X-ABLabel:_$!<Anniversary>!$_",
            "X-SKYPE:ann.lee", "IMPP;X-SERVICE-TYPE=Telegram:x-apple:annie",
            "X-SOCIALPROFILE;TYPE=twitter:https://twitter.example/ann",
            "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Nan;1;;;;", "TZ:+0100",
            "X-SHOE-SIZE:38", "REV:20120305T131933Z", "PRODID:-//Apple Inc.//iOS 17//EN",
            "X-IMAGETYPE:PHOTO", "UID:1", "SORT-STRING:Lee", version="4.0",
        ),
        file_of,
    )  # fmt: skip
    assert "\n".join(found.notes) == (
        "Nickname: Annie\nGender: F, lady\nAnniversary: 20110113\nAnniversary: 2011-01-13\n"
        "Skype: ann.lee\nTelegram: annie\nTwitter: https://twitter.example/ann\n"
        "Nickname: Nan\nTime zone: +0100\nShoe size: 38"
    )


def test_names_on_other_services(file_of: FileOf) -> None:
    found = one(
        card(
            "FN:Ann", "IMPP;X-SERVICE-TYPE=QQ:x-apple:12345", "IMPP:whatsapp:%2B4917155",
            "X-SOCIALPROFILE;type=WeChat;x-user=annlee:x-apple:annlee", "X-QQ:12345",
        ),
        file_of,
    )  # fmt: skip
    assert [(handle.kind, handle.value) for handle in found.handles] == [
        (HandleKind.QQ, "12345"),
        (HandleKind.WHATSAPP, "+4917155"),
        (HandleKind.WECHAT, "annlee"),
    ]
    assert found.notes == ()


def test_labels_of_every_kind(file_of: FileOf) -> None:
    text = card(
        "FN:Ann",
        "TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,"
        "=E5=8A=9E=E5=85=AC=E5=AE=A4):555 0100",
        "TEL;X-Boat:555 0101", "TEL;TYPE=MAIN:555 0102", "TEL;TYPE=CAR,VOICE:555 0103",
        'TEL;TYPE="work,voice";VALUE=uri:tel:+1-555-0104;ext=7', "TEL;CELL;PREF:555 0105",
        "EMAIL;TYPE=x-shop:a@lee.example", "EMAIL;INTERNET:b@lee.example",
        'ADR;TYPE=home;LABEL="1 Main St^nDublin":;;;;;;', version="2.1",
    )  # fmt: skip
    found = one(text, file_of)
    assert found.phones == (
        PhoneText("555 0100", "办公室"),
        PhoneText("555 0101", "Boat"),
        PhoneText("555 0102"),
        PhoneText("555 0103", "Car"),
        PhoneText("+1-555-0104 ext. 7", "work"),
        PhoneText("555 0105", "mobile"),
    )
    assert [(email.address, email.label) for email in found.emails] == [
        ("a@lee.example", "shop"),
        ("b@lee.example", ""),
    ]
    assert found.addresses == (AddressText("home", text="1 Main St\nDublin"),)


def test_a_label_for_an_envelope_is_an_address_where_there_is_no_other(file_of: FileOf) -> None:
    label = "LABEL;WORK;ENCODING=QUOTED-PRINTABLE:Moon Drive=0D=0AAlbany"
    assert one(card("FN:Ann", label, version="2.1"), file_of).addresses == (
        AddressText("work", text="Moon Drive\nAlbany"),
    )
    both = card("FN:Ann", "ADR;WORK:;;Moon Drive;Albany;;;", label, version="2.1")
    assert one(both, file_of).addresses == (AddressText("work", "Moon Drive", "Albany"),)


def test_groups_of_contacts_are_tags(file_of: FileOf) -> None:
    text = (
        card("FN:Piano school", "KIND:group", "MEMBER:urn:uuid:A-1", version="4.0")
        + card(
            "FN:Red", "X-ADDRESSBOOKSERVER-KIND:group",
            "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a-1",
        )
        + card("FN:Ann", "UID:urn:uuid:a-1", "CATEGORIES:tea,myContacts")
    )  # fmt: skip
    plan = read(file_of(text, "utf-8", ".vcf"))
    (ann,) = plan.records
    assert isinstance(ann, ClientRecord)
    assert (ann.name, ann.tags) == ("Ann", ("tea", "Piano school", "Red"))
    assert plan.rows_read == 3


def test_badly_folded_notes_are_whole(file_of: FileOf) -> None:
    text = card("FN:Ann", "NOTE:first line", "second line", "", "third", "TEL:555 0100")
    found = one(text, file_of)
    assert found.notes == ("first line\nsecond line\nthird",)
    assert found.phones == (PhoneText("555 0100"),)


@pytest.mark.parametrize(
    "photo",
    [
        ("PHOTO;BASE64:", *["A" * 72] * 200, ""),
        ("PHOTO;TYPE=JPEG;ENCODING=BASE64:", *[" " + "A" * 72] * 200, ""),
        ("PHOTO:data:image/jpeg;base64," + "A" * 40, *[" " + "A" * 72] * 200),
        ("item1.PHOTO;VALUE=uri:https://photos.example/1", "LOGO:x", "KEY;ENCODING=B:AAAA"),
    ],
)
def test_pictures_are_left(file_of: FileOf, photo: tuple[str, ...]) -> None:
    found = one(card("FN:Ann", "NOTE:tea", *photo, "TEL:555 0100"), file_of)
    assert (found.notes, found.phones) == (("tea",), (PhoneText("555 0100"),))


def test_base64_and_odd_encodings_of_text(file_of: FileOf) -> None:
    encoded = base64.b64encode("张伟".encode("gbk")).decode()
    text = card(
        f"FN;ENCODING=BASE64;CHARSET=GBK:{encoded}",
        "NOTE;ENCODING=B:not base64!",
        "TITLE;ENCODING=QUOTED-PRINTABLE;CHARSET=undefined:=C3=A9",
        version="2.1",
    )
    found = one(text, file_of)
    assert (found.name, found.notes) == ("张伟", ("not base64!", "Title: é"))


def test_a_card_beyond_all_bounds_is_refused_by_name(file_of: FileOf) -> None:
    text = card("FN:Ann", "NOTE:" + "x" * 1_100_000) + card("FN:Bo", "X-BIG:" + "x" * 1_100_000)
    plan = read(file_of(text, "utf-8", ".vcf"))
    assert [(row.row, row.why) for row in plan.rejected] == [(1, "cell_too_large")]
    assert [record.name for record in plan.records if isinstance(record, ClientRecord)] == ["Bo"]


def test_who_has_no_name_is_called_as_they_are_reached(file_of: FileOf) -> None:
    assert one(card("TEL:555 0100"), file_of).name == "555 0100"
    assert one(card("NICKNAME:Annie", "TEL:555 0100"), file_of).name == "Annie"


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        (("PRODID:-//Apple Inc.//macOS 14.5//EN",), "apple"),
        (("X-MS-OL-DEFAULT-POSTAL-ADDRESS:2",), "outlook"),
        (("PRODID:-//Mozilla.org/NONSGML Thunderbird//EN",), "thunderbird"),
        (("X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;x",), "android"),
        (("X-SMALLCRM-CODE:1",), "smallcrm"),
        ((), None),
    ],
)
def test_whose_cards_they_are(file_of: FileOf, lines: tuple[str, ...], source: str | None) -> None:
    assert read(file_of(card("FN:Ann", *lines), "utf-8", ".vcf")).understood.source == source


def test_own_fields_and_facts_that_cannot_be_read_are_noted(file_of: FileOf) -> None:
    text = card(
        "FN:Ann", "X-SMALLCRM-OWN:Fee;much", "X-SMALLCRM-OWN:Fee;12;USD", "X-SMALLCRM-OWN:;x",
        "X-SMALLCRM-DISCOUNT:NaN", "X-SMALLCRM-CREDIT-LIMIT:lots", "X-SMALLCRM-CONFIRMED:soon",
        "X-SMALLCRM-PAYMENT-TERM:whenever", "X-SMALLCRM-PERSON:", "X-SMALLCRM-PERSON:Bo;clerk",
    )  # fmt: skip
    path = file_of(text, "utf-8", ".vcf")
    (found,) = read(path, own_fields={"Fee": OwnFieldKind.AMOUNT}).records
    assert isinstance(found, ClientRecord)
    assert found.own == (OwnText("Fee", "12.00", "USD"),)
    assert found.people == (PersonText("Bo", "clerk"),)
    assert (found.discount_percent, found.credit_limit, found.payment_term_days) == (None,) * 3
    assert set(found.notes[0].split("\n")) == {
        *("Fee: much", "Discount: NaN", "Credit limit: lots", "Confirmed: soon"),
        "Payment term: whenever",
    }
