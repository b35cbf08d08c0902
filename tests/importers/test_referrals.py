"""Lists of referrals: which file is one, whose column is whose, what a cell means."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.domain.records import RecordKind, ReferralRecord
from smallcrm.exporters import tab_sheets
from smallcrm.importers import read
from smallcrm.importers.headings import kind_of, propose

FileOf = Callable[..., Path]
EXPORTED = ",".join(column.heading for column in tab_sheets._REFERRALS)


def referrals(text: str, file_of: FileOf, **options: str) -> list[ReferralRecord]:
    plan = read(file_of(text), **{"default_currency": "EUR", **options})
    assert plan.understood.kind is RecordKind.REFERRALS
    assert not plan.rejected, plan.rejected
    return [one for one in plan.records if isinstance(one, ReferralRecord)]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Referrer,Client,Date,What for,Outcome", RecordKind.REFERRALS),
        ("Date,Referred by,Referred client", RecordKind.REFERRALS),
        ("推荐人,被推荐人,推荐日期,结果", RecordKind.REFERRALS),
        ("介绍人,客户,日期,事由", RecordKind.REFERRALS),
        (EXPORTED, RecordKind.REFERRALS),
        # A list of clients that says who sent each stays one.
        ("Name,Phone,Referred by", RecordKind.CLIENTS),
        ("Customer,Referred by", RecordKind.CLIENTS),
        ("Name,Referred by,Birthday,Status", RecordKind.CLIENTS),
        ("姓名,手机,推荐人", RecordKind.CLIENTS),
        ("客户名称,介绍人,备注", RecordKind.CLIENTS),
        ("Customer,Referred by,Date,Amount,Invoice no", RecordKind.SALES),
    ],
)
def test_what_a_file_is_about(heading: str, kind: RecordKind) -> None:
    assert kind_of(heading.split(",")) is kind


@pytest.mark.parametrize("heading", ["介绍人", "推荐人", "Referred by", "referrer", "Sent by"])
def test_who_sent_a_client_has_many_names(heading: str) -> None:
    assert propose(["Name", heading], RecordKind.CLIENTS)[1] == "referred_by"
    assert propose(["Client", heading], RecordKind.REFERRALS)[1] == "referrer_name"


def test_a_file_is_read_into_records(file_of: FileOf) -> None:
    one, two, three = referrals(
        "Referrer,Client,Date,What for,Outcome,Direction,Commission\n"
        "Ann Lee,Bo Berg,2026-03-01,a new roof,Won,,\n"
        "Dach GmbH,Cy Cole,01.04.2026,,lost,out,USD 75.50\n"
        "Ann Lee,Di Dunn,,,,,\n",
        file_of,
    )
    assert one == ReferralRecord(
        row=1,
        client_name="Bo Berg",
        referrer_name="Ann Lee",
        on=date(2026, 3, 1),
        what_for="a new roof",
        outcome=ReferralOutcome.WON,
    )
    assert (two.direction, two.outcome) == (ReferralDirection.OUT, ReferralOutcome.LOST)
    assert two.commission == Money.parse("75.50", "USD")
    assert (three.on, three.outcome, three.direction) == (None, None, ReferralDirection.IN)


def test_a_chinese_file(file_of: FileOf) -> None:
    (one,) = referrals(
        "推荐人,被推荐人,推荐日期,事由,结果\n张伟,李娜,2026年3月1日,装修,已成交\n", file_of
    )
    assert (one.referrer_name, one.client_name, one.what_for) == ("张伟", "李娜", "装修")
    assert (one.on, one.outcome) == (date(2026, 3, 1), ReferralOutcome.WON)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ann,,2026-01-01,", "no_client"),
        (",Bo,2026-01-01,", "no_referrer"),
        ("Ann,Bo,some day,", "not_a_date"),
        ("Ann,Bo,2026-01-01,perhaps", "not_a_choice"),
    ],
)
def test_rows_that_cannot_be_taken(file_of: FileOf, row: str, why: str) -> None:
    plan = read(file_of(f"Referrer,Client,Date,Outcome\n{row}\nAnn,Cy,2026-01-02,won\n"))
    assert [(one.row, one.why) for one in plan.rejected] == [(1, why)]
    assert len(plan.records) == 1
