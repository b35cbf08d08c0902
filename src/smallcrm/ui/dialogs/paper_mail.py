"""What an e-mail says that a paper is sent with: the owner's own words, in the paper's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.reports.material import PaperKind
    from smallcrm.reports.papers import MadePaper
    from smallcrm.ui.context import UiContext


def words_of(context: UiContext, kind: PaperKind, paper: MadePaper) -> tuple[str, str]:
    """Return subject and body."""
    return paper.name, ""
