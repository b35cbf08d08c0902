"""Looking somebody up: `find` and `card`."""

from __future__ import annotations

from smallcrm.cli import human
from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import query_of
from smallcrm.domain.errors import Refusal
from smallcrm.exporters import json_care, json_out, json_referrals
from smallcrm.queries.shapes import ClientHit, MatchKind

_OF_THE_CLIENT = frozenset({MatchKind.NAME, MatchKind.ORGANISATION, MatchKind.PHONE})


def find(run: Run) -> int:
    """List the clients that the search box would list; nobody is no error."""
    result = run.backend.queries.search(query_of(run.asked.query), limit=run.asked.limit)
    if run.out.as_json:
        run.out.documents(json_out.hit(hit) for hit in result.hits)
    elif result.hits:
        heading = (
            run.tr.pgettext("column", "id"),
            run.tr.pgettext("column", "Client"),
            run.tr.pgettext("column", "Phone"),
            run.tr.pgettext("column", "Owes"),
            run.tr.pgettext("column", "Found by"),
        )
        run.out.table(heading, (_row(run, hit) for hit in result.hits), right="r")
        if result.more:
            run.out.line(run.tr.gettext("There are more; --limit shows them."))
    else:
        run.out.line(run.tr.gettext("Nobody was found."))
    return DONE


def _row(run: Run, hit: ClientHit) -> tuple[str, ...]:
    name = hit.client.name
    if hit.client.organisation and hit.client.organisation != name:
        name = f"{name} · {hit.client.organisation}"
    # What stands in the line already need not be said again.
    others = [shown(match.text) for match in hit.matched_on if match.kind not in _OF_THE_CLIENT]
    return (
        str(hit.client.id),
        name,
        hit.phones[0].number if hit.phones else "",
        human.owed_words(run.tr, hit.owed),
        run.tr.pgettext("list", ", ").join(others),
    )


def card(run: Run) -> int:
    """Show the card."""
    client_id = run.client_id(run.asked.client)
    found = run.backend.queries.card(client_id)
    if found is None:
        raise Refusal("no_client_of_id", field="client", id=client_id)
    if run.out.as_json:
        rewards = run.backend.queries.rewards_of(client_id)
        about = json_referrals.summary(found.referral_summary, rewards)
        care = json_care.of_details(found.details)
        run.out.document({**json_out.card(run.tr, found), **about, **care})
    else:
        run.out.lines(human.CardLines(run.tr, found))
    return DONE
