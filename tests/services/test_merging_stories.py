"""Random ledgers of three clients, two of whom are merged, go on, and are taken apart again.

After every step the file must be sound. Taken apart at once, all is as it was, row by row; taken
apart later, every cent is still there. `SMALLCRM_STORIES=300` tells so many.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, do, dump, rows, sound, undo

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.paths import Paths
from smallcrm.services import commands

D = Decimal
MANY = int(os.environ.get("SMALLCRM_STORIES", "0"))
CLIENTS = 4


class Story:
    """A data file and what happens in it; what is refused does not happen."""

    def __init__(self, backend):
        self.backend = backend
        self.clients = self.ids("client")

    def ids(self, table, where="1"):
        return [row[0] for row in rows(self.backend, f"SELECT id FROM {table} WHERE {where}")]

    def one(self, number, table, where="1"):
        found = self.ids(table, where)
        if not found:
            raise Refusal("nothing_there")
        return found[number % len(found)]

    def step(self, name, number, amount):
        try:
            self.carry_out(name, number, amount)
        except Refusal:
            event(f"{name} refused")
        else:
            event(f"{name} done")

    def carry_out(self, name, number, amount):
        client = self.one(number, "client")
        do(self.backend, ACTS[name](self, client, number, D(amount)))

    def sums(self):
        """Add up what was sold, billed and paid in, by currency: no merge changes that."""
        found = Counter()
        for table, columns, where in (
            ("sale", ("total_minor", "billed_minor"), "1"),
            ("invoice", ("total_minor",), "1"),
            ("payment", ("amount_minor", "refunded_minor"), "referral_id IS NULL"),
        ):
            for column in columns:
                for currency, minor in rows(
                    self.backend,
                    f"SELECT currency, sum({column}) FROM {table} WHERE {where} GROUP BY 1",
                ):
                    found[table, column, currency] = minor
        return found

    def paid(self):
        return rows(
            self.backend, "SELECT currency, sum(paid_minor) FROM sale GROUP BY currency ORDER BY 1"
        )


def bill_two(story, _client, number, _minor):
    sales = {story.one(number, "sale"), story.one(number // 5, "sale")}
    return commands.Bill(parts=tuple(commands.BillPart(sale=sale) for sale in sorted(sales)))


def sell(_story, client, number, minor):
    return commands.AddSale(
        client=client,
        title="A",
        amount=minor,
        currency=("EUR", "EUR", "USD")[number % 3],
        due=(None, TODAY - timedelta(9), TODAY + timedelta(9))[number // 3 % 3],
        on=TODAY - timedelta(30),
        status=SaleStatus.ORDERED,
    )


# What can happen: the story, the client meant, a number to choose rows by, an amount.
ACTS = {
    "sell": sell,
    "quote": lambda _story, client, _number, minor: commands.AddQuote(
        client=client,
        title="Q",
        lines=(commands.LineInput(description="L", unit_price=minor, tax_percent=D(19)),),
    ),
    "accept": lambda story, _, number, __: commands.AcceptQuote(quote=story.one(number, "quote")),
    "pay": lambda _, client, __, minor: commands.TakePayment(client=client, amount=minor * 2),
    "deposit": lambda _, client, __, minor: commands.TakePayment(
        client=client, amount=minor, allocations={}
    ),
    "use": lambda story, _, number, __: commands.UseCredit(sale=story.one(number, "sale")),
    "refund": lambda story, _, number, minor: commands.Refund(
        payment=story.one(number, "payment"), amount=minor
    ),
    "write_off": lambda story, _, number, minor: commands.WriteOff(
        sale=story.one(number, "sale"), amount=minor
    ),
    "bill": lambda story, _, number, __: commands.Bill(
        parts=(commands.BillPart(sale=story.one(number, "sale")),)
    ),
    "bill_two": bill_two,
    "credit_note": lambda story, _, number, minor: commands.AddCreditNote(
        invoice=story.one(number, "invoice"), amount=minor, reason="r"
    ),
    "cancel": lambda story, _, number, __: commands.CancelSale(
        sale=story.one(number, "sale"), reason="r"
    ),
    "reverse": lambda story, _, number, __: commands.ReversePayment(
        payment=story.one(number, "payment"), reason="r"
    ),
    "promise": lambda story, client, number, _: commands.AddPromise(
        client=client, sale=story.one(number, "sale"), until=TODAY + timedelta(5)
    ),
    "remind": lambda _, client, __, ___: commands.Remind(client=client, fee=D(3)),
    "refer": lambda story, client, number, _: commands.AddReferral(
        referrer=client, client=story.one(number // 7, "client")
    ),
    "refer_out": lambda story, client, number, _: commands.AddReferralOut(
        client=client, partner=story.one(number // 7, "client")
    ),
    "distinct": lambda story, client, number, _: commands.MarkDistinct(
        client=client, other=story.one(number // 7, "client")
    ),
    "note": lambda _, client, number, __: commands.AddNote(client=client, text=f"{number}"),
    "contract": lambda _, client, __, ___: commands.AddContract(client=client, title="K"),
    "under_contract": lambda story, _, number, __: commands.EditSale(
        sale=story.one(number, "sale"), contract=story.one(number // 3, "contract")
    ),
    "deliver": lambda story, _, number, __: commands.Deliver(sale=story.one(number, "sale")),
}
NAMES = sorted(ACTS.keys() - {"refer"})
steps = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 10_000), st.integers(1, 30)),
    min_size=2,
    max_size=12,
)
with_referrals = st.lists(
    st.tuples(
        st.sampled_from([*NAMES, "refer", "refer", "sell", "pay", "pay"]),
        st.integers(0, 10_000),
        st.integers(1, 30),
    ),
    min_size=2,
    max_size=14,
)
told = settings(
    max_examples=MANY or 12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)


def furnish(backend):
    """Give four clients something of each kind: so that what happens finds something to meet."""
    for number, (name, phones) in enumerate(
        (
            ("Ann", (commands.PhoneInput(number="086 123 4567"),)),
            ("Bo", (commands.PhoneInput(number="+353861234567"),)),
            ("Cem", ()),
            ("Dan", ()),
        )
    ):
        do(backend, commands.AddClient(name=name, phones=phones))
        story = Story(backend)
        client = story.clients[-1]
        line = commands.LineInput(description="L", unit_price=D(40), tax_percent=D(19))
        do(backend, commands.AddQuote(client=client, title="Q", lines=(line,)))
        do(backend, commands.AddContract(client=client, title="K"))
        for place in (number, number + 9, number + 12):
            do(backend, sell(story, client, place, D(25)))
        do(backend, commands.TakePayment(client=client, amount=D(40)))
        do(backend, commands.TakePayment(client=client, amount=D(15), allocations={}))
        part = commands.BillPart(sale=story.ids("sale")[-1])
        do(backend, commands.Bill(parts=(part,)))


def opened(folder):
    """Open the data file of a folder."""
    paths = Paths(data=folder, machine_settings=folder / "machine.json")
    return open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """Return the folder of a file to begin with."""
    folder = tmp_path_factory.mktemp("merging")
    backend = opened(folder)
    furnish(backend)
    sound(backend)
    backend.close()
    return folder


@pytest.fixture
def begin(furnished, tmp_path):
    """Open copies of it; all are closed at the end."""
    backends = []

    def make():
        folder = tmp_path / str(len(backends))
        shutil.copytree(furnished, folder)
        backends.append(opened(folder))
        return Story(backends[-1])

    yield make
    for backend in backends:
        backend.close()


def tried(backend, command):
    """Return what a command made, and None; or None, and why it was refused."""
    try:
        return do(backend, command).id, None
    except Refusal as refusal:
        return None, refusal.code


def merge_of(story, keep, gone):
    """Return the command that merges two by their places."""
    return commands.MergeClients(keep=story.clients[keep], merge=story.clients[gone])


def without_merges(backend):
    found = dump(backend)
    del found["client_merge"]
    return found


@told
@given(before=steps, pair=st.permutations(range(CLIENTS)))
def test_taken_apart_at_once_all_is_as_it_was(begin, before, pair):
    story = begin()
    for step in before:
        story.step(*step)
    start, money = without_merges(story.backend), (story.sums(), story.paid())
    merge, refused = tried(story.backend, merge_of(story, *pair[:2]))
    assert refused is None
    assert (story.sums(), story.paid()) == money
    sound(story.backend)
    do(story.backend, commands.SplitClients(merge=merge))
    sound(story.backend)
    assert without_merges(story.backend) == start
    undo(story.backend)
    undo(story.backend)
    assert without_merges(story.backend) == start


@told
@given(before=with_referrals, pair=st.permutations(range(CLIENTS)), since=with_referrals)
def test_whatever_happens_between_every_cent_stays(begin, before, pair, since):
    story = begin()
    rule = {"name": "Ten", "percent": D(50), "first_sales": None}
    do(story.backend, commands.AddRewardRule(**rule))
    for step in before:
        story.step(*step)
    start = dump(story.backend)
    money = story.sums()
    merge, refused = tried(story.backend, merge_of(story, *pair[:2]))
    if merge is None:
        assert refused == "merge_circle"
        assert dump(story.backend) == start
        return
    assert_same_money(story, money)
    sound(story.backend)
    together = dump(story.backend)
    undo(story.backend)
    assert dump(story.backend) == start
    do(story.backend, commands.Redo())
    assert dump(story.backend) == together
    for step in since:
        story.step(*step)
    sound(story.backend)
    late, money = dump(story.backend), story.sums()
    client, refused = tried(story.backend, commands.SplitClients(merge=merge))
    event(f"taken apart: {refused or 'yes'}")
    if client is None:
        assert refused == "split_tied"
        assert dump(story.backend) == late
        return
    sound(story.backend)
    assert_same_money(story, money)
    assert len(story.ids("client")) == CLIENTS
    apart = dump(story.backend)
    undo(story.backend)
    assert dump(story.backend) == late
    do(story.backend, commands.Redo())
    assert dump(story.backend) == apart


def assert_same_money(story, money):
    """Compare what no merge changes; credit that lost its referral counts as other money."""
    now = story.sums()
    assert {key: minor for key, minor in now.items() if key[0] != "payment"} == {
        key: minor for key, minor in money.items() if key[0] != "payment"
    }
