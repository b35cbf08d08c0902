"""The part of the read side that is about who sent whom, and what that earns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading
from smallcrm.queries.referral_shapes import LeagueOrder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smallcrm.queries import referral_shapes


class ReferralQueries(Reading):
    """Referrals, rewards, the league and the tree; a part of `Queries`."""

    def referral(self, referral_id: int) -> referral_shapes.ReferralDetail | None:
        """Return a referral with what it earned and what the rules make of it, or None."""
        from smallcrm.queries.rewards import referral_detail

        with self._database.read("detail") as connection:
            return referral_detail(connection, referral_id, today=self._clock.today())

    def referrer_notes(
        self, client_ids: Sequence[int], *, slot: str = "search"
    ) -> dict[int, referral_shapes.ReferrerNote]:
        """Return what each of a few clients bought last, and how many they sent, by client."""
        from smallcrm.queries.referrer_hits import notes

        with self._database.read(slot) as connection:
            return notes(connection, client_ids)

    def reward_rules(self) -> tuple[referral_shapes.RewardRuleShape, ...]:
        """Return all rules: those that hold today, then those to come, then those that ended."""
        from smallcrm.queries.rewards import reward_rules

        with self._database.read("rules") as connection:
            return reward_rules(connection, today=self._clock.today())

    def reward_rule(self, rule_id: int) -> referral_shapes.RewardRuleShape | None:
        """Return one rule with what it has come to, or None."""
        from smallcrm.queries.rewards import reward_rule

        with self._database.read("rules") as connection:
            return reward_rule(connection, rule_id, today=self._clock.today())

    def rewards_of(self, client_id: int) -> tuple[referral_shapes.RewardCredit, ...]:
        """Return the referral credits of a client, the newest first."""
        from smallcrm.queries.rewards import rewards_of

        with self._database.read("detail") as connection:
            return rewards_of(connection, client_id, today=self._clock.today())

    def league(
        self,
        first: date | None = None,
        until: date | None = None,
        *,
        order: LeagueOrder = LeagueOrder.WORTH,
        currency: str | None = None,
        limit: int | None = None,
    ) -> tuple[referral_shapes.LeagueRow, ...]:
        """Return who sent somebody between two days (both count; None: open), the most first.

        Worth and reward are compared in `currency` (None: the file's); all are shown.
        """
        from smallcrm.queries.league import league

        with self._database.read("league") as connection:
            return league(connection, first, until, order=order, currency=currency, limit=limit)

    def sources(
        self, first: date | None = None, until: date | None = None
    ) -> tuple[referral_shapes.SourceRow, ...]:
        """Return where the clients recorded between two days came from, the most clients first."""
        from smallcrm.queries.client_sources import sources

        with self._database.read("league") as connection:
            return sources(connection, first, until, clock=self._clock)

    def branch(
        self, client_id: int | None = None, *, depth: int = 4, limit: int = 500
    ) -> referral_shapes.Branch:
        """Return whom a client brought, who those brought, and so on (no such client: empty).

        Without a client: all who brought somebody and were brought by nobody. Shown are `depth`
        levels below the first and no more than `limit` clients; the figures count all.
        """
        from smallcrm.queries.referral_tree import branch

        with self._database.read("tree") as connection:
            return branch(connection, client_id, depth=depth, limit=limit)
