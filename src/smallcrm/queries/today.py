"""What is due today, and the figures at the head of the window."""

from __future__ import annotations

import json
from calendar import isleap
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, text

from smallcrm.domain.clock import Clock, from_text, time_of_day, to_text
from smallcrm.domain.enums import FollowUpCode, InteractionKind
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.domain.ringing import RINGS
from smallcrm.queries import balances, ending, promises, reminders, rows
from smallcrm.queries.call_log import missed_calls
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.follow_ups import silent_clients
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.today_shapes import (
    CreditLapsing,
    OverdueClient,
    Overview,
    RecentCaller,
    TodayShape,
)

_SHOWN = 50
# What we promised and who called in vain: all that anybody could get through in days.
_PRESSING = 200
_RECENT = 12
_BIRTHDAYS_AHEAD = 14
# More than these would only be scrolled past.
_BIRTHDAYS = 12
# The longest overdue first; the title is of the sale that is due first.
_OVERDUE = f"""
    SELECT client_id, min(due_on) AS oldest FROM sale INDEXED BY ix_sale_open
    WHERE {balances.IS_OPEN} AND due_on < :today
    GROUP BY client_id ORDER BY oldest, client_id LIMIT :limit
"""
_OVERDUE_PARTS = f"""
    SELECT client_id, currency, sum({balances.OVERDUE_MINOR}) AS minor
    FROM sale INDEXED BY ix_sale_open
    WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {balances.IS_OPEN}
      AND due_on < :today GROUP BY client_id, currency
"""
_OLDEST_TITLES = f"""
    SELECT client_id, id, title FROM (
        SELECT client_id, id, title, row_number() OVER (
            PARTITION BY client_id ORDER BY due_on, sold_on, id) AS place
        FROM sale INDEXED BY ix_sale_open
        WHERE client_id IN (SELECT value FROM json_each(:ids)) AND {balances.IS_OPEN}
          AND due_on < :today
    ) WHERE place = 1
"""
_LAPSING_DAYS = 30
# What is left of referral credit, and who was sent for it.
_LAPSING = f"""
    SELECT payment.id, payment.currency, payment.expires_on, {rows.REF}, sent.name AS sent_name,
           payment.amount_minor - payment.allocated_minor - payment.refunded_minor AS left_minor
    FROM payment INDEXED BY ix_payment_expires_on
    JOIN client ON client.id = payment.client_id
    LEFT JOIN referral AS about ON about.id = payment.referral_id
    LEFT JOIN client AS sent ON sent.id = about.client_id AND sent.id <> payment.client_id
    WHERE payment.expires_on IS NOT NULL AND payment.expires_on BETWEEN :today AND :until
      AND payment.kind = 'referral_credit' AND payment.voided_at IS NULL
      AND payment.amount_minor > payment.allocated_minor + payment.refunded_minor
    ORDER BY payment.expires_on, payment.id LIMIT :limit
"""
# Calls that may be missed in a moment: begun, and neither answered nor ended.
_RINGING = """
    SELECT start_at FROM interaction INDEXED BY ix_interaction_missed
    WHERE kind = 'call' AND direction = 'in' AND answered = 0 AND handled_at IS NULL
      AND seconds IS NULL AND start_at > :since AND start_at <= :now
    UNION ALL
    SELECT start_at FROM unknown_call INDEXED BY ix_unknown_call_start_at
    WHERE direction = 'in' AND answered = 0 AND handled_at IS NULL
      AND seconds IS NULL AND start_at > :since AND start_at <= :now
"""
_PHONE = "(SELECT number FROM phone_number WHERE client_id = client.id ORDER BY id LIMIT 1)"


def references(connection: Connection, client_ids: list[int]) -> dict[int, ClientRef]:
    """Return those clients as lists name them."""
    found = connection.execute(
        text(f"SELECT {rows.REF} FROM client WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"ids": rows.ids(client_ids)},
    )
    return {row.client_id: rows.reference(row) for row in found}


def first_phones(connection: Connection, client_ids: list[int]) -> dict[int, str]:
    """Return the first number of each of those clients that has one."""
    found = connection.execute(
        text(
            f"SELECT id, {_PHONE} AS phone FROM client"
            " WHERE id IN (SELECT value FROM json_each(:ids))"
        ),
        {"ids": rows.ids(client_ids)},
    )
    return {row.id: row.phone for row in found if row.phone is not None}


def overdue_clients(
    connection: Connection, *, today: date, limit: int | None
) -> tuple[OverdueClient, ...]:
    """Return the clients with overdue money, the longest overdue first."""
    at = today.isoformat()
    found = connection.execute(
        text(_OVERDUE), {"today": at, "limit": -1 if limit is None else limit}
    ).all()
    client_ids = [row.client_id for row in found]
    where = {"ids": rows.ids(client_ids), "today": at}
    amounts: dict[int, list[Money]] = {}
    for row in connection.execute(text(_OVERDUE_PARTS), where):
        amounts.setdefault(row.client_id, []).append(Money(row.minor, row.currency))
    oldest = {row.client_id: row for row in connection.execute(text(_OLDEST_TITLES), where)}
    reminded = reminders.counts(connection, [row.id for row in oldest.values()])
    promised = promises.latest_of(connection, client_ids, today=today)
    named = references(connection, client_ids)
    phones = first_phones(connection, client_ids)
    made: list[OverdueClient] = []
    for row in found:
        owed = sum_by_currency(amounts[row.client_id])
        sale = oldest[row.client_id]
        times, last_on = reminded.get(sale.id, (0, None))
        made.append(
            OverdueClient(
                client=named[row.client_id],
                owed=owed,
                oldest_due=date.fromisoformat(row.oldest),
                days=(today - date.fromisoformat(row.oldest)).days,
                oldest_title=sale.title,
                phone=phones.get(row.client_id),
                reminders=times,
                reminded_on=last_on,
                promise=promises.named(
                    promised.get(row.client_id, ()), [money.currency for money in owed]
                ),
            )
        )
    return tuple(made)


def follow_ups(
    connection: Connection,
    *,
    limit: int | None,
    until: date | None = None,
    codes: Sequence[FollowUpCode | None] | None = None,
) -> tuple[FollowUpShape, ...]:
    """Return what is to be done, the earliest due first; `until` a day (None: whenever).

    `codes` says which: None of them is what the owner wrote down, a code what the program asks.
    """
    conditions = ["follow_up.done_at IS NULL"]
    where: dict[str, object] = {"limit": -1 if limit is None else limit}
    if until is not None:
        conditions.append("follow_up.due_on <= :until")
        where["until"] = until.isoformat()
    if codes is not None:
        conditions.append("coalesce(follow_up.code, '') IN (SELECT value FROM json_each(:codes))")
        where["codes"] = json.dumps([code or "" for code in codes])
    found = connection.execute(
        text(
            f"SELECT {rows.FOLLOW_UP}, {rows.REF} FROM follow_up"
            f" JOIN client ON client.id = follow_up.client_id {rows.FOLLOW_UP_JOIN}"
            f" WHERE {' AND '.join(conditions)} ORDER BY follow_up.due_on,"
            " follow_up.due_time IS NULL, follow_up.due_time, follow_up.id LIMIT :limit"
        ),
        where,
    )
    return tuple(rows.follow_up(row, rows.reference(row)) for row in found)


_IS_TO_DO = """follow_up.done_at IS NULL AND follow_up.due_on <= :today
    AND (follow_up.snoozed_until IS NULL OR follow_up.snoozed_until < :midnight)
    AND coalesce(follow_up.code, '') IN ('', 'update_details')"""


def to_do(
    connection: Connection, clock: Clock, *, limit: int
) -> tuple[tuple[FollowUpShape, ...], int]:
    """Return what the owner has to do by today, and how many there are of it.

    Overdue first, then by time; what was put off stands at the time that it was put off to, and is
    not here at all before its day has come.
    """
    today = clock.today()
    where: dict[str, object] = {
        "today": today.isoformat(),
        "midnight": to_text(midnight_after(clock)),
        "limit": limit,
    }
    found = connection.execute(
        text(
            f"SELECT {rows.FOLLOW_UP}, {rows.REF} FROM follow_up INDEXED BY ix_follow_up_open"
            f" JOIN client ON client.id = follow_up.client_id {rows.FOLLOW_UP_JOIN}"
            f" WHERE {_IS_TO_DO} ORDER BY follow_up.due_on,"
            " follow_up.due_time IS NULL, follow_up.due_time, follow_up.id LIMIT :limit"
        ),
        where,
    )
    made = [rows.follow_up(row, rows.reference(row)) for row in found]
    made.sort(key=lambda item: _when(item, clock))
    if len(made) < limit:
        return tuple(made), len(made)
    count = connection.execute(
        text(f"SELECT count(*) FROM follow_up INDEXED BY ix_follow_up_open WHERE {_IS_TO_DO}"),
        where,
    ).scalar_one()
    return tuple(made), count


def _when(item: FollowUpShape, clock: Clock) -> tuple[date, bool, str]:
    """Return what a follow-up is sorted by: its day, and its time where it has one."""
    if item.snoozed_until is not None:
        local = clock.local(item.snoozed_until)
        return local.date(), False, f"{local:%H:%M}"
    return item.due, item.due_time is None, item.due_time or ""


def midnight_after(clock: Clock) -> datetime:
    """Return when the owner's next day begins."""
    return clock.instant_of(clock.today() + timedelta(days=1), time.min)


def _changes_at(connection: Connection, clock: Clock, items: Sequence[FollowUpShape]) -> datetime:
    """Return when the list looks different though nothing is written."""
    now, today = clock.now(), clock.today()
    instants = [midnight_after(clock)]
    for item in items:
        if item.snoozed_until is not None:
            instants.append(item.snoozed_until)
        elif item.due == today and (at := time_of_day(item.due_time)) is not None:
            instants.append(clock.instant_of(today, at))
    ringing = connection.execute(
        text(_RINGING), {"since": to_text(now - RINGS), "now": to_text(now)}
    ).scalars()
    instants += [from_text(began) + RINGS for began in ringing]
    return min(instant for instant in instants if instant > now)


def credits_lapsing(connection: Connection, today: date) -> tuple[CreditLapsing, ...]:
    """Return the referral credits that lapse within a month, what lapses first at the top."""
    found = connection.execute(
        text(_LAPSING),
        {
            "today": today.isoformat(),
            "until": (today + timedelta(days=_LAPSING_DAYS)).isoformat(),
            "limit": _SHOWN,
        },
    )
    return tuple(
        CreditLapsing(
            client=rows.reference(row),
            payment_id=row.id,
            left=Money(row.left_minor, row.currency),
            until=date.fromisoformat(row.expires_on),
            referred=row.sent_name,
        )
        for row in found
    )


def today_view(connection: Connection, clock: Clock) -> TodayShape:
    """Read what the Today tab shows."""
    today = clock.today()
    settings = file_settings(connection)
    overdue = overdue_clients(connection, today=today, limit=_SHOWN)
    count = connection.execute(
        text(
            "SELECT count(DISTINCT client_id) FROM sale INDEXED BY ix_sale_open"
            f" WHERE {balances.IS_OPEN} AND due_on < :today"
        ),
        {"today": today.isoformat()},
    ).scalar_one()
    month = today.replace(day=1).isoformat()
    received = connection.execute(
        text(
            "SELECT currency, sum(amount_minor - refunded_minor) FROM payment"
            f" WHERE received_on BETWEEN :month AND :today AND {balances.IS_MONEY}"
            " GROUP BY currency"
        ),
        {"month": month, "today": today.isoformat()},
    )
    sold = connection.execute(
        text(
            "SELECT currency, sum(total_minor) FROM sale"
            " WHERE sold_on BETWEEN :month AND :today AND status <> 'cancelled' GROUP BY currency"
        ),
        {"month": month, "today": today.isoformat()},
    )

    def asked(*codes: FollowUpCode | None) -> tuple[FollowUpShape, ...]:
        return follow_ups(connection, limit=_SHOWN, until=today, codes=codes)

    follow_up_rows, follow_up_count = to_do(connection, clock, limit=_PRESSING)
    return TodayShape(
        overdue=overdue,
        overdue_count=count,
        follow_ups=follow_up_rows,
        follow_up_count=follow_up_count,
        missed=missed_calls(connection, now=clock.now(), today=today, limit=_PRESSING),
        changes_at=_changes_at(connection, clock, follow_up_rows),
        recent=recent_callers(connection, today, clock.now()),
        birthdays=birthdays(connection, today),
        ageing=balances.ageing(connection, today),
        received_this_month=sum_by_currency(Money(minor, code) for code, minor in received),
        sold_this_month=sum_by_currency(Money(minor, code) for code, minor in sold),
        promises_broken=promises.broken(connection, today=today, limit=_SHOWN),
        promises_due=promises.due(connection, today=today, limit=_SHOWN),
        reminders_due=reminders.reminders_due(
            connection, today=today, limit=_SHOWN, settings=settings
        ),
        quotes_lapsing=ending.quotes_lapsing(connection, settings, today, _SHOWN),
        contracts_ending=ending.contracts_ending(connection, settings, today, _SHOWN),
        services_ending=ending.services_ending(connection, settings, today, _SHOWN),
        bank_lines_open=_bank_lines_open(connection),
        billed_unpaid=balances.billed_unpaid(connection),
        paid_unbilled=balances.paid_unbilled(connection),
        rewards_lost=asked(FollowUpCode.CREDIT_TAKEN_BACK, FollowUpCode.CREDIT_PAID_OUT),
        thanks=asked(FollowUpCode.THANKS),
        credits_lapsing=credits_lapsing(connection, today),
        silent=silent_clients(connection, clock, settings, limit=_SHOWN),
    )


def _bank_lines_open(connection: Connection) -> int:
    """Count the bookings that wait: money in, since money out is nobody's payment."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM bank_line INDEXED BY ix_bank_line_open"
                " WHERE status = 'open' AND amount_minor > 0"
            )
        ).scalar_one()
    )


def recent_callers(connection: Connection, today: date, now: datetime) -> tuple[RecentCaller, ...]:
    """Return the clients spoken to last, with what was said; who rings was not missed yet."""
    found = connection.execute(
        text(
            f"SELECT {rows.REF}, seen.spoken_at, last.kind, last.summary, {_PHONE} AS phone,"
            " last.kind = 'call' AND last.answered = 0 AND last.direction = 'in'"
            " AND (last.seconds IS NOT NULL OR last.start_at < :rung) AS missed"
            " FROM (SELECT client_id, spoken_at FROM search_document"
            " WHERE spoken_at IS NOT NULL ORDER BY spoken_at DESC LIMIT :limit) AS seen"
            " JOIN client ON client.id = seen.client_id"
            " LEFT JOIN interaction AS last ON last.id = (SELECT id FROM interaction"
            " WHERE client_id = seen.client_id ORDER BY start_at DESC LIMIT 1)"
            " ORDER BY seen.spoken_at DESC"
        ),
        {"limit": _RECENT, "rung": to_text(now - RINGS)},
    ).all()
    owed = balances.owed_for(connection, [row.client_id for row in found], today)
    recent: list[RecentCaller] = []
    for row in found:
        at = rows.instant(row.spoken_at)
        assert at is not None
        recent.append(
            RecentCaller(
                client=rows.reference(row),
                at=at,
                kind=InteractionKind(row.kind) if row.kind else None,
                summary=row.summary,
                owed=owed.get(row.client_id, ()),
                phone=row.phone,
                missed=bool(row.missed),
            )
        )
    return tuple(recent)


def birthdays(connection: Connection, today: date) -> tuple[tuple[ClientRef, date], ...]:
    """Return whose birthday comes within two weeks, and on which day: the next few of them."""
    days = [today + timedelta(days=ahead) for ahead in range(_BIRTHDAYS_AHEAD + 1)]
    by_key = {f"{day:%m-%d}": day for day in days}
    if "02-29" not in by_key and "02-28" in by_key and not isleap(by_key["02-28"].year):
        by_key["02-29"] = by_key["02-28"]
    found = connection.execute(
        text(
            f"SELECT {rows.REF}, substr(birthday_on, 6) AS day FROM client"
            " WHERE birthday_on IS NOT NULL AND lifecycle <> 'archived'"
            " AND day IN (SELECT value FROM json_each(:days))"
            " ORDER BY day < :today, day, client.name LIMIT :limit"
        ),
        {"days": json.dumps(list(by_key)), "today": f"{today:%m-%d}", "limit": _BIRTHDAYS},
    )
    return tuple((rows.reference(row), by_key[row.day]) for row in found)


def overview(connection: Connection, *, today: date) -> Overview:
    """Read the head of the window: how many clients, how many owe, how much."""
    clients, samples = connection.execute(
        text("SELECT count(*), coalesce(sum(is_sample), 0) FROM client")
    ).one()
    owing = connection.execute(
        text(
            "SELECT count(DISTINCT client_id) FROM sale INDEXED BY ix_sale_open"
            f" WHERE {balances.IS_OPEN}"
        )
    ).scalar_one()
    found = connection.execute(
        text(
            "SELECT currency, sum(total_minor - paid_minor),"
            f" sum({balances.OVERDUE_MINOR})"
            f" FROM sale INDEXED BY ix_sale_open WHERE {balances.IS_OPEN}"
            " GROUP BY currency ORDER BY currency"
        ),
        {"today": today.isoformat()},
    ).all()
    return Overview(
        clients=clients,
        owing=owing,
        owed=sum_by_currency(Money(row[1], row[0]) for row in found),
        overdue=sum_by_currency(Money(row[2], row[0]) for row in found),
        samples=samples,
    )
