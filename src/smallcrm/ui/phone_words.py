"""How a phone line is, in words, with a sign beside them: never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import refusal
from smallcrm.i18n.telephony_words import line_reason
from smallcrm.telephony.reports import SourceState

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.telephony.reports import StateReport
    from smallcrm.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class LineLook:
    """What is said of a line, its sign, and the tone of both."""

    text: str
    icon: str
    tone: Tone


def line_look(tr: I18n, report: StateReport | None, seconds_left: int | None = None) -> LineLook:
    """Say how a line is; `seconds_left` is until it tries again by itself."""
    if report is None or report.state is SourceState.OFF:
        return LineLook(tr.pgettext("phone line", "Off"), "phone-off", "second")
    if report.state is SourceState.CONNECTING:
        return LineLook(tr.pgettext("phone line", "Connecting…"), "hourglass", "second")
    if report.state is SourceState.LISTENING:
        return LineLook(tr.gettext("Listening: calls are shown."), "circle-check", "ok")
    why = _why(tr, report)
    if report.state is SourceState.REFUSED:
        return LineLook(why or tr.gettext("It was refused."), "circle-alert", "debt")
    again = tr.gettext("Trying again…")
    if seconds_left:
        said = tr.ngettext(
            "Tries again in {seconds} second.", "Tries again in {seconds} seconds.", seconds_left
        )
        again = said.format(seconds=tr.formats.number(seconds_left))
    # Translators: why a phone line is not connected, and when it tries again: two sentences
    both = tr.pgettext("phone line", "{why} {again}").format(why=why, again=again)
    return LineLook(both if why else again, "clock", "soon")


def _why(tr: I18n, report: StateReport) -> str:
    if not report.reason:
        return ""
    said = line_reason(tr, report.reason, report.parameters)
    if said != report.reason:
        return said
    refused = Refusal(report.reason)
    refused.parameters = report.parameters
    return refusal(tr, refused)
