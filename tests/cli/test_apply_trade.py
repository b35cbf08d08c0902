"""`apply` of products, quotes, deliveries, invoices, plans, promises and reminders; the lists."""

import json
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import NOW, Answer, Crm, write_lines

from smallcrm.__main__ import main

# Every operation of this part, in an order in which each is done.
TRADE: list[dict[str, Any]] = [
    {"op": "add_client", "ref": "c", "name": "Ann Lee", "currency": "EUR",
     "discount_percent": "2.5", "credit_limit": "5000"},
    {"op": "edit_client", "client": "c", "on_hold": True, "hold_reason": "cheque bounced"},
    {"op": "add_product", "ref": "tune", "name": "Tuning", "code": "T-1", "unit": "h",
     "prices": {"EUR": "85", "USD": "95.50"}, "tax_percent": 19},
    {"op": "edit_product", "product": "T-1", "prices": {"EUR": "90", "USD": "99"}},
    {"op": "add_product", "name": "Export piano", "price": "1000", "currency": "EUR",
     "tax_category": "g", "tax_reason": "Export"},
    {"op": "add_quote", "ref": "q", "client": "c", "title": "Two things", "discount_percent": "10",
     "lines": [{"product": "tune", "quantity": 4},
               {"description": "Strings", "unit": "set", "quantity": 2, "unit_price": "30"}]},
    {"op": "revise_quote", "ref": "q2", "quote": "Q-2026-0001", "valid_until": "2026-07-01"},
    {"op": "accept_quote", "ref": "part", "quote": "q2", "lines": [{"line": 1, "quantity": 1}]},
    {"op": "accept_quote", "ref": "rest", "quote": "Q-2026-0001"},
    {"op": "add_quote", "ref": "no", "client": "c", "title": "Not wanted", "amount": "5"},
    {"op": "decline_quote", "quote": "no", "reason": "too dear"},
    {"op": "reopen_quote", "quote": "no"},
    {"op": "deliver", "sale": "rest", "lines": [{"line": 2, "quantity": 1}], "note": "half"},
    {"op": "deliver", "sale": "rest", "lines": [{"line": 2}, {"line": 1}]},
    {"op": "set_plan", "sale": "rest", "instalments": "50/0, rest/30"},
    {"op": "set_plan", "sale": "rest", "instalments":
        [{"due": "2026-06-01", "percent": 40}, {"due": "2026-07-01"}]},
    {"op": "bill", "ref": "i1", "parts": [{"sale": "part", "amount": "20"}]},
    {"op": "bill", "ref": "i2", "sales": ["part", "S-2026-0002"], "number": "FP-77",
     "date": "2026-05-12", "due": "2026-06-12"},
    {"op": "credit_note", "invoice": "I-2026-0001", "amount": "5", "reason": "kind"},
    {"op": "credit_note", "invoice": "i2", "lines": [{"line": 3, "quantity": 1}],
     "rebill": True, "number": "FC-1"},
    {"op": "add_contract", "ref": "k", "client": "c", "title": "Care", "starts": "2026-01-01",
     "ends": "2026-06-01", "amount": "1200"},
    {"op": "edit_contract", "contract": "K-2026-0001", "signed": "2025-12-20"},
    {"op": "add_sale", "ref": "s", "client": "c", "title": "Year", "contract": "k",
     "service_from": "2026-01-01", "service_until": "2026-12-31", "date": "2026-01-02",
     "lines": [{"description": "a", "unit_price": "100", "unit": "month", "quantity": 12,
                "tax_category": "AE", "tax_reason": "Reverse charge"}],
     "discount_amount": "100", "instalments": "50/30, 50/60"},
    {"op": "edit_sale", "sale": "s", "discount_amount": None, "discount_percent": "10",
     "lines": [{"line": 1, "description": "b", "unit_price": "100", "quantity": 12,
                "tax_category": "AE", "tax_reason": "Reverse charge"}]},
    {"op": "add_promise", "ref": "p", "client": "c", "until": "2026-05-20", "sale": "s"},
    {"op": "withdraw_promise", "promise": "p"},
    {"op": "add_promise", "client": "c", "until": "2026-05-25", "amount": "50"},
    {"op": "remind", "client": "c", "fee": "7.50", "sales": ["s"], "method": "letter"},
    {"op": "set_rate", "currency": "USD", "rate": "0.92", "valid_from": "2026-01-01"},
    {"op": "add_opening_balance", "ref": "owed", "client": "c", "amount": "40",
     "date": "2026-01-01"},
    {"op": "add_opening_balance", "ref": "credit", "client": "c", "amount": "-25",
     "date": "2026-01-01"},
    {"op": "allocate", "payment": "credit", "sale": "owed", "amount": "5"},
    {"op": "use_credit", "sale": "owed", "amount": "10"},
    {"op": "pay_out", "client": "c", "amount": "3", "currency": "EUR", "method": "cash"},
    {"op": "add_payment", "ref": "paid", "client": "c", "amount": "29.50",
     "allocations": [{"sale": "owed", "amount": "24.50"}],
     "settle": [{"sale": "owed", "reason": "bank_fee", "amount": "0.50"}]},
    {"op": "set_allocations", "payment": "paid",
     "allocations": [{"sale": "s", "amount": "29.50"}]},
]  # fmt: skip


def applied(crm: Crm, tmp_path: Path, *lines: object) -> Answer:
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return crm("apply", path)


@pytest.fixture
def eur(crm: Crm) -> Crm:
    """A file in euros."""
    assert crm("settings", "file.currency", "EUR").status == 0
    return crm


@pytest.fixture(scope="session")
def traded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after all of TRADE, made once."""
    folder = tmp_path_factory.mktemp("traded")
    data = folder / "data"
    given = ["--data-dir", str(data), "--now", NOW]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        patch.setenv("LANG", "en_GB.UTF-8")
        assert main([*given, "settings", "file.currency", "EUR"]) == 0
        assert main([*given, "apply", str(write_lines(folder / "lines", TRADE))]) == 0
    return data


@pytest.fixture
def traded(traded_folder: Path, data: Path, crm: Crm) -> Crm:
    shutil.copytree(traded_folder, data)
    return crm


def test_every_operation_is_done_and_the_file_is_sound(traded: Crm) -> None:
    assert traded("check", "--json").json["ok"]
    for _ in TRADE:
        assert traded("undo").status == 0
    assert traded("list", "clients", "--json").json == []
    for _ in TRADE:
        assert traded("redo").status == 0
    assert traded("check", "--json").json["ok"]


def test_what_is_listed_of_it(traded: Crm) -> None:
    (open_quote, accepted) = traded("list", "quotes", "--json").json
    assert (open_quote["state"], open_quote["total"]["amount"]) == ("open", "5.00")
    assert accepted.items() >= {
        "number": "Q-2026-0001", "revision": 2, "state": "accepted", "valid_until": "2026-07-01",
        # 4 x 90 at 19 % and 60 without tax, less a tenth: 324 + 61.56 + 54
        "total": {"amount": "439.56", "currency": "EUR"},
    }.items()  # fmt: skip
    papers = {row["number"]: row for row in traded("list", "invoices", "--json").json}
    assert papers.keys() == {"I-2026-0001", "C-2026-0001", "FP-77", "FC-1"}
    assert papers["FC-1"].items() >= {"kind": "credit_note", "credits": "FP-77"}.items()
    assert (papers["FC-1"]["rebill"], papers["C-2026-0001"]["rebill"]) == (True, False)
    assert (papers["FP-77"]["external"], papers["FP-77"]["due"]) == (True, "2026-06-12")
    advance = papers["I-2026-0001"]
    assert advance["payable"] == {"amount": "20.00", "currency": "EUR"}
    assert advance["credited"] == {"amount": "5.00", "currency": "EUR"}
    tuning, piano = sorted(traded("list", "products", "--json").json, key=lambda row: row["id"])
    assert tuning["prices"] == [
        {"amount": "90.00", "currency": "EUR"},
        {"amount": "99.00", "currency": "USD"},
    ]
    assert (piano["tax_category"], piano["tax_reason"]) == ("G", "Export")
    (contract,) = traded("list", "contracts", "--json").json
    assert contract["days_left"] == 20
    assert contract["sold"] == [{"amount": "1080.00", "currency": "EUR"}]
    open_promise, withdrawn = traded("list", "promises", "--json").json
    assert (open_promise["state"], withdrawn["state"]) == ("open", "withdrawn")
    assert open_promise["client"]["name"] == "Ann Lee"
    (rate,) = traded("list", "rates", "--json").json
    assert (rate["currency"], rate["base"], rate["rate"]) == ("USD", "EUR", "0.92")
    (late,) = traded("list", "overdue", "--json").json
    (owed,) = late["owed"]
    ages = [Decimal(part) for part in owed["ageing"].values()]
    assert sum(ages) == Decimal(owed["overdue"])
    assert late["oldest_title"] == "Opening balance"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "what", ["quotes", "invoices", "products", "contracts", "promises", "reminders", "rates"]
)
def test_lists_are_columns_in_both_languages(traded: Crm, what: str, language: str) -> None:
    answer = traded("--lang", language, "list", what, now="2026-08-12T08:00:00Z")
    assert answer.status == 0
    head, *rows = answer.out.splitlines()
    assert rows
    assert any("\u4e00" <= sign <= "\u9fff" for sign in head) == (language == "zh_CN")
    asked = traded("list", what, "--json", "--limit", "1", now="2026-08-12T08:00:00Z")
    assert len(asked.json) == 1


def test_the_card_has_quotes_promises_reminders_and_standing(traded: Crm) -> None:
    card = traded("card", "id:1", "--json").json
    (quote,) = card["open_quotes"]
    assert quote.keys() >= {"number", "revision", "title", "on", "valid_until", "total", "state"}
    assert quote["title"] == "Not wanted"
    assert (
        card["standing"].items()
        >= {
            "on_hold": True,
            "hold_reason": "cheque bounced",
            "discount_percent": "2.5",
            "credit_limit": {"amount": "5000.00", "currency": "EUR"},
        }.items()
    )
    assert [promise["state"] for promise in card["promises"]] == ["open", "withdrawn"]
    (reminder,) = card["reminders"]
    assert reminder["fee"] == {"amount": "7.50", "currency": "EUR"}
    assert "cheque bounced" in traded("card", "id:1").out
    assert "Q-2026-0002" in traded("card", "id:1").out


@pytest.mark.parametrize(
    ("query", "kind"), [("Q-2026-0001", "quote_number"), ("FP-77", "invoice_number")]
)
def test_a_client_is_found_by_the_number_of_a_paper(traded: Crm, query: str, kind: str) -> None:
    (hit,) = traded("find", query, "--json").json
    assert hit["name"] == "Ann Lee"
    assert kind in {match["kind"] for match in hit["matched_on"]}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"op": "add_product"}, "field_missing"),
        ({"op": "add_product", "name": "x", "prices": {"EUR": "1.0000001"}},
         "too_many_price_decimals"),
        ({"op": "add_product", "name": "x", "prices": {"XXQ": "1"}}, "unknown_currency"),
        ({"op": "add_product", "name": "x", "prices": ["1"]}, "field_wrong"),
        ({"op": "add_product", "name": "x", "currency": "EUR"}, "field_missing"),
        ({"op": "add_product", "name": "x", "code": "T-1"}, "product_code_taken"),
        ({"op": "add_product", "name": "x", "tax_category": "Q"}, "not_a_choice"),
        ({"op": "add_product", "name": "x", "tax_category": "E"}, "no_tax_reason"),
        ({"op": "edit_product", "product": "T-9", "name": "x"}, "unknown_ref"),
        ({"op": "edit_product", "product": 99, "name": "x"}, "no_such_product"),
        ({"op": "add_sale", "client": 1, "lines": [{"product": 99}]}, "no_such_product"),
        ({"op": "add_sale", "client": 1, "currency": "JPY", "lines": [{"product": "T-1"}]},
         "no_price"),
        ({"op": "add_sale", "client": 1, "lines": [{"product": "T-1", "colour": "red"}]},
         "field_unknown"),
        ({"op": "add_sale", "client": 1, "title": "x", "amount": "9", "discount_percent": "1",
          "discount_amount": "1"}, "two_discounts"),
        ({"op": "add_sale", "client": 1, "title": "x", "amount": "9", "instalments": "half"},
         "bad_plan"),
        ({"op": "add_sale", "client": 1, "title": "x", "amount": "9", "instalments": [1]},
         "field_wrong"),
        ({"op": "add_sale", "client": 1, "title": "x", "amount": "9", "contract": "K-9"},
         "unknown_ref"),
        ({"op": "add_quote", "client": 99, "title": "x", "amount": "1"}, "no_such_client"),
        ({"op": "revise_quote", "quote": "Q-9"}, "unknown_ref"),
        ({"op": "accept_quote", "quote": "Q-2026-0001"}, "quote_accepted"),
        ({"op": "accept_quote", "quote": 1}, "quote_replaced"),
        ({"op": "accept_quote", "quote": 99, "lines": [{"line": 1}]}, "no_such_quote"),
        ({"op": "accept_quote", "quote": 3, "lines": [{"line": 2}]}, "no_line_of_position"),
        ({"op": "accept_quote", "quote": 3, "lines": [{"line": 0}]}, "no_line_of_position"),
        ({"op": "accept_quote", "quote": 3, "lines": [{"line": 1}, {"line": 1}]}, "line_twice"),
        ({"op": "accept_quote", "quote": 3, "lines": [{"line": 1, "quantity": 2}]}, "over_quote"),
        ({"op": "accept_quote", "quote": 3, "lines": [{"quantity": 2}]}, "field_missing"),
        ({"op": "accept_quote", "quote": 3, "lines": [1]}, "field_wrong"),
        ({"op": "deliver", "sale": "S-2026-0002"}, "nothing_to_deliver"),
        ({"op": "bill"}, "field_missing"),
        ({"op": "bill", "sales": []}, "nothing_to_bill"),
        ({"op": "bill", "sales": [1], "parts": [{"sale": 1}]}, "field_missing"),
        ({"op": "bill", "sales": ["S-2026-0001"]}, "nothing_to_bill"),
        ({"op": "bill", "sales": ["S-2026-0003"], "number": "FP-77"}, "invoice_number_taken"),
        ({"op": "credit_note", "invoice": "FP-78"}, "unknown_ref"),
        ({"op": "credit_note", "invoice": "FC-1"}, "not_an_invoice"),
        ({"op": "cancel_sale", "sale": "S-2026-0001"}, "sale_billed"),
        ({"op": "set_plan", "sale": 1, "instalments": [{"percent": 50}]}, "shares_not_whole"),
        ({"op": "add_promise", "client": 1}, "field_missing"),
        ({"op": "add_promise", "client": 1, "until": "2020-01-01"}, "promise_ends_first"),
        ({"op": "withdraw_promise", "promise": 99}, "no_such_promise"),
        ({"op": "remind", "client": 1, "step": 9}, "not_in_range"),
        ({"op": "set_rate", "currency": "USD", "rate": "0"}, "bad_rate"),
        ({"op": "set_rate", "currency": "USD"}, "field_missing"),
        ({"op": "add_opening_balance", "client": 1, "amount": "0"}, "no_amount"),
        ({"op": "set_allocations", "payment": 1, "allocations":
            [{"sale": 1, "amount": "1"}, {"sale": 1, "amount": "1"}]}, "sale_named_twice"),
        ({"op": "add_payment", "client": 1, "amount": "1", "settle": [{"reason": "rounding"}]},
         "field_missing"),
        ({"op": "add_contract", "client": 1}, "field_missing"),
        ({"op": "edit_contract", "contract": "K-9", "title": "x"}, "unknown_ref"),
        ({"op": "edit_client", "client": 1, "discount_percent": "101"}, "not_a_percentage"),
    ],
)  # fmt: skip
def test_every_refusal_has_its_name(
    traded: Crm, tmp_path: Path, line: dict[str, Any], code: str
) -> None:
    before = [traded("list", what, "--json").out for what in ("sales", "quotes", "invoices")]
    answer = applied(traded, tmp_path, line)
    assert answer.out.startswith(f"REFUSED 1 {code}: "), answer.out
    assert answer.status == 1
    assert before == [
        traded("list", what, "--json").out for what in ("sales", "quotes", "invoices")
    ]


def test_refs_are_of_what_is_asked_for(eur: Crm, tmp_path: Path) -> None:
    answer = applied(
        eur,
        tmp_path,
        {"op": "add_client", "ref": "c", "name": "Ann"},
        {"op": "add_quote", "ref": "q", "client": "c", "title": "x", "amount": "5"},
        {"op": "accept_quote", "ref": "s", "quote": "q"},
        {"op": "bill", "sales": ["q"]},
        {"op": "accept_quote", "quote": "s"},
        {"op": "bill", "ref": "i", "sales": ["s"], "request_id": "once"},
        {"op": "bill", "sales": ["s"], "request_id": "once"},
        {"op": "credit_note", "invoice": "i"},
    )
    assert [line.split()[:3] for line in answer.out.splitlines()][3:] == [
        ["REFUSED", "4", "other_ref:"],
        ["REFUSED", "5", "other_ref:"],
        ["ACK", "6", "1"],
        ["ACK", "7", "1"],
        ["ACK", "8", "2"],
    ]


def _half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize(("currency", "decimals"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
@pytest.mark.parametrize("gross", [False, True])
def test_the_figures_of_thirty_lines_of_mixed_tax(
    eur: Crm, tmp_path: Path, currency: str, decimals: int, gross: bool
) -> None:
    rates = ("19", "7", "0")
    lines = [
        {
            "description": f"Item {number}",
            "quantity": str(Decimal(number) / 4),
            "unit_price": str(Decimal("3.337") * number),
            "discount_percent": "2.5" if number % 5 == 0 else "0",
            "tax_percent": rates[number % 3],
        }
        for number in range(1, 31)
    ]
    sums = dict.fromkeys(rates, Decimal(0))
    for line in lines:
        worth = Decimal(line["quantity"]) * Decimal(line["unit_price"])
        off = _half_up(worth * Decimal(line["discount_percent"]) / 100, 12)
        sums[line["tax_percent"]] += _half_up(worth - off, decimals)
    if gross:
        total = sum(sums.values())
        tax = sum(
            _half_up(part * Decimal(rate) / (100 + Decimal(rate)), decimals)
            for rate, part in sums.items()
        )
    else:
        tax = sum(_half_up(part * Decimal(rate) / 100, decimals) for rate, part in sums.items())
        total = sum(sums.values()) + tax
    answer = applied(
        eur,
        tmp_path,
        {"op": "add_client", "ref": "c", "name": "Ann"},
        {"op": "add_sale", "ref": "s", "client": "c", "title": "All", "currency": currency,
         "lines": lines, "prices_include_tax": gross},
        {"op": "bill", "sales": ["s"]},
    )  # fmt: skip
    assert answer.status == 0, answer.out
    (sale,) = eur("card", "id:1", "--json").json["last_sales"]
    assert sale["total"] == {"amount": f"{total:.{decimals}f}", "currency": currency}
    assert sale["tax"] == {"amount": f"{tax:.{decimals}f}", "currency": currency}
    assert sale["billed"] == sale["total"] == sale["open"]
    (invoice,) = eur("list", "invoices", "--json").json
    assert invoice["total"] == invoice["payable"] == invoice["open"] == sale["total"]
    assert eur("check", "--json").json["ok"]


def test_settings_of_numbers_and_money_are_shown_and_obeyed(eur: Crm, tmp_path: Path) -> None:
    assert eur("settings", "--json").json["numbers.invoice"] == "I-{year}-{number:4}"
    assert eur("settings", "numbers.quote", "AN/{number:3}").status == 0
    assert eur("settings", "numbers.quote", "{month}").status == 1
    applied(
        eur,
        tmp_path,
        {"op": "add_client", "ref": "c", "name": "Ann"},
        {"op": "add_quote", "client": "c", "title": "x", "amount": "5"},
    )
    assert eur("list", "quotes", "--json").json[0]["number"] == "AN/001"


def test_everything_comes_back_equal(traded: Crm, run: Crm, tmp_path: Path) -> None:
    first, second = tmp_path / "one.json", tmp_path / "two.json"
    assert traded("export", "everything", first).status == 0
    other = ("--data-dir", tmp_path / "other", "--now", "2026-05-12T08:42:00Z")
    assert run(*other, "import", first).status == 0
    assert run(*other, "check", "--json").json["ok"]
    assert run(*other, "export", "everything", second).status == 0
    assert json.loads(first.read_bytes()) == json.loads(second.read_bytes())
