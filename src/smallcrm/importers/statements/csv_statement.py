"""Bank statements as tables of text: every bank its own headings, signs and preambles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.statements import is_iban
from smallcrm.importers.csv_table import (
    SEPARATORS,
    raw_rows,
    table_of,
    without_separator_line,
)
from smallcrm.importers.heading_text import normalised
from smallcrm.importers.headings import IGNORE, bracketed
from smallcrm.importers.plan import SAMPLES, Column, SourceFile
from smallcrm.importers.statements.csv_fields import (
    FIELDS,
    fields_of,
    known_field,
    looks_like_statement,
)
from smallcrm.importers.statements.csv_rows import BankRows, Columns
from smallcrm.importers.statements.reading import (
    MAX_LINES,
    StatementFile,
    StatementOptions,
    not_a_statement,
)
from smallcrm.importers.table import RawRow, Table
from smallcrm.importers.text import decode
from smallcrm.importers.values import currency_of, settle_dates, settle_decimals

_SAMPLE_CHARACTERS: Final = 64 * 1024
_HEADING_WITHIN: Final = 60  # rows: Alipay's preamble has some twenty lines
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
# Words before the account's number, or its currency, in what stands above the table.
_ACCOUNT_WORDS: Final = re.compile(
    r"(?:account(?: number| no\.?)?|iban|konto(?:nummer)?|compte|cuenta|rekening|账号|帐号|卡号"
    r"|账户|支付宝账户|客户号)\s*[:：;,\t]?\s*\[?([A-Za-z0-9@._*\- ]{4,40})",
    re.IGNORECASE,
)
_CURRENCY_WORDS: Final = re.compile(
    r"(?:currency|währung|devise|divisa|币种|币别)\s*[:：;,\t]?\s*([^\s,;:：]{1,10})", re.IGNORECASE
)
_CHINESE_SERVICES: Final = re.compile("支付宝|微信")


class CsvReader:
    """Statements as CSV: takes any text and refuses what has no date and amount."""

    name = "csv"
    endings = (".csv", ".tsv", ".tab", ".txt")

    def claims(self, file: SourceFile) -> bool:
        """Take any file: its content decides in `read`."""
        return bool(file.data)

    def read(self, file: SourceFile, options: StatementOptions) -> StatementFile:
        """Decode, find the heading, read the rows; raises Refusal."""
        decoded = decode(file.data, options.encoding, country=options.country)
        text, told = without_separator_line(decoded.text)
        separator, heading_row = _shape(text, options, told)
        if not separator:
            raise not_a_statement(file)
        table = table_of(text, separator, heading_row=heading_row)
        if len(table.rows) > MAX_LINES:
            raise Refusal("too_many_rows", field="file", limit=MAX_LINES)
        fields = _mapped(table.heading, options.mapping)
        preamble = raw_rows(_first_lines(text, heading_row), separator)
        columns = _columns(table, fields, preamble, options)
        statements = BankRows(columns).statements(table)
        dates = settle_dates(columns.cells(table, "booked"), options.country)
        decimals = settle_decimals(columns.amounts(table), options.country)
        return StatementFile(
            format=self.name,
            statements=statements,
            encoding=decoded.encoding,
            columns=_described(table, fields),
            separator=separator,
            heading_row=table.heading_row,
            date_order=options.date_order or dates.order,
            date_order_ambiguous=dates.ambiguous and options.date_order is None,
            decimal_sign=options.decimal_sign or decimals.sign,
            decimal_sign_ambiguous=decimals.ambiguous and options.decimal_sign is None,
        )


def _first_lines(text: str, count: int) -> str:
    return "\n".join(text[:_SAMPLE_CHARACTERS].splitlines()[: max(count - 1, 0)])


def _shape(text: str, options: StatementOptions, told: str | None) -> tuple[str, int]:
    """Find the separator and the row of the heading: where most headings are recognised."""
    sample = text[:_SAMPLE_CHARACTERS]
    given = options.separator or told
    best = (0, "", 0)
    for separator in (given,) if given else SEPARATORS:
        rows = [cells for cells, _ in raw_rows(sample, separator)[:_HEADING_WITHIN]]
        for number, cells in enumerate(rows, start=1):
            if options.heading_row not in (None, number):
                continue
            fields = fields_of(_with(cells, options.mapping))
            if len(cells) > 1 and (looks_like_statement(fields) or options.mapping):
                count = sum(name is not None for name in fields)
                best = max(best, (count, separator, -number))
    return best[1], -best[2]


def _with(cells: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """Put the caller's fields in place of headings (a field's own name is a heading of it)."""
    given = {normalised(column): name for column, name in mapping.items()}
    return [given.get(normalised(cell), cell) for cell in cells]


def _mapped(heading: Sequence[str], mapping: Mapping[str, str]) -> list[str | None]:
    """Recognise the columns; raises Refusal `unknown_column`, `unknown_field`, `missing_column`."""
    known = {normalised(cell) for cell in heading}
    for column, name in mapping.items():
        if normalised(column) not in known:
            raise Refusal("unknown_column", field="map", text=column, known=tuple(heading))
        if not known_field(name):
            raise Refusal("unknown_field", field="map", text=name, known=(*FIELDS, IGNORE))
    given = {normalised(column): name for column, name in mapping.items()}
    open_cells = ["" if normalised(cell) in given else cell for cell in heading]
    taken = set(given.values())
    fields = [
        given.get(normalised(cell)) or (None if found in taken else found)
        for cell, found in zip(heading, fields_of(open_cells), strict=True)
    ]
    if not looks_like_statement(fields):
        lacking = "booked" if "booked" not in fields else "amount"
        raise Refusal("missing_column", field="map", fields=(lacking,), headings=tuple(heading))
    return [None if name == IGNORE else name for name in fields]


def _columns(
    table: Table,
    fields: Sequence[str | None],
    preamble: Sequence[RawRow],
    options: StatementOptions,
) -> Columns:
    lines = [" ".join(cell.strip() for cell in cells if cell.strip()) for cells, _ in preamble]
    columns = Columns(
        heading=table.heading,
        fields=tuple(fields),
        account=_own_account(lines),
        currency=None,
        heading_row=table.heading_row,
    )
    currency = _currency(columns, lines) or options.default_currency
    if options.date_order:
        orders = dict.fromkeys(("booked", "value"), options.date_order)
    else:
        orders = {
            name: order
            for name in ("booked", "value")
            if (order := settle_dates(columns.cells(table, name), options.country).order)
        }
    sign = options.decimal_sign or settle_decimals(columns.amounts(table), options.country).sign
    return columns.settled(currency, orders, sign)


def _own_account(lines: Sequence[str]) -> str:
    for line in lines:
        for found in _IBAN.finditer(line.upper()):
            plain = found[0].replace(" ", "")
            if is_iban(plain):
                return plain
    for line in lines:
        if (named := _ACCOUNT_WORDS.search(line)) and any(map(str.isdigit, named[1])):
            return named[1].strip()
    return ""


def _currency(columns: Columns, lines: Sequence[str]) -> str | None:
    """Find the currency of all amounts: in a heading, above the table, or by the service."""
    written = [bracketed(columns.heading_of(name)) for name in columns.amount_fields]
    written += [columns.heading_of(name).split()[-1] for name in columns.amount_fields]
    written += [found[1] for line in lines if (found := _CURRENCY_WORDS.search(line))]
    for text in written:
        try:
            return currency_of(text, "CNY" if text in ("元", "¥") else None)
        except Refusal:
            continue
    return "CNY" if any(map(_CHINESE_SERVICES.search, lines)) else None


def _described(table: Table, fields: Sequence[str | None]) -> tuple[Column, ...]:
    columns = []
    for index, (heading, name) in enumerate(zip(table.heading, fields, strict=True)):
        cells = (row.cells[index].strip() for row in table.rows[:50] if index < len(row.cells))
        samples = [cell[:80] for cell in cells if cell][:SAMPLES]
        columns.append(Column(heading, name, tuple(samples)))
    return tuple(columns)
