"""Who is found by what is typed, in which order, and at what price."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from smallcrm.app import Backend
from smallcrm.domain import keys, phone, pinyin
from smallcrm.domain.enums import Source
from smallcrm.queries import client_search, phone_lookup, search_hits
from smallcrm.queries.shapes import ClientHit, MatchKind
from smallcrm.services import commands as c

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)
TODAY = date(2026, 5, 12)
NASTY = [
    "O'Brien", "C++", '"', "AND", "OR NOT", "NEAR(", "%", "_", "*", "a*", '"a" OR "b"', "(", ")",
    "a:b", "^a", "-", "+", "\0", "a\0b", "\ud800", "x" * 10_000, "张" * 10_000, "1" * 10_000,
    "😀", "👩‍👩‍👧", "\u202e", "ﷺ", "'; DROP TABLE client; --", "{a b}", "a{b", "\n\t", "own : a",
]  # fmt: skip


def perform(backend: Backend, command: c.Command) -> int:
    return backend.services.perform(command, source=Source.SCREEN).result.id


def add(backend: Backend, name: str, *numbers: str, **fields: object) -> int:
    phones = tuple(c.PhoneInput(number=number) for number in numbers)
    return perform(backend, c.AddClient(name=name, phones=phones, **fields))  # type: ignore[arg-type]


def names(backend: Backend, text: str) -> list[str]:
    return [hit.client.name for hit in backend.queries.search(text).hits]


def meant(backend: Backend, text: str) -> list[str]:
    return [hit.client.name for hit in backend.queries.resolve(text)]


def shown(hit: ClientHit) -> list[tuple[str, list[str]]]:
    return [
        (match.kind.value, [match.text[start : start + length] for start, length in match.ranges])
        for match in hit.matched_on
    ]


def matched(backend: Backend, text: str) -> list[tuple[str, list[str]]]:
    return shown(backend.queries.search(text).hits[0])


@pytest.fixture
def book(backend: Backend) -> Backend:
    """The clients of the samples that are easily confused, and some more."""
    perform(backend, c.SetSetting(key="file.country", value="CN"))
    zhang = add(
        backend,
        "张伟",
        "138 0013 8000",
        "021-6288 1234",
        organisation="上海明珠贸易有限公司",
        emails=(c.EmailInput(address="zhangwei@example.cn"),),
        note="秘书叫朱迪思，她儿子住院了",
    )
    li = add(backend, "李娜", "139-1111-2222", referred_by=zhang)
    add(backend, "单田芳", "+86 137 0000 5678", organisation="沈阳评书社")
    add(backend, "欧阳靖", "13600009999", "020 3838 3838 转 602", referred_by=li)
    add(backend, "王芳", "138 0013 8000")
    luis = add(
        backend,
        "Luís Gonçalves",
        "+55 (12) 3923-5555",
        organisation="Embraer - Empresa Brasileira de Aeronáutica S.A.",
        emails=(c.EmailInput(address="luisg@embraer.com.br"),),
        code="C-0001",
    )
    add(backend, "František Wichterlová", "+420 2 4172 5555")
    add(backend, "Leonie Köhler", "+49 0711 2842222", tags=("garden",))
    add(
        backend,
        "Smith & Sons",
        contact_people=(c.ContactPersonInput(name="Judith Miller", role="secretary"),),
    )
    add(backend, "James O'Brien", "+353 1 679 1234")
    james = backend.queries.resolve("obrien")[0].client.id
    perform(backend, c.AddSale(client=james, title="Website package", amount=Decimal(900)))
    perform(backend, c.AddSale(client=luis, title="Piano tuning", amount=Decimal(80)))
    return backend


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("+55 12 39235555", "Luís Gonçalves"),
        ("39235555", "Luís Gonçalves"),
        ("gonc", "Luís Gonçalves"),
        ("GONÇ", "Luís Gonçalves"),
        ("goncalves luis", "Luís Gonçalves"),
        ("luisgonc", "Luís Gonçalves"),
        ("onçal", "Luís Gonçalves"),
        ("luisg@emb", "Luís Gonçalves"),
        ("c-0001", "Luís Gonçalves"),
        ("zw", "张伟"),
        ("zhangwei", "张伟"),
        ("zhang'wei", "张伟"),
        ("zhang wei", "张伟"),
        ("ｚｈａｎｇ", "张伟"),
        ("张", "张伟"),
        ("伟", "张伟"),
        ("明珠", "张伟"),
        ("mingzhu", "张伟"),
        ("朱迪思", "张伟"),
        ("章伟", "张伟"),
        ("shantianfang", "单田芳"),
        ("dantianfang", "单田芳"),
        ("stf", "单田芳"),
        ("02038383838", "欧阳靖"),
        ("020 3838 3838 转 602", "欧阳靖"),
        ("李娜", "李娜"),
        ("koehler", "Leonie Köhler"),
        ("kohler", "Leonie Köhler"),
        ("KÖHLER", "Leonie Köhler"),
        ("garden", "Leonie Köhler"),
        ("judith", "Smith & Sons"),
        ("james website", "James O'Brien"),
        ("website james", "James O'Brien"),
        ("o'brien", "James O'Brien"),
        ("brien", "James O'Brien"),
        ("james 1234", "James O'Brien"),
        ("gonzalves", "Luís Gonçalves"),
        ("lius", "Luís Gonçalves"),
        ("zhnagwei", "张伟"),
    ],
)
def test_what_is_typed_finds_who_is_meant_first(book, typed, first):
    assert names(book, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "clients"),
    [
        ("8000", {"张伟", "王芳"}),
        ("13800138000", {"张伟", "王芳"}),
        ("+8613800138000", {"张伟", "王芳"}),
        ("5555", {"Luís Gonçalves", "František Wichterlová"}),
        ("李娜", {"李娜", "欧阳靖"}),
        ("xyzzy", set()),
    ],
)
def test_what_is_typed_finds_all_who_may_be_meant(book, typed, clients):
    assert set(names(book, typed)) == clients


@pytest.mark.parametrize("country", ["US", "DE", "IT", "BR"])
def test_a_number_is_found_whatever_the_country_of_the_file(book, country):
    perform(book, c.SetSetting(key="file.country", value=country))
    for typed in ("13800138000", "+8613800138000", "0086 138 0013 8000"):
        assert set(names(book, typed)) == {"张伟", "王芳"}
        assert set(meant(book, typed)) == {"张伟", "王芳"}
    found = book.queries.call_lookup("+8613800138000")
    assert {one.client.name for one in found.candidates} == {"张伟", "王芳"}
    assert names(book, "02038383838") == ["欧阳靖"]


@pytest.mark.parametrize(
    ("typed", "clients"),
    [
        ("39235555", ["Luís Gonçalves"]),
        ("5555", {"Luís Gonçalves", "František Wichterlová"}),
        ("李娜", ["李娜"]),
        ("张", ["张伟"]),
        ("明珠", ["张伟"]),
        ("zw", ["张伟"]),
        ("8000", {"张伟", "王芳"}),
        ("judith", ["Smith & Sons"]),
        ("onçal", ["Luís Gonçalves"]),
        ("embraer", ["Luís Gonçalves"]),
        ("website", []),  # what was bought never decides
        ("朱迪思", []),  # nor do notes
        ("gonzalves", []),  # nor a typing error
        ("garden", []),
        ("", []),
        ("%", []),
    ],
)
def test_a_query_means_by_rank(book, typed, clients):
    found = meant(book, typed)
    assert (set(found) if isinstance(clients, set) else found) == clients


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gonc", [("name", ["Gonç"])]),
        ("luisgonc", [("name", ["Luís", "Gonç"])]),
        ("zw", [("name", ["张伟"])]),
        ("zhangw", [("name", ["张伟"])]),
        ("zh", [("name", ["张"])]),
        ("mingzhu", [("organisation", ["明珠"])]),
        ("o'br", [("name", ["O'Br"])]),
        ("koehl", [("name", ["Köhler"])]),
        ("luisg@emb", [("email", ["luisg", "emb"])]),
        ("39235555", [("phone", ["3923", "5555"])]),
        ("02038383838", [("phone", ["20", "3838", "3838"])]),
        ("judith", [("contact_person", ["Judith"])]),
        ("james website", [("name", ["James"]), ("purchase", ["Website"])]),
        ("朱迪思", [("note", ["朱迪思"])]),
        ("garden", [("tag", ["garden"])]),
        ("c-0001", [("code", ["C-0001"])]),
        ("gonzalves", [("spelling", ["Gonçalves"])]),
    ],
)
def test_what_matched_is_shown(book, typed, expected):
    found = matched(book, typed)
    if typed == "o'br":
        # The apostrophe is no letter: the span is cut there or goes over it.
        assert "".join("".join(letters) for _, letters in found).replace("'", "") == "OBr"
        return
    assert found == expected


def test_a_referrer_is_shown_with_who_was_sent(book):
    hits = {hit.client.name: shown(hit) for hit in book.queries.search("张伟").hits}
    assert hits["李娜"] == [("referrer", ["张伟"])]


def test_sales_are_found_by_their_numbers(book):
    sale = book.queries.search("piano").hits[0]
    assert sale.client.name == "Luís Gonçalves"
    number = "S-2026-0002"
    for typed in (number, number.lower(), "2026-0002", "0002", number[:-1]):
        found = book.queries.search(typed).hits
        assert "Luís Gonçalves" in [hit.client.name for hit in found], typed
    assert book.queries.search(number).hits[0].matched_on[0].kind is MatchKind.SALE_NUMBER


def test_hits_say_what_is_owed_and_whom_to_call(book):
    hit = book.queries.search("gonc").hits[0]
    assert [str(owed.amount) for owed in hit.owed] == ["80.00"]
    assert hit.ever_bought
    assert [number.number for number in hit.phones] == ["+55 (12) 3923-5555"]


def test_a_long_note_is_shown_around_what_matched(backend):
    add(backend, "Ann", note="word " * 100 + "the daughter plays the violin " + "word " * 100)
    [match] = backend.queries.search("violin").hits[0].matched_on
    assert len(match.text) <= 82
    assert match.text.startswith("…")
    assert match.text.endswith("…")
    [(start, length)] = match.ranges
    assert match.text[start : start + length] == "violin"


def test_the_order_is_number_name_own_rest_each_by_recency(backend):
    add(backend, "Rest", note="meets Lena on Mondays")
    add(backend, "Own", organisation="Lena Ltd")
    old = add(backend, "Lena Old")
    add(backend, "Lena Young")
    add(backend, "Lena")
    assert names(backend, "lena") == ["Lena", "Lena Young", "Lena Old", "Own", "Rest"]
    perform(backend, c.AddInteraction(client=old, at=NOW + timedelta(days=1)))
    assert names(backend, "lena") == ["Lena", "Lena Old", "Lena Young", "Own", "Rest"]


def test_nothing_typed_shows_who_was_spoken_to_last(backend):
    ids = [add(backend, name) for name in ("Ann", "Bob", "Cid")]
    perform(backend, c.AddInteraction(client=ids[0], at=NOW + timedelta(hours=1)))
    assert names(backend, "") == ["Ann", "Cid", "Bob"]
    result = backend.queries.search("  ", limit=2)
    assert result.more
    assert [hit.matched_on for hit in result.hits] == [(), ()]


@pytest.mark.parametrize("typed", NASTY, ids=lambda text: ascii(text)[:20])
def test_nothing_typed_is_an_error(book, typed):
    book.queries.search(typed)
    book.queries.resolve(typed)
    book.queries.call_lookup(typed.encode("utf-8", "ignore").decode())


def test_signs_in_names_are_found(backend):
    for name in ("C++ Users", "Ann 😀", "100% Bio", "<b>Bold & Sons</b>", "Zoë NEAR"):
        add(backend, name)
    assert names(backend, "c++") == ["C++ Users"]
    assert names(backend, "😀") == ["Ann 😀"]
    assert names(backend, "100%") == ["100% Bio"]
    assert names(backend, "<b>bold") == ["<b>Bold & Sons</b>"]
    assert names(backend, "NEAR(") == ["Zoë NEAR"]


def test_a_caller_is_named_and_told_apart(book):
    judith = add(book, "Kowalski", "+48 22 123 45 67")
    people = (c.ContactPersonInput(name="Ewa", role="secretary", phones=()),)
    perform(book, c.EditClient(client=judith, contact_people=people))
    perform(book, c.AddSale(client=judith, title="Logo", amount=Decimal(10)))
    found = book.queries.call_lookup("0048 22 1234567")
    assert found.e164 == "+48221234567"
    assert found.region == "PL fixed"
    [one] = found.candidates
    assert one.client.name == "Kowalski"
    assert one.about == ("Logo",)
    assert one.via.number == "+48 22 123 45 67"
    both = book.queries.call_lookup("13800138000").candidates
    assert [one.client.name for one in both] == ["王芳", "张伟"]
    zhang = next(one.client.id for one in both if one.client.name == "张伟")
    perform(book, c.AddInteraction(client=zhang, at=NOW + timedelta(hours=1)))
    both = book.queries.call_lookup("13800138000").candidates
    assert [one.client.name for one in both] == ["张伟", "王芳"]
    assert book.queries.call_lookup("").candidates == ()
    assert book.queries.call_lookup("+1 415 555 0132").candidates == ()


@pytest.mark.parametrize(
    ("typed", "pinned"),
    [
        ("", 4),
        ("client", 4),  # the list is full at the first question
        ("gonc", 8),
        ("zw", 7),
        ("39235555", 14),
        ("james website", 15),
        ("xyzzy", 6),
    ],
)
def test_a_search_takes_a_fixed_number_of_statements(book, typed, pinned):
    for batch in range(2):  # the same for more clients
        for number in range(30):
            add(book, f"Client {number} of {batch}")
        assert _statements(book, typed) == pinned


def _statements(backend: Backend, typed: str) -> int:
    seen: list[str] = []

    def count(_c, _cursor, sql, *_):
        seen.append(sql)

    with backend.database.read("counted") as connection:
        client_search.search(connection, "warm", limit=20, today=TODAY)
        event.listen(connection, "before_cursor_execute", count)
        client_search.search(connection, typed, limit=20, today=TODAY)
        event.remove(connection, "before_cursor_execute", count)
    return len(seen)


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        (
            client_search._asked_first(
                client_search._OF_DIGITS, ("typed", "low", "high"), ("low", "high"), tails=True
            ),
            {
                "exact": "[]", "tail": "[]", "typed": "a", "low": "a", "low_end": "b", "high": "A",
                "high_end": "B", "name": "ann", "names": '"nann"*', "limit": 21,
            },
        ),
        (client_search._WORDS, ('"nann"*', 21)),
        (client_search._PARTS, ('"ann"', 21)),
        (client_search._RECENT, (21,)),
        (search_hits._CLIENTS, ("[1]",)),
        (search_hits._TEXTS, ("[1]",)),
        (search_hits._LONG_TEXTS, ("[1]",)),
        (
            phone_lookup._SAME,
            {
                "keys": "[]", "typed": "1", "typed_end": "1:", "e164": "1", "e164_end": "1:",
                "direct": "[]",
                "limit": 9,
            },
        ),
    ],
)  # fmt: skip
def test_hot_queries_read_no_table_from_end_to_end(book, sql, parameters):
    with book.database.read("test") as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        plan = [row[3] for row in rows]
    tables = (
        "client contact_person phone_number email_address postal_address handle tag client_tag"
        " note interaction sale sale_line payment referral one"
    )
    scanned = {f"SCAN {table}" for table in tables.split()}
    assert not [line for line in plan if line.split(" USING")[0] in scanned], plan
    if "ORDER BY search_word.rowid" in sql:
        assert not [line for line in plan if "TEMP B-TREE FOR ORDER BY" in line and "DESC" in line]


LETTERS = st.text(
    st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F) | st.sampled_from(" '-."),
    min_size=1,
    max_size=16,
)
CHINESE = st.text(
    st.sampled_from("王李张刘陈单曾仇解区查盖尉迟万俟长孙欧阳伟芳娜静丽强磊军洋吕女行乐"),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=LETTERS | CHINESE, number=st.from_regex(r"\+?[1-9][0-9 ]{6,12}[0-9]", fullmatch=True))
def test_any_client_is_found_by_any_beginning_and_any_ending(backend, name, number):
    assume(keys.words(name))
    client = add(backend, name, number)

    def found(typed: str) -> bool:
        hits = backend.queries.search(typed, limit=100_000).hits
        return client in [hit.client.id for hit in hits]

    for word in keys.words(name):
        for end in range(1, len(word) + 1):
            assert found(word[:end]), word[:end]
    digits = phone.digits(number)
    for length in (3, 4, 7, len(digits)):
        if digits[-length:].strip("0"):
            assert found(digits[-length:]), digits[-length:]
    for word in keys.words(name):
        for typed in (*pinyin.readings(word)[0], *pinyin.readings(word)[1]):
            assert found(typed), typed
    assert meant(backend, name)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=30))
def test_searching_never_raises(book, typed):
    result = book.queries.search(typed)
    for hit in result.hits:
        for match in hit.matched_on:
            assert all(
                start >= 0 and length > 0 and start + length <= len(match.text)
                for start, length in match.ranges
            )
    book.queries.resolve(typed)


def test_the_limit_is_kept_and_more_is_said(backend):
    rng = random.Random(1)
    for number in range(30):
        add(backend, f"Ann {rng.randrange(10**6)} {number}")
    result = backend.queries.search("ann", limit=20)
    assert len(result.hits) == 20
    assert result.more
    everybody = backend.queries.search("ann", limit=30)
    assert len(everybody.hits) == 30
    assert not everybody.more
