"""What follows from payments and referrals for leagues and trees: kept by triggers, not journalled.

A league adds up money over hundreds of thousands of referrals; that is done when the money moves.
Triggers see every path (an undo, an import, another process), and a row adds or takes off what it
comes to itself, in whatever order rows of one action come and go. `problems` works all of it out
anew from the rows, and `rebuild` writes it so.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from smallcrm.domain.checks import Problem

_KINDS = "('payment', 'referral_credit', 'credit_taken_back')"
_REWARD = "('referral_credit', 'credit_taken_back')"
_MINOR = "iif({0}.kind = 'referral_credit', {0}.amount_minor, -{0}.amount_minor)"
_ADDED = (
    "ON CONFLICT (client_id, currency) DO UPDATE SET"
    " paid_minor = paid_minor + excluded.paid_minor,"
    " reward_minor = reward_minor + excluded.reward_minor"
)
# What the tables hold, from the rows alone. A client is sent to us by one other at most.
_WANTED = {
    "client_worth": f"""
        SELECT client_id, currency, sum(paid) AS paid_minor, sum(reward) AS reward_minor FROM (
            SELECT client_id, currency, amount_minor - refunded_minor AS paid, 0 AS reward
            FROM payment WHERE kind = 'payment' AND voided_at IS NULL
            UNION ALL
            SELECT referral.client_id, payment.currency, 0, {_MINOR.format("payment")}
            FROM payment JOIN referral ON referral.id = payment.referral_id
            WHERE referral.direction = 'in' AND payment.kind IN {_REWARD}
              AND payment.voided_at IS NULL)
        GROUP BY client_id, currency HAVING sum(paid) <> 0 OR sum(reward) <> 0
    """,
    "referrer": """
        SELECT counterpart_id AS client_id, (
                   SELECT up.counterpart_id FROM referral AS up
                   WHERE up.client_id = referral.counterpart_id AND up.direction = 'in'
               ) AS parent_id,
               count(*) AS sent, sum(outcome = 'won') AS won, sum(outcome = 'lost') AS lost
        FROM referral WHERE direction = 'in' GROUP BY counterpart_id
    """,
    "referrer_worth": """
        SELECT counterpart_id AS client_id, client_worth.currency, sum(paid_minor) AS paid_minor,
               sum(reward_minor) AS reward_minor
        FROM client_worth JOIN referral ON referral.client_id = client_worth.client_id
        WHERE direction = 'in' GROUP BY counterpart_id, client_worth.currency
        HAVING sum(paid_minor) <> 0 OR sum(reward_minor) <> 0
    """,
}


# One statement a line of thought: how a payment is added, or with a minus taken off again.
_PAYMENT = f"""
    INSERT INTO client_worth
    SELECT {{row}}.client_id, {{row}}.currency,
           {{sign}}({{row}}.amount_minor - {{row}}.refunded_minor), 0
    WHERE {{row}}.kind = 'payment' AND {{row}}.voided_at IS NULL {_ADDED};
    INSERT INTO referrer_worth
    SELECT counterpart_id, {{row}}.currency,
           {{sign}}({{row}}.amount_minor - {{row}}.refunded_minor), 0
    FROM referral WHERE client_id = {{row}}.client_id AND direction = 'in'
      AND {{row}}.kind = 'payment' AND {{row}}.voided_at IS NULL {_ADDED};
    INSERT INTO client_worth
    SELECT client_id, {{row}}.currency, 0, {{sign}}{_MINOR.format("{row}")}
    FROM referral WHERE id = {{row}}.referral_id AND direction = 'in'
      AND {{row}}.kind IN {_REWARD} AND {{row}}.voided_at IS NULL {_ADDED};
    INSERT INTO referrer_worth
    SELECT counterpart_id, {{row}}.currency, 0, {{sign}}{_MINOR.format("{row}")}
    FROM referral WHERE id = {{row}}.referral_id AND direction = 'in'
      AND {{row}}.kind IN {_REWARD} AND {{row}}.voided_at IS NULL {_ADDED};
"""
_ADD_NEW = _PAYMENT.format(row="NEW", sign="")
_TAKE_OLD = _PAYMENT.format(row="OLD", sign="-")
# What came to nothing has no row.
_FORGET = """
    DELETE FROM client_worth WHERE client_id IN (
        SELECT {row}.client_id
        UNION ALL SELECT client_id FROM referral WHERE id = {row}.referral_id)
      AND currency = {row}.currency AND paid_minor = 0 AND reward_minor = 0;
    DELETE FROM referrer_worth WHERE client_id IN (
        SELECT counterpart_id FROM referral WHERE client_id = {row}.client_id
        UNION ALL SELECT counterpart_id FROM referral WHERE id = {row}.referral_id)
      AND currency = {row}.currency AND paid_minor = 0 AND reward_minor = 0;
"""
_FORGET_OLD = _FORGET.format(row="OLD")
_FORGET_NEW = _FORGET.format(row="NEW")
_ADD_REFERRAL = f"""
    INSERT INTO referrer
    SELECT NEW.counterpart_id,
           (SELECT counterpart_id FROM referral
            WHERE client_id = NEW.counterpart_id AND direction = 'in'),
           1, NEW.outcome = 'won', NEW.outcome = 'lost'
    WHERE NEW.direction = 'in'
    ON CONFLICT (client_id) DO UPDATE
    SET sent = sent + 1, won = won + excluded.won, lost = lost + excluded.lost;
    UPDATE referrer SET parent_id = NEW.counterpart_id
    WHERE client_id = NEW.client_id AND NEW.direction = 'in';
    INSERT INTO client_worth
    SELECT NEW.client_id, currency, 0, sum({_MINOR.format("payment")}) FROM payment
    WHERE referral_id = NEW.id AND kind IN {_REWARD} AND voided_at IS NULL
      AND NEW.direction = 'in'
    GROUP BY currency HAVING sum({_MINOR.format("payment")}) <> 0 {_ADDED};
    INSERT INTO referrer_worth
    SELECT NEW.counterpart_id, currency, paid_minor, reward_minor FROM client_worth
    WHERE client_id = NEW.client_id AND NEW.direction = 'in' {_ADDED};
"""
# The reward beside what a client paid is that of the one referral that brought them.
_DROP_REFERRAL = f"""
    INSERT INTO referrer_worth
    SELECT OLD.counterpart_id, currency, -paid_minor, -reward_minor FROM client_worth
    WHERE client_id = OLD.client_id AND OLD.direction = 'in' {_ADDED};
    DELETE FROM referrer_worth
    WHERE client_id = OLD.counterpart_id AND paid_minor = 0 AND reward_minor = 0;
    UPDATE client_worth SET reward_minor = 0
    WHERE client_id = OLD.client_id AND OLD.direction = 'in';
    DELETE FROM client_worth
    WHERE client_id = OLD.client_id AND paid_minor = 0 AND reward_minor = 0;
    UPDATE referrer SET parent_id = NULL
    WHERE client_id = OLD.client_id AND OLD.direction = 'in';
    UPDATE referrer
    SET sent = sent - 1, won = won - (OLD.outcome = 'won'), lost = lost - (OLD.outcome = 'lost')
    WHERE client_id = OLD.counterpart_id AND OLD.direction = 'in';
    DELETE FROM referrer WHERE client_id = OLD.counterpart_id AND sent = 0;
"""


def _differs(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)


_PAYMENT_COLUMNS = (
    "client_id",
    "kind",
    "currency",
    "amount_minor",
    "refunded_minor",
    "voided_at",
    "referral_id",
)
_REFERRAL_COLUMNS = ("direction", "client_id", "counterpart_id", "outcome")
# What may leave nothing as it comes: credit taken back, and money that was given back already.
_NOTHING = "NEW.kind = 'credit_taken_back' OR NEW.amount_minor = NEW.refunded_minor"
_TOUCHED = f"OLD.kind IN {_KINDS} OR NEW.kind IN {_KINDS}"
# name -> (when, on what table, under which condition, what it does)
_TRIGGERS = {
    "totals_payment_insert": (
        "INSERT",
        "payment",
        f"NEW.kind IN {_KINDS} AND NOT ({_NOTHING})",
        _ADD_NEW,
    ),
    "totals_nothing_insert": (
        "INSERT",
        "payment",
        f"NEW.kind IN {_KINDS} AND ({_NOTHING})",
        _ADD_NEW + _FORGET_NEW,
    ),
    "totals_payment_update": (
        f"UPDATE OF {', '.join(_PAYMENT_COLUMNS)}",
        "payment",
        f"({_TOUCHED}) AND ({_differs(*_PAYMENT_COLUMNS)})",
        _TAKE_OLD + _ADD_NEW + _FORGET_OLD + _FORGET_NEW,
    ),
    "totals_payment_delete": (
        "DELETE",
        "payment",
        f"OLD.kind IN {_KINDS}",
        _TAKE_OLD + _FORGET_OLD,
    ),
    "totals_referral_insert": ("INSERT", "referral", "NEW.direction = 'in'", _ADD_REFERRAL),
    "totals_referral_update": (
        f"UPDATE OF {', '.join(_REFERRAL_COLUMNS)}",
        "referral",
        _differs(*_REFERRAL_COLUMNS),
        _DROP_REFERRAL + _ADD_REFERRAL,
    ),
    "totals_referral_delete": ("DELETE", "referral", "OLD.direction = 'in'", _DROP_REFERRAL),
}


def triggers() -> dict[str, str]:
    """Generate the triggers: name -> SQL."""
    return {
        name: f"CREATE TRIGGER {name} AFTER {when} ON {table} WHEN {condition} BEGIN {does} END"
        for name, (when, table, condition, does) in _TRIGGERS.items()
    }


def install(connection: Connection) -> None:
    """Make the triggers anew (a migration may have dropped them), and the totals with them."""
    for name, sql in triggers().items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(sql)
    rebuild(connection)


def rebuild(connection: Connection) -> None:
    """Work out all totals from the rows."""
    for table, wanted in _WANTED.items():
        connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(f"INSERT INTO {table} {wanted}")


def problems(connection: Connection, *, limit: int = 20) -> Iterator[Problem]:
    """Compare the totals with what the rows come to; name the clients whose are wrong."""
    for table, wanted in _WANTED.items():
        kept = f"SELECT * FROM {table}"
        sql = (
            f"SELECT DISTINCT client_id FROM ({wanted} EXCEPT {kept}) UNION"
            f" SELECT DISTINCT client_id FROM ({kept} EXCEPT {wanted}) LIMIT {limit}"
        )
        for row in connection.exec_driver_sql(sql):
            yield Problem("referral_totals", {"id": row[0], "name": table})
