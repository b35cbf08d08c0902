"""How fast the search box answers, against the same SQL on a bare connection.

    python -m tests.benchmarks.search [clients]

Fills a file of made-up clients, types prefixes of what is in it, key by key, and prints the CPU
time of each `search()` beside the goals. Asserts no time.
"""

from __future__ import annotations

import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, event

from smallcrm.db import search_index
from smallcrm.db.connection import engine_for
from smallcrm.db.models import Base
from smallcrm.domain import keys, phone

_TODAY = date(2026, 3, 14)
_FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth Luís François Bjørn"
    " Zoë Jürgen Łukasz Søren Ana Björn Renée Ahmed Fatima Giovanni Marta Pedro Olga Ivan Nadia"
    " Kenji Yuki Priya Arjun Chloé Noah Emma Liam Olivia Sofia Lucas Mia Ann Judith Tom Sarah"
).split()
_CUT = ("an", "ber", "gon", "çal", "ves", "schu", "mann", "kow", "ski", "sen", "john", "lee", "o'",
        "bri", "mac", "don", "tor", "res", "mül", "ler", "wil", "son", "har", "ris", "pet", "rov",
        "ner", "fel", "ding", "stein", "wal", "ton", "lam", "bert", "mon", "roe")  # fmt: skip
# The most frequent surnames, and characters of given names.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉建国志海红小云龙飞鹏晨雪梅思佳宇轩浩然子涵"
)
_TRADES = ("Trading", "Design", "Motors", "Piano", "Studio", "Logistics", "Foods", "Consulting")
_FIRMS = (
    "上海明珠贸易有限公司",
    "广州远洋进出口",
    "沈阳评书社",
    "重庆机械",
    "北京华夏设计院",
    "深圳创新科技",
)
_THINGS = ("website package", "piano tuning", "logo design", "engine repair", "brake pads",
           "annual maintenance", "photography session", "translation", "网站建设", "钢琴调律",
           "business cards", "hosting", "consultation", "spare parts", "delivery")  # fmt: skip
_REMARKS = ("prefers calls in the afternoon", "secretary is Judith", "son in hospital",
            "wants the invoice by e-mail", "只在下午接电话", "秘书叫朱迪思", "wants a discount",
            "met at the fair", "pays late but always pays", "上次报价单 Q-17")  # fmt: skip
Row = dict[str, Any]


def _rows(clients: int, seed: int) -> Iterator[tuple[str, Row]]:
    rng = random.Random(seed)
    surnames = ["".join(rng.choices(_CUT, k=rng.choice((2, 2, 3)))).title() for _ in range(9000)]
    weights = [1 / (rank + 8) for rank in range(len(surnames))]
    latin = iter(rng.choices(surnames, weights, k=clients))
    sale = 0
    for row_id in range(1, clients + 1):
        chinese = rng.random() < 0.25
        if chinese:
            name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))
            firm = rng.choice(_FIRMS) if rng.random() < 0.4 else None
            number = f"1{rng.choice('3578')}{rng.randrange(10**9):09d}"
            number = f"{number[:3]} {number[3:7]} {number[7:]}"
        else:
            surname = next(latin)
            name = f"{rng.choice(_FIRST)} {surname}"
            firm = f"{surname} {rng.choice(_TRADES)}" if rng.random() < 0.4 else None
            number = (
                f"+1 {rng.randrange(200, 990)} {rng.randrange(200, 999)} {rng.randrange(10**4):04d}"
            )
        yield "client", {
            "id": row_id, "kind": "person", "name": name, "name_sort": keys.sort_key(name),
            "organisation": firm, "code": f"C{row_id:06d}", "level": "standard",
            "lifecycle": "active", "is_sample": False, "created_at": "2024-01-01T00:00:00.000Z",
        }  # fmt: skip
        for _ in range(rng.choice((1, 1, 1, 2))):
            e164 = (
                "+" + phone.digits(number)
                if number.startswith("+")
                else "+86" + phone.digits(number)
            )
            yield "phone_number", {
                "client_id": row_id, "number": number, "e164": e164,
                "typed_key": phone.key(number), "e164_key": phone.key(e164),
            }  # fmt: skip
            number = f"+44 20 {rng.randrange(10**4):04d} {rng.randrange(10**4):04d}"
        if rng.random() < 0.7:
            address = f"{keys.sort_key(name).split(' ')[0]}{row_id}@example.com"
            yield "email_address", {"client_id": row_id, "address": address, "address_key": address}
        if rng.random() < 0.1:
            yield "contact_person", {"client_id": row_id, "name": f"Judith {rng.choice(surnames)}"}
        for _ in range(rng.choice((0, 1, 2, 3, 9))):
            sale += 1
            yield "sale", {
                "id": sale, "client_id": row_id, "number": f"S-2025-{sale:06d}",
                "title": rng.choice(_THINGS), "currency": "EUR", "sold_on": "2025-05-01",
                "due_on": "2025-06-01", "status": "delivered", "prices_include_tax": False,
                "net_minor": 10000 + sale % 977 * 10, "tax_minor": 0,
                "total_minor": 10000 + sale % 977 * 10,
                "paid_minor": rng.choice((0, 10000, 10000, 10000)), "is_opening_balance": False,
            }  # fmt: skip
        for _ in range(rng.choice((0, 1, 1, 4))):
            yield "note", {
                "client_id": row_id, "text": rng.choice(_REMARKS), "pinned": False, "draft": False,
                "created_at": f"2025-0{rng.randrange(1, 10)}-01T00:00:00.000Z",
            }  # fmt: skip
        if row_id > 1 and rng.random() < 0.2:
            yield "referral", {
                "direction": "in", "client_id": row_id, "counterpart_id": rng.randrange(1, row_id),
                "referred_on": "2025-01-01", "outcome": "pending", "outcome_by_hand": False,
            }  # fmt: skip


def fill(connection: Connection, clients: int, *, seed: int = 1) -> None:
    """Make the tables and put `clients` made-up clients into them, the index not yet made."""
    Base.metadata.create_all(connection)
    search_index.create(connection)
    raw = connection.connection.driver_connection
    assert raw is not None
    waiting: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}

    def write() -> None:
        clients_first = sorted(waiting.items(), key=lambda entry: entry[0][0] != "client")
        for (table, names), rows in clients_first:
            marks = ",".join("?" * len(names))
            raw.executemany(f"INSERT INTO {table} ({','.join(names)}) VALUES ({marks})", rows)
        waiting.clear()

    for count, (table, row) in enumerate(_rows(clients, seed)):
        waiting.setdefault((table, tuple(row)), []).append(tuple(row.values()))
        if count % 100_000 == 99_999:
            write()
    write()
    rng = random.Random(seed)
    spoken = rng.sample(range(1, clients + 1), k=min(clients // 10, 20_000))
    raw.executemany(
        "INSERT INTO search_document (seq, client_id, spoken_at) VALUES (?, ?, ?)",
        [
            (1_700_000_000_000 + index, client, f"2025-01-01T00:00:{index % 60:02d}.000Z")
            for index, client in enumerate(spoken)
        ],
    )


@contextmanager
def made_up_file(clients: int) -> Iterator[Connection]:
    """Lend a connection to a filled and indexed file that goes away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.smallcrm"
        first = driver.connect(str(path))
        first.execute("PRAGMA journal_mode=WAL")
        first.close()
        engine = engine_for(path)
        with engine.begin() as connection:
            _timed("fill", lambda: fill(connection, clients))
            _timed("rebuild", lambda: search_index.rebuild(connection))
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
            size = connection.exec_driver_sql(
                "SELECT sum(length(block)) / 1e6 FROM search_word_data"
            ).scalar_one()
            parts = connection.exec_driver_sql(
                "SELECT sum(length(block)) / 1e6 FROM search_part_data"
            ).scalar_one()
            _say(
                f"index: words {size:.0f} MB, parts {parts:.0f} MB;"
                f" file {path.stat().st_size / 1e6:.0f} MB"
            )
            connection.commit()
            with connection.begin():
                yield connection
        engine.dispose()


def typed(clients: int, *, seed: int = 2, words: int = 400) -> list[str]:
    """Return what is typed: every prefix of names, numbers, firms, things and misspelt names."""
    rng = random.Random(seed)
    kinds: dict[str, list[Row]] = {}
    for table, row in _rows(min(clients, 20_000), 1):
        kinds.setdefault(table, []).append(row)
    queries: list[str] = []
    for _ in range(words):
        client = rng.choice(kinds["client"])
        whole = rng.choice((
            client["name"], client["name"], client["name"].lower(), client["name_sort"],
            client["name_sort"].replace(" ", ""), keys.fold(client["name"]),
            (client["organisation"] or "明珠"),
            phone.digits(rng.choice(kinds["phone_number"])["number"]),
            phone.digits(rng.choice(kinds["phone_number"])["number"])[-4:],
            rng.choice(_THINGS), f"{client['name'].split(' ')[0]} {rng.choice(_THINGS)}",
            rng.choice(kinds["sale"])["number"], rng.choice(_REMARKS).split(" ")[-1],
            _misspelt(client["name"], rng),
        ))  # fmt: skip
        queries.extend(whole[:end] for end in range(1, min(len(whole), 14) + 1))
    return queries


def _misspelt(name: str, rng: random.Random) -> str:
    place = rng.randrange(len(name) - 1) if len(name) > 2 else 0
    return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]


def _percentiles(times: Sequence[float]) -> str:
    ordered = sorted(times)
    last = len(ordered) - 1
    shares = (
        (share, ordered[min(last, len(ordered) * share // 100)]) for share in (50, 90, 99, 100)
    )
    return "  ".join(f"p{share} {took * 1000:.2f} ms" for share, took in shares)


def _timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    _say(f"{what}: {time.perf_counter() - start:.1f} s")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def run(clients: int = 100_000) -> None:
    """Measure and print."""
    from smallcrm.queries.client_search import search

    with made_up_file(clients) as connection:
        queries = typed(clients)
        gc.freeze()  # the made-up rows are the benchmark's own, not the program's
        statements: list[tuple[str, Any]] = []
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _cur, sql, parameters, _ctx, _many: statements.append((sql, parameters)),
        )
        for query in queries:  # once to warm the pages
            search(connection, query, limit=20, today=_TODAY)
        raw = connection.connection.driver_connection
        assert raw is not None
        ours: list[float] = []
        bare: list[float] = []
        slowest: list[tuple[float, float, str]] = []
        for query in queries:
            statements.clear()
            start = time.process_time()
            search(connection, query, limit=20, today=_TODAY)
            ours.append(time.process_time() - start)
            start = time.process_time()
            for sql, parameters in statements:
                raw.execute(sql, parameters).fetchall()
            bare.append(time.process_time() - start)
            slowest.append((ours[-1], bare[-1], query))
        _say(f"{len(queries)} keys at {clients} clients")
        _say("search()         " + _percentiles(ours) + "   (goal p99 <= 8 ms at 100,000)")
        _say("bare SQL         " + _percentiles(bare))
        _say(f"ratio of totals  {sum(ours) / sum(bare):.2f}   (goal <= 1.5)")
        for whole, sql_only, query in sorted(slowest, reverse=True)[:15]:
            _say(f"   {whole * 1000:6.1f} ms, SQL {sql_only * 1000:6.1f} ms  {query!r}")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
