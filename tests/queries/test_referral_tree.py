"""Branches of the tree against a walk from client to client; circles, and how it is read."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import referral_rows
from tests.factories import TODAY, client, do, payment, sale
from tests.queries.reading import counted, plan
from tests.referral_rows import MOST, Payment, Referral, World, summed

from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.queries import referral_tree
from smallcrm.queries.referral_shapes import Branch
from smallcrm.services import commands


class Tree:
    """The same tree, walked in the simplest way."""

    def __init__(self, world):
        self.world = world
        self.by = {one.client: one for one in world.sent_to_us()}

    def children(self, one, root):
        return [
            sent.client
            for sent in self.world.sent_to_us()
            if sent.referrer == one and sent.client != root
        ]

    def everybody(self, one, root):
        """A client and all below."""
        found = [one]
        for child in self.children(one, root):
            found += self.everybody(child, root)
        return found

    def branch(self, one, root):
        return summed(self.world.paid(each) for each in self.everybody(one, root))

    def most(self, one, root):
        euro = sum(money.minor for money in self.branch(one, root) if money.currency == "EUR")
        return -euro, 1 - len(self.everybody(one, root)), one

    def roots(self):
        senders = {one.referrer for one in self.world.sent_to_us()}
        return [one for one in sorted(senders) if one not in self.by]

    def above(self, one):
        way = []
        at = one
        while at in self.by and self.by[at].referrer not in {one, *way}:
            at = self.by[at].referrer
            way.append(at)
        return way[::-1]

    def node(self, one, root, deep):
        own = [sent for sent in self.world.sent_to_us() if sent.referrer == one]
        sent = self.by.get(one)
        return {
            "id": one,
            "parent_id": sent.referrer if deep else None,
            "depth": deep,
            "sent": len(own),
            "won": sum(each.outcome == "won" for each in own),
            "below": len(self.everybody(one, root)) - 1,
            "own": summed([self.world.paid(one)]),
            "branch": self.branch(one, root),
            "outcome": sent and ReferralOutcome(sent.outcome),
            "on": sent and sent.on,
            "referral_id": sent and self.world.referrals.index(sent) + 1,
        }

    def shown(self, start, depth, limit):
        roots = self.roots() if start is None else [start]
        level = sorted(roots, key=lambda one: self.most(one, start))
        found = [(one, 0) for one in level]
        for deep in range(1, depth + 1):
            level = [
                child
                for one in level
                for child in sorted(
                    self.children(one, start), key=lambda each: self.most(each, start)
                )
            ]
            found += [(one, deep) for one in level]
        whole = sum(len(self.everybody(one, start)) for one in roots)
        shown = found[:limit]
        return [self.node(one, start, deep) for one, deep in shown], whole - len(shown)


def plainly(node):
    names = ("parent_id", "depth", "sent", "won", "below", "own", "branch", "outcome", "on")
    found = {name: getattr(node, name) for name in (*names, "referral_id")}
    return {"id": node.client.id, **found}


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(
    referral_rows.worlds(),
    st.one_of(st.none(), st.integers(1, MOST)),
    st.integers(0, 5),
    st.sampled_from((1, 2, 3, 5, 500)),
)
def test_a_branch_is_what_a_walk_finds(backend, world, start, depth, limit):
    referral_rows.write(backend, world)
    tree = Tree(world)
    found = backend.queries.branch(start, depth=depth, limit=limit)
    nodes, left_out = tree.shown(start, depth, limit)
    assert [plainly(node) for node in found.nodes] == nodes
    assert found.left_out == left_out
    assert [one.id for one in found.above] == ([] if start is None else tree.above(start))


def test_a_chain_of_any_depth_is_counted_whole(backend):
    """Fifty deep: four levels are shown, the money of all is in the first."""
    sent = [Referral(client=one + 1, referrer=one) for one in range(1, 51)]
    money = [Payment(one, one) for one in range(1, 52)]
    referral_rows.write(backend, World(51, sent, money))
    found = backend.queries.branch(1)
    assert [node.client.id for node in found.nodes] == [1, 2, 3, 4, 5]
    assert [node.depth for node in found.nodes] == [0, 1, 2, 3, 4]
    assert found.nodes[0].branch == (Money(sum(range(1, 52)), "EUR"),)
    assert found.nodes[0].below == 50
    assert found.left_out == 46
    last = backend.queries.branch(49)
    assert [one.id for one in last.above] == list(range(1, 49))
    assert [node.client.id for node in last.nodes] == [49, 50, 51]


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_circle_ends(backend, length):
    """Old files may have one: each of it is shown once, wherever one begins."""
    sent = [Referral(client=one % length + 1, referrer=one) for one in range(1, length + 1)]
    sent.append(Referral(client=length + 1, referrer=1))
    money = [Payment(one, 10) for one in range(1, length + 2)]
    referral_rows.write(backend, World(length + 1, sent, money))
    for one in range(1, length + 1):
        found = backend.queries.branch(one, depth=20)
        assert sorted(node.client.id for node in found.nodes) == list(range(1, length + 2))
        assert found.nodes[0].branch == (Money(10 * (length + 1), "EUR"),)
        assert found.left_out == 0
        assert len(found.above) == length - 1
    # A circle hangs on nobody: the roots do not lead to it.
    assert backend.queries.branch(None) == Branch(())
    assert backend.queries.branch(length + 1).nodes[0].below == 0


def test_who_is_nobody_and_who_sent_nobody(backend):
    ann = client(backend)
    assert backend.queries.branch(99) == Branch(())
    assert backend.queries.branch(None) == Branch(())
    (node,) = backend.queries.branch(ann).nodes
    assert (node.sent, node.below, node.branch, node.parent_id) == (0, 0, (), None)


def test_the_branch_follows_money_and_its_undoing(backend):
    ann, bob, eve = client(backend, "Ann"), client(backend, "Bob"), client(backend, "Eve")
    do(backend, commands.AddReferral(referrer=ann, client=bob, on=TODAY - timedelta(days=3)))
    do(backend, commands.AddReferral(referrer=bob, client=eve))
    sale(backend, eve, "80")
    paid = payment(backend, eve, "80")
    assert backend.queries.branch(ann).nodes[0].branch == (Money(8000, "EUR"),)
    do(backend, commands.Refund(payment=paid, amount=Decimal(80)))
    assert backend.queries.branch(ann).nodes[0].branch == ()
    do(backend, commands.Undo())
    (first, second, third) = backend.queries.branch(ann).nodes
    assert (first.branch, second.branch, third.own) == ((Money(8000, "EUR"),),) * 3
    assert (third.outcome, third.parent_id, third.on) == (ReferralOutcome.WON, bob, TODAY)


def test_a_branch_is_few_statements_whatever_its_size(backend):
    sent = [Referral(client=one, referrer=one // 3) for one in range(3, 60)]
    referral_rows.write(backend, World(60, sent, []))
    counts = set()
    for start in (1, 2, 40, None):
        with counted(backend, "tree") as seen:
            backend.queries.branch(start)
        counts.add(len(seen))
    assert max(counts) <= 14


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (
            referral_tree._BELOW_ONE,
            ["COVERING INDEX ix_referrer_parent_id_sent_won", "SEARCH worth USING PRIMARY KEY"],
        ),
        (
            referral_tree._SENT_BY,
            ["COVERING INDEX ix_referral_counterpart", "SEARCH worth USING PRIMARY KEY"],
        ),
        (referral_tree._ABOVE, ["uq_referral_in"]),
        (referral_tree._SHOWN, ["uq_referral_in", "SEARCH client USING INTEGER PRIMARY KEY"]),
    ],
)
def test_a_branch_is_read_from_indexes(backend, sql, indexes):
    values = {"id": 1, "ids": "[1]", "currency": "EUR", "limit": 5}
    found = plan(backend, sql, **{name: values[name] for name in values if f":{name}" in sql})
    for index in indexes:
        assert index in found
    for table in ("referral", "referrer", "client", "worth"):
        assert f"SCAN {table}\n" not in f"{found}\n"


def test_wide_levels_are_cut_at_the_most_of_each_parent(backend):
    """Of a parent who sent more than there is room for, those whose branches brought the most."""
    sent = [Referral(client=one, referrer=1) for one in range(2, 30)]
    sent += [Referral(client=one, referrer=28) for one in range(30, 36)]
    money = [Payment(one, one) for one in range(2, 28)]
    money += [Payment(one, 500) for one in itertools.chain([30, 31])]
    referral_rows.write(backend, World(36, sent, money))
    found = backend.queries.branch(1, depth=2, limit=5)
    assert [node.client.id for node in found.nodes] == [1, 28, 27, 26, 25]
    assert found.left_out == 35 - 5
