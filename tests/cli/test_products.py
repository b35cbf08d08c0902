"""`import --as products` and `export products`: dry run, rejects, twice, undo, and back again."""

import csv
from pathlib import Path

import pytest
from tests.cli.conftest import Crm

LIST = """Code,Product name,Unit,Price EUR,Price USD,Tax rate
T-1,Tuning,h,85.00,95.50,19%
S-1,Strings,set,30,,7%
S-1,Strings again,set,31,,7%
,Nothing,,x,,
,Advice,h,120,,
"""


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.mark.parametrize("given", [(), ("--as", "products")])
def test_a_price_list_comes_in_once(crm: Crm, prices: Path, given: tuple[str, ...]) -> None:
    trial = crm("import", prices, *given, "--dry-run", "--json").json
    assert trial.items() >= {"read": 5, "added": 3, "dry_run": True, "rejects": None}.items()
    assert crm("list", "products", "--json").json == []
    first = crm("import", prices, *given, "--json").json
    assert first.items() >= {"kind": "products", "read": 5, "added": 3, "merged": 0}.items()
    assert [(row["row"], row["why"]) for row in first["skipped"]] == [
        (3, "product_twice"),
        (4, "not_an_amount"),
    ]
    rejected = list(csv.DictReader(Path(first["rejects"]).read_text("utf-8-sig").splitlines()))
    assert [row["Product name"] for row in rejected] == ["Strings again", "Nothing"]
    again = crm("import", prices, *given, "--json").json
    assert (again["added"], again["merged"], again["unchanged"]) == (0, 0, 3)
    assert again["import_id"] is None
    assert crm("check", "--json").json["ok"]


def test_new_prices_change_the_old_and_are_one_action(
    crm: Crm, prices: Path, tmp_path: Path
) -> None:
    crm("import", prices)
    before = crm("list", "products", "--json").json
    later = tmp_path / "later.csv"
    later.write_text(
        "Code,Product name,Price EUR,Price CHF\nT-1,Tuning,90,92\nA-1,advice,120,\nN-1,New,1,\n",
        "utf-8",
    )
    done = crm("import", later, "--json").json
    assert (done["added"], done["merged"], done["unchanged"]) == (1, 2, 0)
    by_code = {row["code"]: row for row in crm("list", "products", "--json").json}
    assert by_code.keys() == {"T-1", "S-1", "A-1", "N-1"}
    assert [price["amount"] for price in by_code["T-1"]["prices"]] == ["92.00", "90.00", "95.50"]
    assert (by_code["T-1"]["unit"], by_code["T-1"]["tax_percent"]) == ("h", "19")
    assert by_code["A-1"]["name"] == "advice"
    assert crm("undo").status == 0
    assert crm("list", "products", "--json").json == before
    assert crm("redo").status == 0
    assert crm("check", "--json").json["ok"]


def test_a_rate_that_changes_takes_its_category_along(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"

    def imported(text: str) -> dict[str, str]:
        path.write_text(
            f"Code,Product,Unit price,Tax rate,Tax category,Tax reason\n{text}", "utf-8"
        )
        answer = crm("import", path, "--json").json
        row = crm("list", "products", "--json").json[0]
        return {**answer, **row}

    assert imported("a,A,1,0,,\n")["tax_category"] == "Z"
    assert imported("a,A,1,19,,\n")["tax_category"] == "S"
    assert imported("a,A,1,0,E,Education\n")["tax_reason"] == "Education"
    assert imported("a,A,1,0,,\n")["unchanged"] == 1
    refused = imported("a,A,1,19,,\n")
    assert [row["why"] for row in refused["skipped"]] == ["tax_in_untaxed_category"]
    assert [row["why"] for row in imported("b,B,1,0,E,\n")["skipped"]] == ["no_tax_reason"]
    assert imported("a,A,1,7,S,\n")["tax_percent"] == "7"


def test_two_of_one_name_are_told_by_their_codes(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Code,Product,Unit price\na,Same,1\nb,Same,2\n", "utf-8")
    assert crm("import", path, "--json").json["added"] == 2
    path.write_text("Product,Unit price\nSame,3\n", "utf-8")
    answer = crm("import", path, "--json").json
    assert [row["why"] for row in answer["skipped"]] == ["ambiguous_product"]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_products_are_written_and_read_again(
    crm: Crm, run: Crm, prices: Path, tmp_path: Path, ending: str
) -> None:
    crm("import", prices)
    crm("add", "product", "--name", "Old", "--price", "1.000001", "--currency", "KWD")
    file = tmp_path / f"out.{ending}"
    assert crm("export", "products", file, "--json").json["rows"] == 4
    if ending == "csv":
        assert crm("import", file, "--json").json["unchanged"] == 4
        other = ("--data-dir", tmp_path / "other", "--now", "2026-05-12T08:42:00Z")
        assert run(*other, "import", file, "--json").json["added"] == 4

        def rows(answer: list[dict[str, object]]) -> list[dict[str, object]]:
            return [{**row, "id": None} for row in answer]

        there = run(*other, "list", "products", "--json").json
        assert rows(there) == rows(crm("list", "products", "--json").json)


@pytest.mark.parametrize("what", ["quotes", "invoices", "contracts"])
def test_papers_are_written_and_never_taken_for_sales(crm: Crm, tmp_path: Path, what: str) -> None:
    crm("add", "client", "--name", "Ann")
    crm("add", "quote", "Ann", "--title", "Lamp", "--amount", "5")
    csv_file, json_file = tmp_path / "out.csv", tmp_path / "out.json"
    rows = crm("export", what, csv_file, "--json").json["rows"]
    assert rows == (1 if what == "quotes" else 0)
    assert crm("export", what, json_file).status == 0
    crm("import", csv_file)
    assert crm("list", "sales", "--json").json == []
    assert len(crm("list", "clients", "--json").json) == 1


def test_a_product_is_added_by_one_command(crm: Crm) -> None:
    made = crm(
        *("add", "product", "--name", "Lamp", "--code", "L", "--unit", "pc"),
        *("--price", "1250", "--currency", "JPY", "--tax", "10", "--json"),
    ).json
    assert made["prices"] == [{"amount": "1250", "currency": "JPY"}]
    assert made.items() >= {"code": "L", "tax_percent": "10", "tax_category": "S"}.items()
    assert crm("add", "product", "--name", "x", "--currency", "EUR").status == 2
    assert crm("add", "product", "--name", "x", "--code", "L", "--json").json["error"] == (
        "product_code_taken"
    )


def test_a_quote_is_added_by_one_command(crm: Crm) -> None:
    crm("add", "client", "--name", "Ann")
    made = crm(
        *("add", "quote", "Ann", "--title", "Lamp", "--amount", "12.50", "--currency", "EUR"),
        *("--valid-until", "2026-06-01", "--json"),
    ).json
    assert made.items() >= {
        "number": "Q-2026-0001", "state": "open", "valid_until": "2026-06-01",
        "total": {"amount": "12.50", "currency": "EUR"},
    }.items()  # fmt: skip
    assert crm("add", "quote", "Nobody", "--title", "x", "--amount", "1").status == 1
