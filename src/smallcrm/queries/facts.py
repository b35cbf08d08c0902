"""What the sentence of debt is made of, taken from what the read side knows of a balance."""

from __future__ import annotations

from smallcrm.domain.enums import PromiseState
from smallcrm.i18n.debt import DebtFacts
from smallcrm.queries.shapes import Balance


def debt_facts(balance: Balance) -> DebtFacts:
    """Give the sentence of debt its facts; screen, paper and terminal all take them from here."""
    promise = balance.promise
    return DebtFacts(
        owed=tuple(part.amount for part in balance.owed),
        overdue=tuple(part.overdue for part in balance.owed if part.overdue),
        credit=balance.credit,
        open_sales=balance.open_sales,
        oldest_due=balance.oldest_due,
        oldest_title=balance.oldest_title,
        last_paid=balance.last_paid,
        last_paid_on=balance.last_paid_on,
        last_paid_method=balance.last_paid_method,
        ever_bought=balance.ever_bought,
        reminders=balance.reminders,
        promised_until=promise.until if promise else None,
        promise_broken=promise is not None and promise.state is PromiseState.BROKEN,
        bad_debts=balance.bad_debts,
        bad_debt_on=balance.bad_debt_on,
    )
