"""The figures of the example invoices that CEN/TC 434 and PEPPOL publish for EN 16931.

A charge on a document stands here as a line of its own, and an allowance of one rate is reckoned
with the lines of that rate.
"""

from __future__ import annotations

from tests.domain.document_lines import D, line

from smallcrm.domain.documents import Discount, Line, totals
from smallcrm.domain.enums import VatCategory


def figures(found):
    return [
        (tax.category.value, str(tax.percent), tax.net_minor, tax.tax_minor) for tax in found.taxes
    ]


def test_example_1_of_the_standard_with_goods_taken_back():
    """Twenty lines at 6 and 21 %; the last one takes 6 boxes back."""
    at_six = """2 9.95|1 9.85|1 8.29|2 7.23|1 35.00|1 35.00|1 10.65|1 1.55|3 4.79|1 8.29|2 8.29
        |1 9.95|2 1.65|1 3.90|6 17.02|-6 18.33"""
    at_21 = "1 10.80|2 3.80|2 4.67|1 18.63"
    lines = [line(*one.split(), "6") for one in at_six.split("|")]
    lines += [line(*one.split(), "21") for one in at_21.split("|")]
    found = totals(lines, "EUR")
    assert figures(found) == [("S", "6", 18323, 1099), ("S", "21", 4637, 974)]
    assert (found.net_minor, found.tax_minor, found.total_minor) == (22960, 2073, 25033)
    assert found.line_nets[14:16] == (10212, -10998)


def test_example_2_of_the_standard_rounds_half_an_oere_up():
    """1460.50 at 25 % is 365.125; what was taken back leaves less than nothing of one category."""
    exempt = Line(quantity=D(-1), unit_price=D("25.00"), category=VatCategory.EXEMPT)
    at_25 = [line("1", "1273.00", "25"), line("250", "0.75", "25"), line("1", "100.00", "25")]
    at_15 = [line("-1", "3.96", "15"), line("2", "2.48", "15")]
    found = totals(at_25, "NOK", discount=Discount(amount=D("100.00")))
    assert figures(found) == [("S", "25", 146050, 36513)]
    assert found.discount_minor == 10000
    rest = totals([*at_15, exempt], "NOK")
    assert figures(rest) == [("E", "0", -2500, 0), ("S", "15", 100, 15)]
    assert found.net_minor + rest.net_minor == 143650
    assert found.tax_minor + rest.tax_minor == 36528
    assert found.total_minor + rest.total_minor == 180178


def test_example_5_of_the_standard_with_ten_percent_off():
    """10 % of 1500.00 off the rate of 25 %, and as much for packing on top."""
    goods = [line("1000", "1.00", "25"), line("100", "5.00", "25")]
    off = totals(goods, "DKK", discount=Discount(percent=D(10)))
    assert (off.discount_minor, off.net_minor) == (15000, 135000)
    at_25 = totals(
        [*goods, line("1", "150.00", "25")], "DKK", discount=Discount(amount=D("150.00"))
    )
    at_12 = totals([line("500", "5.00", "12")], "DKK")
    assert figures(at_25) == [("S", "25", 150000, 37500)]
    assert figures(at_12) == [("S", "12", 250000, 30000)]
    assert at_25.total_minor + at_12.total_minor == 467500


def test_example_8_of_the_standard_with_prices_of_five_decimals():
    rows = """16000 0.00880|16000 0.00101|132 1.27|58 1.53|1 36.75|1 56.50|1 83.34|1 190.31
        |1 64.21|1 64.46"""
    found = totals([line(*one.split(), "21") for one in rows.split("|")], "EUR")
    assert found.line_nets[:4] == (14080, 1616, 16764, 8874)
    assert figures(found) == [("S", "21", 90891, 19087)]
    assert found.total_minor == 109978


def test_peppols_base_example_with_days_taken_back():
    lines = [line("7", "400", "25"), line("-3", "500", "25"), line("1", "25", "25")]
    found = totals(lines, "EUR")
    assert found.line_nets == (280000, -150000, 2500)
    assert figures(found) == [("S", "25", 132500, 33125)]
    assert found.total_minor == 165625


def test_peppols_example_of_allowances():
    """Lines of 4000.00 and 900.00 at 25 %, 1000.00 exempt; a charge and an allowance of 200.00."""
    taxed = [line("10", "400", "25"), line("10", "90", "25"), line("1", "200", "25")]
    exempt = Line(quantity=D(10), unit_price=D(100), category=VatCategory.EXEMPT)
    found = totals(taxed, "EUR", discount=Discount(amount=D(200)))
    rest = totals([exempt], "EUR")
    assert figures(found) == [("S", "25", 490000, 122500)]
    assert figures(rest) == [("E", "0", 100000, 0)]
    assert found.total_minor + rest.total_minor == 712500


def test_peppols_example_of_two_standard_rates():
    at_25 = [line("10", "400", "25"), line("10", "90", "25"), line("1", "200", "25")]
    found = totals(at_25, "EUR", discount=Discount(amount=D(100)))
    rest = totals([line("10", "200", "15")], "EUR")
    assert figures(found) == [("S", "25", 500000, 125000)]
    assert figures(rest) == [("S", "15", 200000, 30000)]
    assert found.net_minor + rest.net_minor == 700000
    assert found.total_minor + rest.total_minor == 855000
