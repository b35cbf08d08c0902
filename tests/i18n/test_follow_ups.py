"""What a follow-up of the program's own says, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from smallcrm.domain.enums import FollowUpCode, Level
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.shapes import ClientRef

ANN = ClientRef(1, "Ann Lee", None, Level.STANDARD)
BO = ClientRef(2, "Bo {amount} Berg", None, Level.STANDARD)


def shape(code: FollowUpCode | None, **fields: Any) -> FollowUpShape:
    return FollowUpShape(
        id=1,
        client=ANN,
        text=fields.pop("text", ""),
        due=date(2026, 11, 22),
        due_time=None,
        done_at=None,
        code=code,
        **fields,
    )


def test_the_owner_s_own_words_stay(en: I18n) -> None:
    assert follow_up_text(en, shape(None, text="Ring about {name}")) == "Ring about {name}"


@pytest.mark.parametrize(
    ("code", "referred", "said"),
    [
        (FollowUpCode.THANKS, BO, "Thank Ann Lee for sending Bo {amount} Berg"),
        (FollowUpCode.THANKS, None, "Thank Ann Lee for a referral"),
        (
            FollowUpCode.CREDIT_TAKEN_BACK,
            BO,
            "50.00 EUR of credit for sending Bo {amount} Berg was taken back after it was spent",
        ),
        (
            FollowUpCode.CREDIT_TAKEN_BACK,
            ANN,
            "50.00 EUR of credit for coming to us was taken back after it was spent",
        ),
        (
            FollowUpCode.CREDIT_PAID_OUT,
            BO,
            "50.00 EUR paid out for sending Bo {amount} Berg is no longer earned",
        ),
        (
            FollowUpCode.CREDIT_PAID_OUT,
            ANN,
            "50.00 EUR paid out for coming to us is no longer earned",
        ),
        (
            FollowUpCode.CREDIT_PAID_OUT,
            None,
            "50.00 EUR paid out as referral credit is no longer earned",
        ),
    ],
)
def test_a_code_is_said(
    en: I18n, code: FollowUpCode, referred: ClientRef | None, said: str
) -> None:
    found = shape(code, referred=referred, amount=Money(5000, "EUR"))
    assert follow_up_text(en, found) == said


@pytest.mark.parametrize("code", FollowUpCode)
@pytest.mark.parametrize("referred", [ANN, BO, None])
def test_each_is_said_in_chinese(zh: I18n, code: FollowUpCode, referred: ClientRef | None) -> None:
    said = follow_up_text(zh, shape(code, referred=referred, amount=Money(5000, "CNY")))
    assert "奖励" in said or "感谢" in said or "核对" in said
    without = {FollowUpCode.THANKS, FollowUpCode.UPDATE_DETAILS}
    assert code in without or "50.00" in said
