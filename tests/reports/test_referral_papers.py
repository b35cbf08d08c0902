"""The league of referrers, letters of thanks, and what statements say of credit; read back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest
from tests.reports import trading
from tests.reports.conftest import packed, reader, text_of
from tests.reports.factory import RESOURCES
from tests.reports.trading import do

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.i18n.catalog import I18n
from smallcrm.paths import Paths
from smallcrm.queries.receivable_shapes import AccountEntry, EntryKind
from smallcrm.queries.referral_shapes import ReferralDetail
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, fixing, make
from smallcrm.reports.statement import what
from smallcrm.reports.thanks import facts_of
from smallcrm.services import commands

Print = Callable[..., MadePaper]
D = Decimal
HOSTILE = "Zoë <b>&amp; \x01{amount}\u202e %s\n'\"</font>"


@pytest.fixture
def paper(backend: Backend) -> Print:
    def made(
        kind: PaperKind,
        row_id: int = 0,
        *,
        language: str = "en",
        since: date | None = None,
        until: date | None = None,
    ) -> MadePaper:
        tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
        stationery = Stationery(
            settings=backend.file_settings(), tr=tr, resources=RESOURCES, clock=backend.clock
        )
        wanted = Paper(kind, row_id, since, until)
        return make(backend.queries, wanted, stationery, language=language)

    return made


def client(backend: Backend, name: str, **fields: object) -> int:
    values: dict[str, object] = {"name": name, "currency": "EUR"}
    return do(backend, commands.AddClient(**(values | fields)))  # type: ignore[arg-type]


def sent(
    backend: Backend, referrer: int, name: str, paid: str = "", on: date | None = None, **more: str
) -> int:
    """Record who sent a client, who then bought and paid; return the referral."""
    who = client(backend, name)
    referral = do(
        backend,
        commands.AddReferral(referrer=referrer, client=who, on=on, what_for="a secret plan"),
    )
    if paid:
        currency = more.get("currency", "EUR")
        amount = D(paid)
        do(
            backend,
            commands.AddSale(client=who, title="Tuning", amount=amount, currency=currency),
        )
        do(backend, commands.TakePayment(client=who, amount=amount, currency=currency))
    return referral


@pytest.fixture
def town(backend: Backend) -> dict[str, int]:
    """Two referrers, a rule of ten percent; one client pays in dollars, one bought nothing."""
    trading.irish_owner(backend)
    do(
        backend,
        commands.AddRewardRule(name="Ten percent", percent=D(10), expires_after_days=365),
    )
    ann = client(backend, "Ann Lee", organisation="Lee Music", code="K-7")
    hostile = client(backend, HOSTILE)
    client(backend, "Walked In", source="Fair")
    return {
        "ann": ann,
        "hostile": hostile,
        "bo": sent(backend, ann, "Bo Berg", "500", date(2026, 3, 1)),
        "cy": sent(backend, ann, "Cy Cole", "200", date(2026, 4, 1), currency="USD"),
        "di": sent(backend, hostile, "Di Dunn", "1200.50", date(2026, 5, 1)),
        "ed": sent(backend, hostile, "Ed Eyre", on=date(2026, 5, 2)),
    }


def detail(backend: Backend, referral: int) -> ReferralDetail:
    found = backend.queries.referral(referral)
    assert found is not None
    return found


def test_the_league_in_both_languages(paper: Print, town: dict[str, int]) -> None:
    assert town
    for language, name, tag in (
        ("en", "Referrers and sources", "en"),
        ("zh_CN", "介绍人与来源", "zh-CN"),
    ):
        made = paper(PaperKind.LEAGUE, language=language)
        text = text_of(made.content)
        assert made.name == name
        assert name in text
        assert "internal · 内部" in text
        for said in ("Ann Lee", "Lee Music", "Fair", "1,200.50"):
            assert said in text
        pdf = reader(made.content)
        assert pdf.trailer["/Root"]["/Lang"] == tag  # type: ignore[index]
        for font in pdf.pages[0]["/Resources"]["/Font"].values():  # type: ignore[union-attr,index]
            descendant = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]
        assert made.file_name.startswith(name)
        assert made.file_name.endswith(".pdf")
        assert (made.client, made.out) == ("", True)


def test_the_sums_of_the_league_are_the_ledger_s(
    backend: Backend, paper: Print, town: dict[str, int]
) -> None:
    assert town
    text = text_of(paper(PaperKind.LEAGUE).content)
    write = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE").formats
    with backend.database.read("test") as connection:
        paid = connection.exec_driver_sql(
            "SELECT currency, sum(amount_minor - refunded_minor) FROM payment"
            " WHERE kind = 'payment' AND voided_at IS NULL GROUP BY currency ORDER BY currency"
        ).all()
        credit = connection.exec_driver_sql(
            "SELECT currency, sum(amount_minor - refunded_minor) FROM payment"
            " WHERE kind = 'referral_credit' AND voided_at IS NULL GROUP BY currency"
            " ORDER BY currency"
        ).all()
    # Two currencies stand in two lines, worth beside reward; nothing is added across them.
    worth, reward = (
        [write.money(Money(minor, currency)) for currency, minor in rows] for rows in (paid, credit)
    )
    sums = f"{worth[0]} {reward[0]} {worth[1]} {reward[1]}"
    assert packed(f"Total 4 3 75% {sums}") in packed(text)
    assert packed(f"Total 7 3 43% {worth[0]} {worth[1]}") in packed(text)


def test_the_league_of_a_period(paper: Print, town: dict[str, int]) -> None:
    assert town
    made = paper(PaperKind.LEAGUE, since=date(2026, 3, 1), until=date(2026, 3, 31))
    text = text_of(made.content)
    assert "1 March 2026 to 31 March 2026" in text
    assert "Ann Lee" in text
    assert "Zoë" not in text
    assert "2026-03-31" in made.file_name
    nobody = text_of(paper(PaperKind.LEAGUE, until=date(2020, 1, 1)).content)
    assert "Nobody sent anybody in this period." in nobody
    assert "Until 1 January 2020, as of" in nobody


def test_a_letter_of_thanks(backend: Backend, paper: Print, town: dict[str, int]) -> None:
    made = paper(PaperKind.THANKS, town["bo"])
    text = text_of(made.content)
    for said in (
        "Aoife Brennan", "Thank you", "Ann Lee", "Lee Music", "Client number", "K-7",
        "Dear Ann Lee,", "Thank you very much for sending Bo Berg to us, who is our client now.",
        "As our thanks we have given you a credit of 50.00 EUR.",
        "50.00 EUR and 20.00 USD is left", "With kind regards",
    ):  # fmt: skip
        assert packed(said) in packed(text), said
    # Of the client it says the name, and nothing that is the client's own affair.
    for private in ("secret", "500", "Tuning", "Cy Cole"):
        assert private not in text
    found = detail(backend, town["bo"])
    assert sum_by_currency(one.amount for one in found.credits) == (Money(5000, "EUR"),)
    assert made.client == "Ann Lee"
    assert fixing(Paper(PaperKind.THANKS, town["bo"])) is None
    assert made.name == "Thank you"


def test_the_letter_in_chinese_and_before_anything_was_bought(
    paper: Print, town: dict[str, int]
) -> None:
    text = packed(text_of(paper(PaperKind.THANKS, town["bo"], language="zh_CN").content))
    for said in ("感谢信", "尊敬的AnnLee：", "承蒙您将BoBerg介绍给我们", "50.00欧元的介绍奖励",
                 "此致", "敬礼"):  # fmt: skip
        assert said in text, said
    pending = text_of(paper(PaperKind.THANKS, town["ed"]).content)
    assert "our client now" not in pending
    assert "As our thanks" not in pending


def test_what_is_left_is_today_s(backend: Backend, paper: Print, town: dict[str, int]) -> None:
    sale = do(backend, commands.AddSale(client=town["ann"], title="Own", amount=D(300)))
    do(backend, commands.UseCredit(sale=sale))
    text = packed(text_of(paper(PaperKind.THANKS, town["bo"]).content))
    card = backend.queries.card(town["ann"])
    assert card is not None
    facts = facts_of(detail(backend, town["bo"]), card.referral_summary)
    assert facts.left == (Money(2000, "USD"),)
    assert packed("Of all the credit that you have earned, 20.00 USD is left.") in text


def test_a_language_of_the_referrer_s_own_is_spoken(backend: Backend, paper: Print) -> None:
    wang = client(backend, "王丽", language="zh")
    referral = sent(backend, wang, "李娜", "100")
    made = paper(PaperKind.THANKS, referral, language=None)  # type: ignore[arg-type]
    assert made.language == "zh_CN"


def test_hostile_names_are_words(paper: Print, town: dict[str, int]) -> None:
    for made in (
        paper(PaperKind.LEAGUE),
        paper(PaperKind.THANKS, town["di"]),
        paper(PaperKind.LEAGUE, language="zh_CN"),
    ):
        text = packed(text_of(made.content))
        for part in ("Zoë<b>&amp;", "{amount}", "%s", "'\"</font>"):
            assert part in text


def test_what_no_letter_is_written_for(
    backend: Backend, paper: Print, town: dict[str, int]
) -> None:
    with pytest.raises(Refusal) as refusal:
        paper(PaperKind.THANKS, 4711)
    assert refusal.value.code == "no_such_referral"
    out = do(backend, commands.AddReferralOut(client=town["ann"], partner_name="Movers", on=None))
    with pytest.raises(Refusal) as refusal:
        paper(PaperKind.THANKS, out)
    assert refusal.value.code == "thanks_only_in"


def test_statement_and_client_report_say_what_became_of_credit(
    backend: Backend, paper: Print, town: dict[str, int]
) -> None:
    do(backend, commands.SetReward(referral=town["bo"], amount=D(30), reason="agreed"))
    statement = text_of(paper(PaperKind.STATEMENT, town["ann"]).content)
    assert "Credit for a referral taken back" in statement
    assert "agreed" not in statement
    credit = backend.queries.rewards_of(town["ann"])[-1]
    today = backend.clock.today()
    assert credit.expires_on == today + timedelta(days=365)
    report = text_of(paper(PaperKind.CLIENT, town["ann"]).content)
    for said in ("Sent 2, won 2, worth 500.00 EUR and 200.00 USD", "Taken back", "Good until"):
        assert packed(said) in packed(report), said
    chinese = text_of(paper(PaperKind.STATEMENT, town["ann"], language="zh_CN").content)
    assert "介绍奖励收回" in chinese


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_row_of_an_account_has_words_for_the_client(
    backend: Backend, kind: EntryKind, language: str
) -> None:
    tr = I18n.load(language, RESOURCES, clock=backend.clock, format_locale="en_IE")
    nothing = Money(0, "EUR")
    entry = AccountEntry(
        kind=kind, row_id=1, number=None, title="Tuning", on=date(2026, 5, 1), amount=nothing,
        balance=nothing, void=False, due=None, method=None, reference=None, reason=None,
    )  # fmt: skip
    assert what(tr, entry)


def test_credit_that_lapsed_stands_on_the_statement(
    backend: Backend, paths: Paths, town: dict[str, int]
) -> None:
    backend.close()
    later = Clock.fixed(backend.clock.now() + timedelta(days=400), UTC)
    with closing(open_backend(paths, later)) as after:
        tr = I18n.load("en", RESOURCES, clock=later, format_locale="en_IE")
        stationery = Stationery(
            settings=after.file_settings(), tr=tr, resources=RESOURCES, clock=later
        )
        made = make(after.queries, Paper(PaperKind.STATEMENT, town["ann"]), stationery)
        text = text_of(made.content)
        assert "Credit for a referral lapsed" in text
        letter = make(after.queries, Paper(PaperKind.THANKS, town["bo"]), stationery)
        assert "credit" not in text_of(letter.content)
