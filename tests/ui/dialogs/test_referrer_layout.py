"""The tree and the league: no word is cut off, and no two keys lead to different places."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.dialogs.period_field import Period
from smallcrm.ui.dialogs.referrers_window import ReferrersWindow
from smallcrm.ui.dialogs.tree_window import TreeWindow


def with_own_days(context):
    window = ReferrersWindow(context)
    window.period.choose(Period.OWN)
    return window


DIALOGS = {
    "tree": TreeWindow,
    "branch": lambda context: TreeWindow(context, 2),
    "league": ReferrersWindow,
    "own-days": with_own_days,
    "sources": lambda context: ReferrersWindow(context, page="sources"),
}


@pytest.fixture
def sent(perform) -> None:
    """Three people in a row, who paid in two currencies."""
    for number, name in enumerate(("Ann Lee", "Bo Berg", "Cy Okafor"), start=1):
        perform(commands.AddClient(name=name))
        if number > 1:
            perform(commands.AddReferral(referrer=number - 1, client=number))
        for currency in ("EUR", "USD"):
            values = {"client": number, "amount": Decimal(1200), "currency": currency}
            perform(commands.AddSale(title="A", **values))
            perform(commands.TakePayment(**values))


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
@pytest.mark.parametrize("filled", [True, False])
def test_nothing_is_cut_off_and_keys_are_one_each(
    name, language, filled, make_context, clock, settle, qtbot, request
):
    if filled:
        request.getfixturevalue("sent")
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    check_window(DIALOGS[name](context), context, settle, qtbot)
