"""Every paper's preview fits a small screen, cuts no word off, and has one key for each place."""

from __future__ import annotations

import pytest
from tests.reports import trading
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.i18n.catalog import I18n
from smallcrm.queries.order import Order
from smallcrm.reports.material import LabelOptions, Paper, PaperKind
from smallcrm.services import commands
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.report_preview import ReportPreview

PAPERS = {
    PaperKind.CLIENT: lambda traded: Paper(PaperKind.CLIENT, traded.client),
    PaperKind.QUOTE: lambda traded: Paper(PaperKind.QUOTE, traded.quote),
    PaperKind.INVOICE: lambda traded: Paper(PaperKind.INVOICE, traded.invoice),
    PaperKind.STATEMENT: lambda traded: Paper(PaperKind.STATEMENT, traded.client),
    PaperKind.SALES: lambda _: Paper(PaperKind.SALES),
    PaperKind.LEAGUE: lambda _: Paper(PaperKind.LEAGUE),
    PaperKind.PHONES: lambda _: Paper(PaperKind.PHONES),
    PaperKind.OVERDUE: lambda _: Paper(PaperKind.OVERDUE),
    PaperKind.CALLS: lambda _: Paper(PaperKind.CALLS),
    PaperKind.ENVELOPE: lambda traded: Paper(PaperKind.ENVELOPE, traded.client),
    PaperKind.LABELS: lambda _: Paper(PaperKind.LABELS, options=LabelOptions(sheet="L7160")),
}


@pytest.fixture
def traded(backend, perform):
    trading.irish_owner(backend)
    perform(commands.AddClient(name="Ann Lee"))
    return trading.trade(backend, trading.school(backend))


@pytest.mark.parametrize("language", ["en", "zh_CN", "qps"])
@pytest.mark.parametrize("kind", list(PAPERS))
def test_a_preview_fits(make_context, clock, traded, kind, language, settle, qtbot):
    tr = I18n.load(language, RESOURCES, clock=clock)
    context = make_context(tr)
    context.theme.set_chinese(chinese=language == "zh_CN")
    around = Around(chosen=(1, 2), listed=Order("name"), count=20_000)
    preview = ReportPreview(context, PAPERS[kind](traded), around=around)
    check_window(preview, context, settle, qtbot)
    assert preview.print_button.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_preview_with_an_e_mail_fits(
    make_context, clock, traded, perform, language, settle, qtbot
):
    tr = I18n.load(language, RESOURCES, clock=clock)
    context = make_context(tr)
    context.theme.set_chinese(chinese=language == "zh_CN")
    address = f"{'a' * 60}@{'b' * 60}.example"
    emails = (commands.EmailInput(address=address),)
    perform(commands.EditClient(client=traded.client, emails=emails))
    preview = ReportPreview(context, Paper(PaperKind.STATEMENT, traded.client))
    settle(context)
    preview.output._on_handed(None)
    check_window(preview, context, settle, qtbot)
