"""Which words stand over the columns of banks' tables for which field; a list, nothing more.

Words are compared without case, spaces and punctuation, in the languages and dialects of banks
and payment services: English, German, French, Spanish, Dutch, Chinese; Sparkasse, DKB, N26,
Deutsche Bank, PayPal, Wise, Revolut, Monzo, Chase, Alipay, WeChat Pay, ICBC, CCB, CMB, BOC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from smallcrm.importers.heading_text import normalised
from smallcrm.importers.headings import IGNORE

SYNONYMS: Final[dict[str, str]] = {
    "booked": """
        date | booking date | posting date | posted date | post date | transaction date
        | date posted | completed date | date completed utc | date completed
        | transaction posted date | posted | buchungstag | buchungsdatum | buchung | datum
        | date de comptabilisation | date opération | date operation | dateop | date comptable
        | date de l'opération | fecha | fecha operación | fecha de operación | f. operación
        | fecha contable | boekdatum | fecha operacion | 交易日期 | 交易时间 | 记账日期
        | 入账日期 | 记账日 | 日期 | 付款时间 | 交易日 | 入账时间 | 记账时间 | 交易日期时间
    """,
    "started": "started date | date started utc | date started | 交易创建时间",
    "value": """
        value date | valuta | valutadatum | wertstellung | wertstellungsdatum | wert | dateval
        | date de valeur | date valeur | fecha valor | f. valor | rentedatum | 起息日 | 起息日期
    """,
    "amount": """
        amount | transaction amount | betrag | umsatz | montant | importe | bedrag | monto
        | cantidad | net | netto | net amount | 交易金额 | 金额 | 发生额 | 交易额 | amount eur
        | amount gbp | amount usd
    """,
    "gross": "gross | brutto | gross amount",
    "fee": "fee | fees | gebühr | gebuehr | frais | comisión",
    "credit": """
        credit | credit amount | money in | paid in | deposits | deposit | credits | in | haben
        | gutschrift | crédit | ingresos | abono | abonos | haber | 收入 | 收入金额 | 贷方
        | 贷方发生额 | 贷方金额 | 存入 | 存入金额 | 交易金额收入 | 记账金额收入 | 转入金额
        | 贷方发生额收入 | 收入元
    """,
    "debit": """
        debit | debit amount | money out | paid out | withdrawals | withdrawal | debits | out
        | soll | lastschrift | débit | gastos | cargo | cargos | debe | 支出 | 支出金额 | 借方
        | 借方发生额 | 借方金额 | 支取 | 支取金额 | 交易金额支出 | 记账金额支出 | 转出金额
        | 借方发生额支取 | 支出元
    """,
    "sign": """
        soll/haben | s/h | debit/credit | d/c | cr/dr | dr/cr | credit debit indicator | af bij
        | credit/debit | direction | sens | 收/支 | 借/贷 | 借贷标志 | 借贷方向 | 借贷 | 收支
        | 收付标志 | 交易方向 | debit or credit | soll/haben-kennzeichen | 收支类型
    """,
    "currency": """
        currency | currency code | ccy | währung | waehrung | devise | divisa | moneda
        | valuta code | payment currency | munt | 币种 | 币别 | 货币 | 交易币种 | 记账币种
        | account currency
    """,
    "name": """
        name | counterparty | counter party | counterparty name | partner name | other party
        | beguenstigter/zahlungspflichtiger | begünstigter / auftraggeber
        | auftraggeber/empfänger | auftraggeber / begünstigter | name zahlungsbeteiligter
        | auftraggeber/zahlungsempfänger | begünstigter/auftraggeber | empfänger/auftraggeber
        | tiers | nom | contrepartie | nombre | beneficiario | contraparte | naam / omschrijving
        | naam tegenpartij | merchant | 对方户名 | 对方名称 | 对方账户名称 | 对方姓名 | 交易对方
        | 对方单位 | 对方单位名称 | 收/付方名称 | 对方账户名 | 交易对手 | 对手户名 | 对方
        | 交易对手名称 | 收付款人名称 | 对方账号与户名 | 对方帐户名称 | 收(付)方名称
    """,
    "payer": """
        payer name | payer | zahlungspflichtige*r | zahlungspflichtiger | ordering party
        | 付款人名称 | 付款人 | 付款方户名 | 付款方名称
    """,
    "payee": """
        payee name | payee | zahlungsempfänger*in | zahlungsempfänger | beneficiary name
        | beneficiary | 收款人名称 | 收款人 | 收款方户名 | 收款方名称
    """,
    "account": """
        counterparty account | counterparty iban | partner iban | payee account number | iban
        | kontonummer/iban | iban zahlungsbeteiligter | kontonummer | beneficiary iban
        | beneficiary account number | iban des auftraggebers | cuenta contraparte
        | tegenrekening | tegenrekening iban/bban | iban/bban | compte contrepartie
        | iban / kontonummer | 对方账号 | 对方帐号 | 对方账户 | 对方账户账号 | 对方卡号
        | 对手账号 | 收(付)方账号 | 对方卡号/账号 | 收/付方账号 | 对方账号/卡号
    """,
    "own_account": """
        auftragskonto | iban auftragskonto | accountnum | own account | account | account number
        | iban kontoinhaber | rekening | konto | 账号 | 帐号 | 卡号 | 本方账号 | 查询账号 | 账户
        | 交易账号 | 我方账号 | account iban | compte | cuenta
    """,
    "reference": """
        reference | description | transaction description | payment reference | memo | details
        | narrative | particulars | remittance information | purpose | verwendungszweck
        | bemerkung | vorgang/verwendungszweck | libellé | libelle | label | libelle operation
        | libellé opération | libelle simplifie | informations complementaires | concepto
        | descripción | observaciones | concept | mededelingen | omschrijving | subject | betreff
        | note | hinweis | item title | artikelbezeichnung | invoice number | rechnungsnummer
        | notes and #tags | transaction details | text | buchungsdetails | 摘要 | 用途 | 附言
        | 备注 | 交易摘要 | 业务摘要 | 商品说明 | 商品 | 商品名称 | 交易备注 | 交易附言
        | 交易地点/附言 | 交易详情 | 交易说明 | 客户附言 | 交易用途 | 说明 | 摘要说明
    """,
    "kind": """
        type | transaction type | buchungstext | umsatzart | umsatztyp | typ | typ transaktion
        | type operation | type opération | 交易类型 | 交易分类 | 类型 | 业务类型
    """,
    "bank_id": """
        transaction id | id | transferwise id | transaktionscode | fitid | bank reference
        | transaction number | transaction reference | unique id | 流水号 | 交易流水号 | 交易单号
        | 交易订单号 | 交易号 | 核心流水号 | 柜员流水号 | 交易流水 | 凭证流水号 | 日志号
    """,
    "end_to_end": """
        kundenreferenz (end-to-end) | end to end id | end-to-end reference | kundenreferenz
        | end-to-end id | ende-zu-ende-referenz | customer reference | end to end reference
    """,
    "balance": """
        balance | running balance | running bal | account balance | saldo | kontostand | guthaben
        | saldo nach buchung | solde | accountbalance | 余额 | 账户余额 | 本次余额 | 联机余额
        | 交易后余额 | 当前余额 | 帐户余额 | saldo disponible | saldo na mutatie
    """,
    "status": """
        status | state | transaction status | info | estado | statut | 交易状态 | 当前状态 | 状态
    """,
    "impact": "balance impact | auswirkung auf guthaben",
}
FIELDS: Final = tuple(SYNONYMS)
# Several columns may fill these; of the others the first counts.
REPEATABLE: Final = frozenset({"reference"})
# What no other column of a bank says: a table with one of these and a date is a statement.
AMOUNTS: Final = ("amount", "gross", "credit", "debit")
_BRACKETS: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_LONGEST: Final = 200


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for name, synonyms in SYNONYMS.items():
        for synonym in (name, *synonyms.split("|")):
            if key := normalised(synonym):
                words.setdefault(key, name)
    return words


def field_for(heading: str) -> str | None:
    """Recognise one heading: as it is, or without what stands in brackets (`Betrag (€)`)."""
    if len(heading) > _LONGEST:
        return None
    words = _words()
    return words.get(normalised(heading)) or words.get(normalised(_BRACKETS.sub("", heading)))


def fields_of(heading: Sequence[str]) -> list[str | None]:
    """Give each column its field, None where none is recognised or another column has it."""
    fields: list[str | None] = []
    for cell in heading:
        name = field_for(cell)
        fields.append(name if name in REPEATABLE or name not in fields else None)
    if "booked" not in fields:
        fields = ["booked" if name == "started" else name for name in fields]
    if "booked" not in fields:
        fields = ["booked" if name == "value" else name for name in fields]
    if "amount" not in fields:
        fields = ["amount" if name == "gross" else name for name in fields]
    if "credit" in fields and "debit" in fields:
        # Beside two columns of amounts, a further one is the same again.
        fields = [None if name in ("amount", "sign") else name for name in fields]
    return fields


def looks_like_statement(fields: Sequence[str | None]) -> bool:
    """Tell whether a heading has what a statement needs: a date and an amount."""
    return "booked" in fields and any(name in fields for name in AMOUNTS)


def known_field(name: str) -> bool:
    """Tell whether a caller may map a column to that field."""
    return name in SYNONYMS or name == IGNORE
