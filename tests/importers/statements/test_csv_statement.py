"""The tables of banks and payment services, each with its own headings, signs and preamble."""

from __future__ import annotations

from datetime import date

import pytest
from tests.importers.statements.conftest import Reading

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.statements import StatementLine

SPARKASSE = """\
"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";\
"Mandatsreferenz";"Kundenreferenz (End-to-End)";"Sammlerreferenz";\
"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"
"DE89370400440532013000";"20.11.26";"21.11.26";"GUTSCHRIFT";"Rechnung 12";"";"";"NOTPROVIDED";"";\
"Müller GmbH";"AT611904300234573201";"X";"1.234,56";"EUR";"Umsatz gebucht"
"DE89370400440532013000";"19.11.26";"19.11.26";"LASTSCHRIFT";"Strom";"";"";"E-7";"";\
"Stadtwerke";"";"";"-29,90";"EUR";"Umsatz vorgemerkt"
"DE89370400440532013000";"19.11.26";"19.11.26";"KARTE";"";"";"";"";"";\
"Café";"";"";"-3,5x";"EUR";"Umsatz gebucht"
"""


def test_sparkasse(reading: Reading) -> None:
    file = reading(SPARKASSE, "cp1252")
    (statement,) = file.statements
    assert (file.format, file.encoding, file.separator) == ("csv", "cp1252", ";")
    assert statement.account == "DE89370400440532013000"
    assert statement.lines == (
        StatementLine(
            booked_on=date(2026, 11, 20),
            amount_minor=123456,
            currency="EUR",
            name="Müller GmbH",
            account="AT611904300234573201",
            reference="Rechnung 12",
            value_on=date(2026, 11, 21),
        ),
    )
    assert [(one.place, one.code) for one in statement.rejected] == [
        (3, "line_not_booked"),
        (4, "unknown_currency"),
    ]


def only(reading: Reading, text: str, written_in: str = "utf-8", **options: object):
    (statement,) = reading(text, written_in, **options).statements
    return statement


def test_deutsche_bank_with_two_columns_preamble_and_footer(reading: Reading) -> None:
    statement = only(
        reading,
        "Umsätze Girokonto;;;\n100 1234567 00;;;\n"
        "Buchungstag;Wert;Begünstigter / Auftraggeber;Verwendungszweck;Soll;Haben;Währung\n"
        "20.11.2026;20.11.2026;Anna;R 1;;1.000,00;EUR\n"
        "20.11.2026;20.11.2026;Strom;S;-12,00;;EUR\n"
        "Kontostand;20.11.2026;;;5.000,00;;EUR\n",
    )
    assert [line.amount_minor for line in statement.lines] == [100000, -1200]
    assert [one.code for one in statement.rejected] == ["not_a_date"]


def test_balances_reconcile_in_either_order(reading: Reading) -> None:
    head = "Date,Description,Amount,Balance\n"
    rows = ["2026-11-01,a,10.00,110.00\n", "2026-11-02,b,-5.00,105.00\n", "2026-11-03,c,1,106\n"]
    for text in (head + "".join(rows), head + "".join(reversed(rows))):
        statement = only(reading, text, default_currency="GBP")
        assert (statement.opening_minor, statement.closing_minor) == (10000, 10600)
        assert not statement.warnings
    statement = only(reading, head + rows[0] + rows[2], default_currency="GBP")
    assert [warning.code for warning in statement.warnings] == ["balance_differs"]


PAYPAL = (
    '"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto",'
    '"Absender E-Mail-Adresse","Transaktionscode","Rechnungsnummer","Guthaben","Betreff",'
    '"Auswirkung auf Guthaben"\n'
    '"20.11.2026","10:00:00","CET","Anna","Zahlung","Abgeschlossen","EUR","100,00","-2,84","97,16",'
    '"a@example.com","T1","R-12","97,16","","Haben"\n'
    '"20.11.2026","11:00:00","CET","Bert","Zahlung","Ausstehend","EUR","50,00","0,00","50,00",'
    '"b@example.com","T2","","97,16","","Memo"\n'
    '"21.11.2026","11:00:00","CET","Carl","Zahlung","Abgeschlossen","USD","1.000,00","0,00",'
    '"1.000,00","c@example.com","T3","","1.000,00","","Haben"\n'
)


def test_paypal_gives_the_gross_and_the_fee_and_two_currencies(reading: Reading) -> None:
    euro, dollar = reading(PAYPAL, "utf-8-sig").statements
    assert [(line.amount_minor, line.reference, line.bank_id) for line in euro.lines] == [
        (10000, "R-12", "T1"),
        (-284, "Gebühr R-12", "T1/fee"),
    ]
    assert (euro.opening_minor, euro.closing_minor, euro.warnings) == (0, 9716, ())
    assert dollar.lines[0].amount == Money(100000, "USD")
    assert [one.code for one in euro.rejected] == ["line_not_booked"]


def test_wise(reading: Reading) -> None:
    statement = only(
        reading,
        '"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance",'
        '"Payer Name","Payee Name","Payee Account Number",Merchant,"Total fees"\n'
        "TRANSFER-1,20-11-2026,250.00,EUR,Received money,INV 7,300.00,Anna,,,,0.00\n"
        "CARD-2,19-11-2026,-10.00,EUR,Card,,50.00,,,,Cafe,0.10\n",
    )
    assert [(line.name, line.amount_minor, line.bank_id) for line in statement.lines] == [
        ("Anna", 25000, "TRANSFER-1"),
        ("Cafe", -1000, "CARD-2"),
    ]
    assert statement.lines[0].reference == "Received money INV 7"
    assert not statement.warnings


def test_revolut(reading: Reading) -> None:
    statement = only(
        reading,
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "TOPUP,Current,2026-11-01 10:00:00,2026-11-02 10:00:00,Top,100.00,0.00,GBP,COMPLETED,100\n"
        "TRANSFER,Current,2026-11-03 1:00:00,2026-11-03 1:00:01,Anna,-10.00,0.20,GBP,COMPLETED,"
        "89.80\n"
        "CARD_PAYMENT,Current,2026-11-04 10:00:00,,Cafe,-3.00,0.00,GBP,REVERTED,\n",
    )
    assert [line.amount_minor for line in statement.lines] == [10000, -1000, -20]
    assert statement.lines[0].booked_on == date(2026, 11, 2)
    assert not statement.warnings


def test_n26(reading: Reading) -> None:
    statement = only(
        reading,
        '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference",'
        '"Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"\n'
        '2026-11-20,2026-11-20,Anna,AT611904300234573201,Credit,"R 12","Main",12.50,,,\n',
    )
    assert statement.lines[0].amount == Money(1250, "EUR")
    assert (statement.lines[0].name, statement.lines[0].reference) == ("Anna", "R 12")


# ruff: noqa: E501
ALIPAY = """\
------------------------------------------------------------------------------------
导出信息：
姓名：张伟
支付宝账户：zhang1@example.com
起始时间：[2026-11-01 00:00:00]    终止时间：[2026-11-22 00:00:00]
------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------
交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,
2026-11-20 10:00:00,转账红包,陈明,che***@example.cn,货款 Q-17,收入,1200.00,,交易成功,20261120001\t,M1\t,,
2026-11-20 11:00:00,餐饮美食,咖啡馆,x@y,拿铁,支出,18.00,花呗,交易成功,20261120002\t,,,
2026-11-20 11:30:00,退款,咖啡馆,x@y,退款-拿铁,不计收支,18.00,花呗,退款成功,20261120003\t,,,
2026-11-20 12:00:00,投资理财,余额宝,/,转入,不计收支,500.00,余额,交易成功,20261120004\t,,,
2026-11-20 12:10:00,餐饮美食,咖啡馆,/,拿铁,支出,18.00,余额,交易关闭,20261120005\t,,,
"""


def test_alipay(reading: Reading) -> None:
    statement = only(reading, ALIPAY, "gb18030")
    assert (statement.account, statement.currency) == ("zhang1@example.com", "CNY")
    assert [(line.name, line.amount_minor, line.bank_id) for line in statement.lines] == [
        ("陈明", 120000, "20261120001"),
        ("咖啡馆", -1800, "20261120002"),
        ("咖啡馆", 1800, "20261120003"),
    ]
    assert statement.lines[0].reference == "货款 Q-17"
    assert [one.code for one in statement.rejected] == [
        "line_without_direction",
        "line_not_booked",
    ]


def test_wechat_pay(reading: Reading) -> None:
    statement = only(
        reading,
        "微信支付账单明细,,,,,,,,,,\n微信昵称：[张],,,,,,,,,,\n,,,,,,,,,,\n"
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
        '2026-11-20 10:00:00,转账,林晓,"货款",收入,¥88.00,/,已存入零钱,"100\t","M\t","/"\n'
        '2026-11-20 12:00:00,商户消费,超市,"水",支出,¥3.50,零钱,支付成功,"101\t","M\t","/"\n',
    )
    assert [(line.name, line.amount) for line in statement.lines] == [
        ("林晓", Money(8800, "CNY")),
        ("超市", Money(-350, "CNY")),
    ]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        (
            "交易日期,收入金额,支出金额,余额,对方户名,对方账号,摘要\n2026-11-20,１００．５０,,100.50,甲,6222,货款\n20261121,0.00,20.00,80.50,乙,6223,费\n",
            [10050, -2000],
        ),
        (
            '交易时间,借方发生额,贷方发生额,余额,对方户名,用途\n2026/11/20,,"1,000.00","1,000.00",甲,货款\n',
            [100000],
        ),
        (
            "交易日期,借/贷,交易金额,对方户名\n2026-11-20,借,12.00,甲\n2026-11-20,贷,13.00,乙\n",
            [-1200, 1300],
        ),
        (
            "序号,摘要,币别,交易日期,交易金额,账户余额,对方账号与户名\n1,消费,人民币元,20261120,-5.00,95.00,店\n",
            [-500],
        ),
        (
            "Datum;Umsatz;Soll/Haben;Zweck\n20.11.2026;12,50;S;a\n20.11.2026;1,00;H;b\n",
            [-1250, 100],
        ),
        (
            "Date;Libellé;Débit;Crédit\n20/11/2026;Loyer;1 200,00;\n21/11/2026;Vente;;50,00\n",
            [-120000, 5000],
        ),
        ("Fecha;Concepto;Importe;Saldo\n20/11/2026;Cobro;1.000,00;1.000,00\n", [100000]),
        (
            "Date,Description,Amount\n11/20/2026,a,(12.00)\n11/21/2026,b,7.00-\n11/21/2026,c,+3\n",
            [-1200, -700, 300],
        ),
        (
            "Datum;Naam / Omschrijving;Af Bij;Bedrag (EUR)\n20261120;X;Af;12,00\n20261120;Y;Bij;1,00\n",
            [-1200, 100],
        ),
    ],
)
def test_dialects(reading: Reading, text: str, amounts: list[int]) -> None:
    statement = only(reading, text, default_currency="CNY")
    assert [line.amount_minor for line in statement.lines] == amounts
    assert not statement.rejected
    assert not statement.warnings


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("hello world\n", {}, "not_a_statement"),
        ("Name,Phone\nAnna,12\n", {}, "not_a_statement"),
        ("%PDF-1.7 ...", {}, "not_a_statement"),
        ("Date,Amount\n", {"default_currency": "EUR"}, "no_rows"),
        ("Date,Amount\n2026-11-20,5\n", {}, "no_currency"),
        ("Date,Amount\n2026-11-20,5\n", {"mapping": {"X": "amount"}}, "unknown_column"),
        ("Date,Amount\n2026-11-20,5\n", {"mapping": {"Amount": "x"}}, "unknown_field"),
        ("Date,Amount\n2026-11-20,5\n", {"mapping": {"Amount": "ignore"}}, "missing_column"),
        ("Date,Amount\n2026-11-20,5\n", {"date_order": "x"}, "unknown_date_order"),
        ("Date,Amount\n2026-11-20,5\n", {"decimal_sign": "x"}, "unknown_decimal_sign"),
        ("Date,Amount\n2026-11-20,5\n", {"encoding": "utf-16"}, "not_a_statement"),
    ],
)
def test_what_cannot_be_taken(reading: Reading, text: str, options, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading(text, **options)
    assert refused.value.code == code


def test_the_owner_names_the_columns(reading: Reading) -> None:
    statement = only(
        reading,
        "when,how much,what\n03/04/2026,5.00,rent\n",
        mapping={"when": "booked", "how much": "amount", "what": "reference"},
        date_order="mdy",
        default_currency="USD",
    )
    assert statement.lines == (StatementLine(date(2026, 3, 4), 500, "USD", reference="rent"),)


def test_a_balance_that_is_hidden_is_none(reading: Reading) -> None:
    statement = only(reading, "Date,Amount,Balance\n2026-11-20,5.00,***\n", default_currency="EUR")
    assert len(statement.lines) == 1
    assert statement.closing_minor is None
