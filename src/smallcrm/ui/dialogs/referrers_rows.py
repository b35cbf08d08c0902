"""The league of referrers and the sources of clients as columns, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from smallcrm.domain import keys
from smallcrm.domain.money import Money, round_half_up, sum_by_currency
from smallcrm.i18n.referral_words import source_name, won_rate
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.models.ranked_rows import RankedColumn
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import LeagueRow, SourceRow
    from smallcrm.ui.theme import Tone


def minor_in(amounts: Sequence[Money], currency: str) -> int:
    """Return the minor units of the amount in one currency, 0 where there is none."""
    return next((amount.minor for amount in amounts if amount.currency == currency), 0)


def currencies(amounts: Iterable[Sequence[Money]], own: str) -> list[str]:
    """Return the currencies that occur, the file's own first."""
    found = {amount.currency for row in amounts for amount in row}
    return sorted(found, key=lambda code: (code != own, code))


def rate(won: int, sent: int) -> float:
    """Return the share that was won, 0 of nobody."""
    return won / sent if sent else 0.0


def per_won(row: SourceRow, currency: str) -> Money | None:
    """Return what a client who bought brought on average, rounded half away from zero."""
    minor = minor_in(row.worth, currency)
    return Money(round_half_up(Decimal(minor) / row.won), currency) if row.won else None


def by_merit(rows: Sequence[LeagueRow]) -> list[LeagueRow]:
    """Return the rows as those stand that are equal in what is sorted by."""
    return sorted(rows, key=lambda row: (-row.won, -row.sent, keys.sort_key(row.referrer.name)))


def league_columns(
    tr: I18n, rows: Sequence[LeagueRow], currency: str
) -> tuple[RankedColumn[LeagueRow], ...]:
    """Return the columns of the league, amounts in one currency alone."""
    most = max((minor_in(row.worth, currency) for row in rows), default=0)
    return (
        RankedColumn("place", tr.pgettext("league", "Place"), _no_key, None, figure=False),
        RankedColumn(
            "name",
            tr.pgettext("league", "Referrer"),
            lambda row: keys.sort_key(row.referrer.name),
            lambda row: Cell(
                client_label(tr, row.referrer.name, row.referrer.organisation),
                weight="medium",
            ),
            figure=False,
            right=False,
        ),
        _count("sent", tr.pgettext("league", "Sent"), tr, lambda row: row.sent),
        _count("won", tr.pgettext("league", "Won"), tr, lambda row: row.won),
        RankedColumn(
            "rate",
            tr.pgettext("league", "Rate"),
            lambda row: rate(row.won, row.sent),
            lambda row: _rate_cell(tr, row.won, row.sent),
        ),
        _count("pending", tr.pgettext("league", "Pending"), tr, lambda row: row.pending),
        RankedColumn(
            "worth",
            _in(tr, tr.pgettext("league", "Worth"), currency),
            lambda row: minor_in(row.worth, currency),
            lambda row: _amount(tr, row.worth, currency, most, "medium"),
        ),
        RankedColumn(
            "reward",
            _in(tr, tr.pgettext("league", "Reward"), currency),
            lambda row: minor_in(row.reward, currency),
            lambda row: _amount(tr, row.reward, currency, 0, "normal"),
        ),
        RankedColumn(
            "last",
            tr.pgettext("league", "Last sent"),
            lambda row: row.last_on,
            lambda row: Cell(tr.formats.date_short(row.last_on), "second", align="right"),
            figure=False,
        ),
    )


def source_columns(
    tr: I18n, rows: Sequence[SourceRow], currency: str
) -> tuple[RankedColumn[SourceRow], ...]:
    """Return the columns of the sources, amounts in one currency alone."""
    most = max((row.clients for row in rows), default=0)
    worth = max((minor_in(row.worth, currency) for row in rows), default=0)
    each = [found.minor for row in rows if (found := per_won(row, currency)) is not None]
    best = max(each, default=0)

    def name(row: SourceRow) -> str:
        return source_name(tr, row.source, referred=row.referred)

    def named(row: SourceRow) -> Cell:
        known = row.referred or row.source is not None
        icon = "users" if row.referred else ""
        return Cell(name(row), "plain" if known else "third", icon, weight="medium")

    def each_of(row: SourceRow) -> int:
        found = per_won(row, currency)
        return found.minor if found is not None else -1

    def average(row: SourceRow) -> Cell:
        found = per_won(row, currency)
        if found is None:
            return Cell("–", "third", align="right")
        return _amount(tr, (found,), currency, best, "normal")

    return (
        RankedColumn(
            "source",
            tr.pgettext("sources", "Source"),
            lambda row: (not row.referred, row.source is None, keys.sort_key(name(row))),
            named,
            figure=False,
            right=False,
        ),
        RankedColumn(
            "clients",
            tr.pgettext("sources", "Clients"),
            lambda row: row.clients,
            lambda row: Cell(
                tr.formats.number(row.clients),
                align="right",
                share=row.clients / most if most else 0.0,
            ),
        ),
        _bought("won", tr.pgettext("sources", "Bought"), tr),
        RankedColumn(
            "rate",
            tr.pgettext("league", "Rate"),
            lambda row: rate(row.won, row.clients),
            lambda row: _rate_cell(tr, row.won, row.clients),
        ),
        RankedColumn(
            "worth",
            _in(tr, tr.pgettext("league", "Worth"), currency),
            lambda row: minor_in(row.worth, currency),
            lambda row: _amount(tr, row.worth, currency, worth, "medium"),
        ),
        RankedColumn(
            "per_won",
            _in(tr, tr.pgettext("sources", "Per client who bought"), currency),
            each_of,
            average,
        ),
    )


def league_spoken(tr: I18n, row: LeagueRow, place: int, currency: str) -> str:
    """Say a row of the league in a sentence."""
    number, money = tr.formats.number, tr.formats.money
    said = tr.gettext(
        "{place}. {name}: sent {sent}, won {won}, pending {pending}, worth {worth},"
        " reward {reward}, last on {date}"
    )
    return said.format(
        place=number(place),
        name=client_label(tr, row.referrer.name, row.referrer.organisation),
        sent=number(row.sent),
        won=number(row.won),
        pending=number(row.pending),
        worth=money(Money(minor_in(row.worth, currency), currency)),
        reward=money(Money(minor_in(row.reward, currency), currency)),
        date=tr.formats.date_long(row.last_on),
    )


def source_spoken(tr: I18n, row: SourceRow, currency: str) -> str:
    """Say a row of the sources in a sentence."""
    number, money = tr.formats.number, tr.formats.money
    said = tr.gettext("{source}: {clients} clients, {won} bought ({rate}), worth {worth}")
    return said.format(
        source=source_name(tr, row.source, referred=row.referred),
        clients=number(row.clients),
        won=number(row.won),
        rate=won_rate(tr, row.won, row.clients),
        worth=money(Money(minor_in(row.worth, currency), currency)),
    )


def league_facts(tr: I18n, rows: Sequence[LeagueRow], currency: str) -> list[Fact]:
    """Say what the league comes to; amounts of several currencies stand beside each other."""
    number = tr.formats.number
    sent, won = sum(row.sent for row in rows), sum(row.won for row in rows)
    pending = sum(row.pending for row in rows)
    worth = minor_in(_total(row.worth for row in rows), currency)
    reward = minor_in(_total(row.reward for row in rows), currency)
    cost = Money(round_half_up(Decimal(reward) / won), currency) if won and reward else None
    return [
        Fact(
            tr.pgettext("league", "Referrers"),
            number(len(rows)),
            tr.gettext("sent somebody in this time"),
        ),
        Fact(
            tr.pgettext("league", "Sent"),
            number(sent),
            tr.gettext("{count} still pending").format(count=number(pending)),
        ),
        Fact(
            tr.pgettext("league", "Won"),
            number(won),
            won_rate(tr, won, sent),
            "ok" if won else "plain",
        ),
        Fact(
            tr.pgettext("league", "Worth"),
            tr.formats.money(Money(worth, currency)),
            tr.gettext("paid by those who were sent"),
        ),
        Fact(
            tr.pgettext("league", "Reward"),
            tr.formats.money(Money(reward, currency)),
            tr.gettext("{amount} for each one won").format(amount=tr.formats.money(cost))
            if cost is not None
            else "",
        ),
    ]


def source_facts(tr: I18n, rows: Sequence[SourceRow], currency: str) -> list[Fact]:
    """Compare those who were referred with the rest."""
    money = tr.formats.money
    referred = [row for row in rows if row.referred]
    others = [row for row in rows if not row.referred]
    groups = [_Group.of(group, currency) for group in (referred, others)]
    differ = groups[0] != groups[1]
    best_rate = max(group.rate for group in groups)
    best_each = max(group.each for group in groups)
    heads = (
        (tr.gettext("Referred"), tr.gettext("Referred, each who bought")),
        (tr.gettext("All others"), tr.gettext("All others, each who bought")),
    )
    found: list[Fact] = []
    for (head, each_head), group in zip(heads, groups, strict=True):
        clients = tr.ngettext("{count} client", "{count} clients", group.clients)
        bought = tr.gettext("{rate} bought").format(rate=won_rate(tr, group.won, group.clients))
        rate_tone: Tone = "ok" if differ and group.won and group.rate == best_rate else "plain"
        each_tone: Tone = "ok" if differ and group.won and group.each == best_each else "plain"
        worth = tr.gettext("{amount} in all").format(amount=money(Money(group.worth, currency)))
        found += [
            Fact(
                head,
                bought if group.clients else tr.gettext("nobody"),
                clients.format(count=tr.formats.number(group.clients)),
                rate_tone,
            ),
            Fact(
                each_head,
                money(Money(group.each, currency)) if group.won else "–",
                worth,
                each_tone,
            ),
        ]
    return found


@dataclass(frozen=True, slots=True)
class _Group:
    """Some sources together, in one currency; amounts in minor units."""

    clients: int
    won: int
    worth: int
    each: int
    rate: float

    @classmethod
    def of(cls, rows: Sequence[SourceRow], currency: str) -> _Group:
        """Add the rows up."""
        clients, won = sum(row.clients for row in rows), sum(row.won for row in rows)
        worth = minor_in(_total(row.worth for row in rows), currency)
        each = round_half_up(Decimal(worth) / won) if won else 0
        return cls(clients, won, worth, each, rate(won, clients))


def _total(amounts: Iterable[Sequence[Money]]) -> tuple[Money, ...]:
    return sum_by_currency([amount for row in amounts for amount in row])


def _no_key(_row: object) -> int:
    return 0


def _in(tr: I18n, words: str, currency: str) -> str:
    """Head a column of amounts with its currency."""
    return tr.pgettext("head of a column", "{what}, {currency}").format(
        what=words, currency=tr.formats.currency_word(currency)
    )


def _count(
    column: str, head: str, tr: I18n, of: Callable[[LeagueRow], int]
) -> RankedColumn[LeagueRow]:
    return RankedColumn(column, head, of, lambda row: _number(tr, of(row)))


def _bought(column: str, head: str, tr: I18n) -> RankedColumn[SourceRow]:
    return RankedColumn(column, head, lambda row: row.won, lambda row: _number(tr, row.won))


def _number(tr: I18n, count: int) -> Cell:
    return Cell(tr.formats.number(count), "plain" if count else "third", align="right")


def _rate_cell(tr: I18n, won: int, sent: int) -> Cell:
    text = won_rate(tr, won, sent)
    return Cell(text, "plain" if won else "third", align="right", share=rate(won, sent))


def _amount(tr: I18n, amounts: Sequence[Money], currency: str, most: int, weight: str) -> Cell:
    minor = minor_in(amounts, currency)
    text = tr.formats.amount(Money(minor, currency))
    share = minor / most if most > 0 and minor > 0 else 0.0
    if minor and weight == "medium":
        return Cell(text, weight="medium", align="right", share=share)
    return Cell(text, "plain" if minor else "third", align="right", share=share)
