"""A call as a row of the list of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.ringing import still_rings
from smallcrm.ui.card.call import duration, region_words, shown_number
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.call_shapes import CallShape
    from smallcrm.ui.theme import Tone


def heads(tr: I18n) -> tuple[tuple[str, bool, int], ...]:
    """Return the columns: words, whether at the right, and the width (0 for the one that grows)."""
    return (
        (tr.pgettext("calls", "When"), False, 206),
        (tr.pgettext("calls", "Who"), False, 200),
        (tr.pgettext("calls", "Number"), False, 150),
        (tr.pgettext("calls", "What became of it"), False, 150),
        (tr.pgettext("calls", "About"), False, 0),
    )


def call_row(tr: I18n, number: int, call: CallShape, country: str) -> PlainRow:
    """Return the row of a call; its place in the list stands for it."""
    rings = _rings(tr, call)
    missed = call.missed and not rings
    icon = "phone-outgoing" if call.outgoing else "phone-incoming"
    if not (call.answered or rings):
        icon = "phone-off" if call.outgoing else "phone-missed"
    tone: Tone = "debt" if missed else "plain"
    when = tr.formats.instant_short(call.at)
    who = _who(tr, call)
    number_text = one_line(shown_number(call.number or "", country))
    if not number_text and call.client is None:
        number_text = tr.gettext("Number withheld")
    outcome = _outcome(tr, call)
    said = one_line(call.said or "")
    known = call.client is not None
    cells = (
        Cell(when, "debt" if missed else "second", icon),
        Cell(who, tone if known else "second", weight="medium" if known else "normal"),
        Cell(number_text, "plain" if call.number else "third"),
        Cell(outcome, tone if missed else "second"),
        Cell(said, "second"),
    )
    direction = tr.pgettext("call", "Outgoing call") if call.outgoing else tr.gettext("Call")
    spoken = [direction, who, number_text if number_text != who else "", when, outcome, said]
    return PlainRow(number, cells, tr.pgettext("facts", ", ").join(filter(None, spoken)))


def _who(tr: I18n, call: CallShape) -> str:
    if call.client is not None:
        name = one_line(call.client.name)
        if call.contact_person is None:
            return name
        # Translators: who called: a contact person and their client, "Judith, Beatriz Gonçalves"
        return tr.pgettext("call", "{person}, {client}").format(
            person=one_line(call.contact_person.name), client=name
        )
    name = one_line(call.name or "")
    region = region_words(tr, call.region)
    if name and region:
        # Translators: what a phone says of an unknown caller, and where the number is from
        return tr.pgettext("call", "“{name}”, {region}").format(name=name, region=region)
    return name or region or tr.pgettext("call", "Unknown")


def _rings(tr: I18n, call: CallShape) -> bool:
    now = tr.formats.clock.now()
    return still_rings(call.at, now, answered=call.answered, seconds=call.seconds)


def _outcome(tr: I18n, call: CallShape) -> str:
    parts: list[str] = []
    if _rings(tr, call):
        parts.append(tr.gettext("being called") if call.outgoing else tr.gettext("calling now"))
    elif call.missed:
        parts.append(tr.pgettext("call", "Missed"))
    elif not call.answered and not call.outgoing:
        parts.append(tr.pgettext("call", "Missed, dealt with"))
    elif not call.answered:
        parts.append(tr.pgettext("call", "Not reached"))
    elif call.seconds:
        # Translators: how long a call was: "Spoken 3:12"
        parts.append(tr.pgettext("call", "Spoken {time}").format(time=duration(call.seconds)))
    else:
        parts.append(tr.pgettext("call", "Called"))
    if call.satisfaction is not None:
        # Translators: how satisfied somebody seemed, of five
        rated = tr.pgettext("satisfaction", "{rating}/5").format(rating=call.satisfaction)
        parts.append(rated)
    return tr.pgettext("facts", ", ").join(parts)
