"""Details that were confirmed too long ago, in the sentence that asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from smallcrm.domain.enums import DetailKind
from smallcrm.i18n.sentences import sentence_start

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


class StaleLike(Protocol):
    """What the sentence needs to know: `queries.detail_shapes.StaleDetail` has it."""

    @property
    def kind(self) -> DetailKind:
        """What it is."""

    @property
    def text(self) -> str:
        """The number or the address itself."""

    @property
    def since(self) -> date:
        """Since when it stands unconfirmed."""

    @property
    def months(self) -> int:
        """For how many whole months."""

    @property
    def ever_confirmed(self) -> bool:
        """Whether it was confirmed at all, or is only that old."""


def stale_sentence(tr: I18n, stale: Sequence[StaleLike]) -> str:
    """Say what is out of date: "Phone confirmed 26 months ago: ask now"; empty for nothing."""
    if not stale:
        return ""
    oldest = max(stale, key=lambda one: one.months)
    there = {one.kind for one in stale}
    what = tr.formats.list_sentence([_name(tr, kind) for kind in DetailKind if kind in there])
    if len(stale) > 1:
        # Translators: {what} are some of phone, e-mail and address, too long unconfirmed
        text = tr.ngettext(
            "Ask now, {count} month old: {what}",
            "Ask now, {count} months old: {what}",
            oldest.months,
        )
    elif oldest.ever_confirmed:
        what = sentence_start(what)
        # Translators: {what} is a phone, an e-mail or an address of a client
        text = tr.ngettext(
            "{what} confirmed {count} month ago: ask now",
            "{what} confirmed {count} months ago: ask now",
            oldest.months,
        )
    else:
        what = sentence_start(what)
        text = tr.ngettext(
            "{what} not confirmed for {count} month: ask now",
            "{what} not confirmed for {count} months: ask now",
            oldest.months,
        )
    return text.format(what=what, count=tr.formats.number(oldest.months))


def stale_detail(tr: I18n, one: StaleLike) -> str:
    """Say of one detail how old it is: "+353 20 910 4182, confirmed on 3 March 2024"."""
    day = tr.formats.date_long(one.since)
    if one.ever_confirmed:
        return tr.gettext("{detail}, confirmed on {date}").format(detail=one.text, date=day)
    return tr.gettext("{detail}, never confirmed, in the file since {date}").format(
        detail=one.text, date=day
    )


def _name(tr: I18n, kind: DetailKind) -> str:
    """Name a detail within a sentence."""
    return {
        DetailKind.PHONE: tr.pgettext("detail", "phone"),
        DetailKind.EMAIL: tr.pgettext("detail", "e-mail"),
        DetailKind.ADDRESS: tr.pgettext("detail", "address"),
    }[kind]
