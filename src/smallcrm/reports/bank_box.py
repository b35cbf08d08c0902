"""Where money is to be sent: the owner's bank details, and a code that a telephone pays from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import style as house
from smallcrm.reports.document import Page
from smallcrm.reports.layout import Flow, baseline
from smallcrm.reports.letterhead import Bank
from smallcrm.reports.text import Line

# EPC069-12, "Quick Response Code: Guidelines to Enable Data Capture for the Initiation of a SEPA
# Credit Transfer", section 3: euros only, and how long a name and a text may be.
_CURRENCY: Final = "EUR"
_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_LONGEST_NAME: Final = 70
_LONGEST_TEXT: Final = 140
_LONGEST: Final = 331  # bytes
_BEGINNING: Final = ("BCD", "002", "1", "SCT")  # version 2, UTF-8
_MASK: Final = 3

_MILLIMETRE: Final = 72 / 25.4
_CODE_SIDE: Final = 26 * _MILLIMETRE
# What stays white around the code; ISO/IEC 18004 asks for four of its points, 4 mm at the most.
_QUIET: Final = 4 * _MILLIMETRE
_LABEL_WIDTH: Final = 96.0
_ROW_GAP: Final = 0.4
_TOP: Final = 11.4  # keeps the code's white edge from the rule
_ABOVE: Final = 12.0
_GROUP: Final = 4  # digits of an IBAN that stand together

Matrix = Sequence[Sequence[int]]


def iban_shown(iban: str) -> str:
    """Write an IBAN in groups of four, as ISO 13616 has it on paper."""
    return " ".join(iban[at : at + _GROUP] for at in range(0, len(iban), _GROUP))


def bank_lines(tr: I18n, bank: Bank, name: str) -> list[str]:
    """Return the bank details as short lines; `name` is whose paper it is, and not said twice."""
    if not bank:
        return []
    found = [bank.holder if bank.holder != name else "", bank.name]
    for label, value in _numbers(tr, bank):
        # Translators: an item of the bank details at the foot of a paper: "IBAN DE12 3456"
        found.append(tr.pgettext("bank", "{label} {number}").format(label=label, number=value))
    return [line for line in found if line]


def payment_code(bank: Bank, amount: Money, reference: str) -> Matrix | None:
    """Return the points of a payment code, rows of 0 and 1 without a quiet zone.

    None where there can be none: no IBAN, no euros, nothing to pay, or the owner wants none.
    """
    euros = Decimal(amount.minor) / 100
    usable = bank.qr and bank.iban and bank.holder and amount.currency == _CURRENCY
    if not usable or not _LEAST <= euros <= _MOST:
        return None
    from segno import make_qr  # only needed here

    # Each line of the code has its meaning: what people typed must not make a line of its own.
    name = " ".join(bank.holder.split())[:_LONGEST_NAME]
    text = " ".join(reference.split())[:_LONGEST_TEXT]
    lines = (*_BEGINNING, bank.bic, name, bank.iban, f"{_CURRENCY}{euros:.2f}", "", "", text)
    payload = "\n".join(lines).rstrip().encode()
    if len(payload) > _LONGEST:
        return None
    # To weigh all eight masks against each other takes four times as long, and a run of
    # statements has a code on each; any reader of codes takes any mask.
    code = make_qr(payload, error="m", boost_error=False, mask=_MASK)
    return [list(row) for row in code.matrix]


def draw_pay_box(
    flow: Flow, tr: I18n, bank: Bank, amounts: Sequence[Money], reference: str
) -> None:
    """Draw what is to be paid, naming what, to which account; nothing without an account.

    The code is for the first amount in euros.
    """
    due = [amount for amount in amounts if amount.minor > 0]
    if not bank or not due:
        return
    formats, set_, type_, sheet = tr.formats, flow.set, flow.type, flow.sheet
    code = next(filter(None, (payment_code(bank, one, reference) for one in due)), None)
    facts = [
        (tr.pgettext("bank", "Amount"), formats.monies(due)),
        (tr.pgettext("bank", "Payment reference"), reference),
        (tr.pgettext("bank", "Account holder"), bank.holder),
        (tr.pgettext("bank", "Bank"), bank.name),
        *_numbers(tr, bank),
    ]
    room = sheet.measure - _LABEL_WIDTH - (_CODE_SIDE + 2 * _QUIET if code else 0.0)
    rows: list[tuple[Line | None, Line]] = []
    for label, text in facts:
        style = type_.body if rows else type_.strong
        named = set_.fitted(label, type_.label, _LABEL_WIDTH - 8)
        lines = set_.wrapped(text, style, room) if text else []
        rows += [(None if number else named, line) for number, line in enumerate(lines)]
    step = type_.body.leading + _ROW_GAP
    caption = set_.wrapped(_caption(tr), type_.small, _CODE_SIDE + 2 * _QUIET) if code else []
    code_height = _CODE_SIDE + _QUIET + len(caption) * type_.small.leading if code else 0.0
    heading = type_.subsection.leading + 3.0
    height = _TOP + heading + max(len(rows) * step, code_height - heading)
    flow.space(_ABOVE)
    flow.need(height)
    flow.rule(house.THIN, house.FOOT_RULE)
    top = flow.y + _TOP
    title = set_.line(tr.pgettext("bank", "How to pay"), type_.subsection)
    flow.page.text(title, sheet.left, top + baseline(type_.subsection))
    y = top + heading
    for name, line in rows:
        at = y + baseline(type_.body)
        if name is not None:
            flow.page.text(name, sheet.left, at)
        flow.page.text(line, sheet.left + _LABEL_WIDTH, at)
        y += step
    if code:
        x = sheet.right - _CODE_SIDE
        _draw_code(flow.page, code, x, top)
        y = top + _CODE_SIDE + _QUIET - 2
        for line in caption:
            flow.page.text_right(line, sheet.right, y + baseline(type_.small))
            y += type_.small.leading
    flow.y = top - _TOP + height


def _caption(tr: I18n) -> str:
    # Translators: below a payment code (EPC QR code) that a banking program reads
    return tr.pgettext("bank", "Scan to pay (SEPA)")


def _numbers(tr: I18n, bank: Bank) -> list[tuple[str, str]]:
    """Return the numbers of the account, each with its name."""
    found = (
        (tr.pgettext("bank", "Account number"), bank.account),
        (tr.pgettext("bank", "IBAN"), iban_shown(bank.iban)),
        (tr.pgettext("bank", "BIC"), bank.bic),
    )
    return [(label, value) for label, value in found if value]


def _draw_code(page: Page, code: Matrix, x: float, y: float) -> None:
    """Draw a code as blocks, those beside each other in one; the paper around it stays white."""
    side = _CODE_SIDE / len(code)
    parts = []
    for down, row in enumerate(code):
        at = 0
        for dark, points in groupby(row):
            wide = len(list(points))
            if dark:
                parts.append((x + at * side, y + down * side, wide * side, side))
            at += wide
    page.blocks(parts, _BLACK)


_BLACK: Final = house.colour("000000")
