"""Whom a client sent, what became of each, and the credit that it earned them: "my bonus?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.card.referral_line import SOON_DAYS
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.models.plain_rows import PlainRow, PlainRows
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import ReferralShape, ReferralSummary, RewardCredit
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.theme import Tone

_WHOM: Final = 1
_FOR: Final = 2
_SIGNS: Final[dict[ReferralOutcome, tuple[str, Tone]]] = {
    ReferralOutcome.WON: ("circle-check", "ok"),
    ReferralOutcome.PENDING: ("clock", "second"),
    ReferralOutcome.LOST: ("x", "third"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read: the card, and the credits of the client."""

    card: ClientCard
    credits: tuple[RewardCredit, ...]


class RewardsWindow(BesideFrame):
    """Answers "what about my bonus for sending you people?"; may stay open, follows commits.

    `wanted(name, id)`: `referral` for a row of those they sent, `open_payment` for a credit,
    `referral_tree`, `open_card` and `record_referral` with the client's id.
    """

    def __init__(self, context: UiContext, client_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context, tr.gettext("Referrals and rewards"), parent, width=840, height=600
        )
        self._client_id = client_id
        self.facts = FactRow(theme)
        self.sent = FastTableView(theme, name=tr.gettext("Whom they sent"))
        self.sent_model = PlainRows(
            (
                (tr.gettext("Date"), False),
                (tr.gettext("Client"), False),
                (tr.gettext("What for"), False),
                (tr.gettext("Outcome"), False),
                (tr.pgettext("reward", "Paid"), True),
                (tr.pgettext("reward", "Earned"), True),
            ),
            self,
        )
        self.credits = FastTableView(theme, name=tr.gettext("Credit earned"))
        self.credit_model = PlainRows(
            (
                (tr.gettext("Date"), False),
                (tr.gettext("For"), False),
                (tr.gettext("Rule"), False),
                (tr.pgettext("reward", "Earned"), True),
                (tr.pgettext("reward", "Used"), True),
                (tr.pgettext("reward", "Left"), True),
                (tr.gettext("Good until"), False),
            ),
            self,
        )
        self._more = plain_label("", "secondary")
        self._credit_heading = plain_label(tr.gettext("Credit earned"), "section")
        self.empty = EmptyState(
            theme,
            tr.gettext("Has not sent anybody yet"),
            tr.gettext("Record who they sent, and it stands here with what it earned."),
            icon="users",
        )
        self.tree_button = self.add_button(
            tr.pgettext("button", "Tree"), key=tr.pgettext("key", "Alt T"), icon="share-2"
        )
        self.add_referral_button = self.add_button(
            tr.gettext("Record referral"), key=tr.pgettext("key", "Alt R"), icon="users"
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.open_button = self.add_button(
            tr.pgettext("button", "Open"), key=tr.pgettext("key", "Enter"), primary=True
        )
        self._build()
        self.follow()

    def read(self) -> None:
        """Read anew whom they sent and what they have."""
        client_id = self._client_id

        def work(backend: Backend) -> _Found | None:
            card = backend.queries.card(client_id, slot="dialog")
            if card is None:
                return None
            return _Found(card, backend.queries.rewards_of(client_id))

        self._context.runner.task(work, self._show, self._on_failed)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.everything or changes.touches(
            Entity.REFERRAL, Entity.PAYMENT, Entity.PAYMENT_ALLOCATION, Entity.SALE, Entity.CLIENT
        )

    def _build(self) -> None:
        tr = self._context.tr
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(8))
        column.addWidget(self.facts)
        column.addWidget(hairline())
        column.addWidget(plain_label(tr.gettext("Whom they sent"), "section"))
        column.addWidget(self.sent, 3)
        column.addWidget(self._more)
        column.addWidget(self._credit_heading)
        column.addWidget(self.credits, 2)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.body.addWidget(self._pages, 1)
        for table, model, wide in (
            (self.sent, self.sent_model, _WHOM),
            (self.credits, self.credit_model, _WHOM),
        ):
            table.setModel(model)
            header = table.header
            header.setSectionsMovable(False)
            header.setSectionsClickable(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        self.sent.opened.connect(partial(self._open, self.sent_model, "referral"))
        self.credits.opened.connect(partial(self._open, self.credit_model, "open_payment"))
        self.open_button.clicked.connect(self._on_open)
        self.close_button.clicked.connect(self.reject)
        self.tree_button.clicked.connect(partial(self._ask, "referral_tree"))
        self.add_referral_button.clicked.connect(partial(self._ask, "record_referral"))
        acts: tuple[tuple[Qt.Key, Callable[[], None]], ...] = (
            (Qt.Key.Key_T, self.tree_button.click),
            (Qt.Key.Key_R, self.add_referral_button.click),
            (Qt.Key.Key_C, partial(self._ask, "open_card")),
        )
        for key, act in acts:
            QShortcut(QKeySequence(Qt.Modifier.ALT | key), self).activated.connect(act)

    def _show(self, found: _Found | None) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        if found is None:
            self.set_notice(tr.gettext("This client is not there any more."))
            self._pages.setCurrentIndex(1)
            return
        self.set_notice(None)
        card, earned = found.card, found.credits
        client = card.details.ref
        self.set_title(
            tr.gettext("Referrals and rewards"), client_label(tr, client.name, client.organisation)
        )
        self.setWindowTitle(tr.gettext("{client}, referrals").format(client=one_line(client.name)))
        self.facts.set_facts(facts(tr, card.referral_summary))
        self._fill(self.sent, self.sent_model, sent_rows(tr, card, earned))
        self._fill(self.credits, self.credit_model, credit_rows(tr, client.id, earned))
        rest = card.referral_summary.sent - len(card.referred)
        text = tr.ngettext(
            "{count} older one is in the Referrals tab.",
            "{count} older ones are in the Referrals tab.",
            rest,
        )
        self._more.setText(text.format(count=tr.formats.number(rest)))
        self._more.setVisible(rest > 0)
        for part in (self._credit_heading, self.credits):
            part.setVisible(bool(earned))
        anything = bool(card.referred or earned)
        self._pages.setCurrentIndex(0 if anything else 1)
        self.open_button.setEnabled(anything)
        if not anything:
            self.add_referral_button.setFocus()
        elif not (self.sent.hasFocus() or self.credits.hasFocus()):
            (self.sent if card.referred else self.credits).setFocus()

    def _fill(self, table: FastTableView, model: PlainRows, rows: Sequence[PlainRow]) -> None:
        kept = model.row_id(table.current_row())
        model.show(rows)
        table.fit_columns()
        for column in range(model.columnCount()):
            if column != _WHOM:
                width = table.columnWidth(column) + self.theme.px(12)
                most = self.theme.px(190) if column == _FOR else width
                table.setColumnWidth(column, min(width, most))
        same = [number for number, row in enumerate(rows) if row.id == kept]
        table.select_row(same[0] if same else 0)

    def _open(self, model: PlainRows, wish: str, row: int) -> None:
        row_id = model.row_id(row)
        if row_id is not None:
            self.wanted.emit(wish, row_id)

    def _on_open(self) -> None:
        if self.credits.hasFocus():
            self._open(self.credit_model, "open_payment", self.credits.current_row())
        else:
            self._open(self.sent_model, "referral", self.sent.current_row())

    def _ask(self, wish: str) -> None:
        self.wanted.emit(wish, self._client_id)

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))


def facts(tr: I18n, summary: ReferralSummary) -> list[Fact]:
    """Say it in figures: how many, what came of it, what it earned, what is left of that."""
    formats = tr.formats
    won = tr.gettext("{count} won").format(count=formats.number(summary.won))
    used: list[str] = []
    for template, amounts in (
        (tr.pgettext("reward", "{amounts} spent"), summary.spent),
        (tr.pgettext("reward", "{amounts} paid out"), summary.paid_out),
        (tr.pgettext("reward", "{amounts} expired"), summary.expired),
    ):
        if amounts:
            used.append(template.format(amounts=formats.monies(amounts)))
    left = ""
    if summary.expires is not None:
        amount, day = summary.expires
        left = tr.gettext("{amount} good until {date}").format(
            amount=formats.amount(amount), date=formats.date_brief(day)
        )
    return [
        Fact(tr.gettext("Sent"), formats.number(summary.sent), won if summary.sent else ""),
        Fact(
            tr.gettext("Worth"),
            formats.monies(summary.worth),
            tr.gettext("paid by those they sent") if summary.worth else "",
        ),
        Fact(
            tr.pgettext("reward", "Earned"),
            formats.monies(summary.earned),
            tr.pgettext("facts", ", ").join(used),
        ),
        Fact(
            tr.pgettext("reward", "Left"),
            formats.monies(summary.left),
            left,
            "ok" if summary.left else "plain",
        ),
    ]


def _is_soon(tr: I18n, expires: tuple[Money, date] | None) -> bool:
    return expires is not None and (expires[1] - tr.formats.clock.today()).days <= SOON_DAYS


def sent_rows(tr: I18n, card: ClientCard, earned: Sequence[RewardCredit]) -> tuple[PlainRow, ...]:
    """List whom they sent, newest first, with what became of each."""
    by_referral: dict[int, list[Money]] = {}
    for credit in earned:
        if credit.referral_id is not None:
            stands = credit.amount - credit.taken_back
            by_referral.setdefault(credit.referral_id, []).append(stands)
    return tuple(
        _sent_row(tr, item, sum_by_currency(by_referral.get(item.id, ()))) for item in card.referred
    )


def _sent_row(tr: I18n, item: ReferralShape, earned: Sequence[Money]) -> PlainRow:
    formats = tr.formats
    icon, tone = _SIGNS[item.outcome]
    outcome = enum_name(tr, item.outcome)
    paid = formats.monies(item.paid_value) if item.paid_value else ""
    got = formats.monies(earned) if earned else ""
    name = one_line(item.client.name)
    cells = (
        Cell(formats.date_short(item.on), "second"),
        Cell(name, "plain", weight="medium"),
        Cell(one_line(item.what_for or ""), "second"),
        Cell(outcome, tone, icon),
        Cell(paid, "plain", align="right"),
        Cell(got, "ok", weight="medium", align="right"),
    )
    parts = [formats.date_long(item.on), name, item.what_for or "", outcome]
    if paid:
        parts.append(tr.gettext("paid {amount}").format(amount=paid))
    if got:
        parts.append(tr.pgettext("reward", "earned {amount}").format(amount=got))
    return PlainRow(item.id, cells, tr.pgettext("facts", ", ").join(filter(None, parts)))


def credit_rows(tr: I18n, client_id: int, earned: Sequence[RewardCredit]) -> tuple[PlainRow, ...]:
    """List the credits, newest first: for whom, earned, used, left."""
    return tuple(_credit_row(tr, client_id, item) for item in earned)


def _credit_row(tr: I18n, client_id: int, item: RewardCredit) -> PlainRow:
    formats = tr.formats
    money = formats.money
    if item.referred is None:
        whom = tr.gettext("Credit for a referral")
    elif item.referred.id == client_id:
        whom = tr.gettext("their own first orders")
    else:
        whom = one_line(item.referred.name)
    why = one_line(item.rule[1]) if item.rule is not None else ""
    if item.rule is None and item.referral_id is not None:
        why = tr.pgettext("reward", "set by hand")
    stands = item.amount - item.taken_back
    used = item.spent + item.paid_out
    gone: Tone = "third" if not stands else "plain"
    until = ""
    tone: Tone = "second"
    if item.expired:
        until, tone = tr.pgettext("reward", "expired"), "third"
    elif item.expires_on is not None and item.left:
        until = formats.date_short(item.expires_on)
        tone = "soon" if _is_soon(tr, (item.left, item.expires_on)) else "second"
    elif not stands:
        until = tr.pgettext("reward", "taken back")
    cells = (
        Cell(formats.date_short(item.on), "second"),
        Cell(whom, gone, "gift" if stands else "rotate-ccw"),
        Cell(why, "second"),
        Cell(money(item.amount), gone, align="right"),
        Cell(money(used) if used else "", "second", align="right"),
        Cell(
            money(item.left) if item.left else "",
            "ok",
            weight="medium",
            align="right",
        ),
        Cell(until, tone),
    )
    parts = [
        formats.date_long(item.on),
        whom,
        why,
        tr.pgettext("reward", "earned {amount}").format(amount=money(item.amount)),
        tr.pgettext("reward", "{amounts} spent").format(amounts=money(used)) if used else "",
        tr.gettext("{amount} left").format(amount=money(item.left)) if item.left else "",
        until,
    ]
    return PlainRow(item.payment_id, cells, tr.pgettext("facts", ", ").join(filter(None, parts)))
