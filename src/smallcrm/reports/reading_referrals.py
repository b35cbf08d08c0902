"""What is read for papers of referrals: the league and the letter of thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports.files import safe_file_name
from smallcrm.reports.material import Material, Paper
from smallcrm.reports.reading import card_of, for_client

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries


def league(queries: Queries, paper: Paper) -> Material:
    """Read who sent clients in a period, and where its clients came from."""
    from smallcrm.reports import league as report

    facts = report.LeagueFacts(
        queries.league(paper.since, paper.until),
        queries.sources(paper.since, paper.until),
        paper.since,
        paper.until,
    )

    def file_name(tr: I18n) -> str:
        until = paper.until or tr.formats.clock.today()
        # Translators: the name of a file: what is in it, and until which day
        stem = tr.gettext("{paper}, {date}").format(paper=report.title(tr), date=until.isoformat())
        return safe_file_name(stem)

    return Material(
        client="",
        language=None,
        out=True,
        name=report.title,
        file_name=file_name,
        draw=lambda document, stationery, _: report.draw(document, facts, stationery),
    )


def thanks(queries: Queries, paper: Paper) -> Material:
    """Read a referral for the letter to who sent the client."""
    from smallcrm.reports import thanks as report
    from smallcrm.reports.texts import common_values

    detail = queries.referral(paper.id)
    if detail is None:
        raise Refusal("no_such_referral", field="referral", id=paper.id)
    report.check(detail.referral)
    card = card_of(queries, detail.referral.counterpart.id)
    facts = report.facts_of(detail, card.referral_summary)
    referrer = card.details
    return for_client(
        referrer,
        report.title,
        lambda document, stationery, _: report.draw(document, facts, referrer, stationery),
        text="thanks",
        values=lambda stationery: {
            **common_values(stationery, referrer.ref.name),
            "referred": facts.client,
        },
    )
