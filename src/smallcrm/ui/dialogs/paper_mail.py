"""What an e-mail says that a paper is sent with: the owner's own words, in the paper's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery

if TYPE_CHECKING:
    from smallcrm.reports.papers import MadePaper
    from smallcrm.ui.context import UiContext


def words_of(context: UiContext, paper: MadePaper) -> tuple[str, str]:
    """Return subject and body; the paper's name where nothing is said of such papers."""
    from smallcrm.reports.texts import common_values, text_of

    to = paper.addressee
    if to is None or not to.text:
        return paper.name, ""
    tr = context.tr
    if paper.language != tr.language:
        tr = I18n.load(paper.language, context.resources, clock=context.clock)
    stationery = Stationery(
        settings=context.settings, tr=tr, resources=context.resources, clock=context.clock
    )
    values = to.values(stationery) if to.values else common_values(stationery, paper.client)
    subject, body = (
        text_of(context.settings, tr, f"mail.{to.text}.{part}", values)
        for part in ("subject", "body")
    )
    return subject or paper.name, body
