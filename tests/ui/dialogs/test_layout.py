"""No word is cut off: in the made-up longer language, in Chinese, and with large text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from tests.ui.conftest import RESOURCES

from smallcrm.domain.enums import Source
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.domain.statements import Statement, StatementLine
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.order import Order
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.services.commands import ImportStatement
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.about import AboutDialog
from smallcrm.ui.dialogs.account_window import AccountWindow
from smallcrm.ui.dialogs.bank_dialog import BankDialog
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.confirm import Confirm
from smallcrm.ui.dialogs.contract_dialog import ContractDialog
from smallcrm.ui.dialogs.export_dialog import ExportDialog
from smallcrm.ui.dialogs.export_formats import Offer
from smallcrm.ui.dialogs.first_start import FirstStart
from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.import_dialog import ImportDialog
from smallcrm.ui.dialogs.interaction_dialog import InteractionDialog
from smallcrm.ui.dialogs.note_dialog import NoteDialog
from smallcrm.ui.dialogs.note_versions import NoteVersionsDialog
from smallcrm.ui.dialogs.opening_balance_dialog import OpeningBalanceDialog
from smallcrm.ui.dialogs.pay_out_dialog import PayOutDialog
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.plan_dialog import PlanDialog
from smallcrm.ui.dialogs.product_dialog import ProductDialog
from smallcrm.ui.dialogs.promise_dialog import PromiseDialog
from smallcrm.ui.dialogs.rates_dialog import RatesDialog
from smallcrm.ui.dialogs.referral_dialog import ReferralDialog
from smallcrm.ui.dialogs.remind_dialog import RemindDialog
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.reward_rule_dialog import RewardRuleDialog
from smallcrm.ui.dialogs.reward_rules_window import RewardRulesWindow
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.dialogs.shortcuts import GROUPS, ShortcutsDialog
from smallcrm.ui.dialogs.trouble_window import TroubleWindow
from smallcrm.ui.widgets.labels import RunLabel


def bank(context: UiContext) -> BankDialog:
    """Open the bank with a booking that has a rest."""
    line = StatementLine(date(2026, 5, 4), 11950, "EUR", "Ann Lee", None, "S-2026-0001")
    statement = Statement("A-1", "EUR", lines=(line,))
    backend = context.runner.backend()
    assert backend is not None
    command = ImportStatement(statements=(statement,), file_name="may.csv")
    backend.services.perform(command, source=Source.SCREEN)
    return BankDialog(context)


def export(context: UiContext) -> ExportDialog:
    """Open the export of clients, with all that it can offer."""
    backend = context.runner.backend()
    assert backend is not None
    store = QSettings(str(backend.paths.data / "w.ini"), QSettings.Format.IniFormat)
    order = Order("name", text="b")
    offer = Offer("clients", "Clients", order, 2, selected=(1, 2), client=(1, "Beatriz"))
    return ExportDialog(context, offer, store)


DIALOGS: dict[str, Callable[[UiContext], DialogFrame]] = {
    "payment": lambda context: PaymentDialog(context, 1),
    "client": lambda context: ClientDialog(context, 1),
    "account": lambda context: AccountWindow(context, 1),
    "promise": lambda context: PromiseDialog(context, 1),
    "remind": lambda context: RemindDialog(context, 1),
    "pay-out": lambda context: PayOutDialog(context, 1),
    "opening": lambda context: OpeningBalanceDialog(context, 1),
    "plan": lambda context: PlanDialog(context, 1),
    "rates": RatesDialog,
    "reward-rules": RewardRulesWindow,
    "reward-rule": RewardRuleDialog,
    "product": ProductDialog,
    "contract": lambda context: ContractDialog(context, 1),
    "bank": bank,
    "export": export,
    "sale": lambda context: SaleDialog(context, 1),
    "sale-edit": lambda context: SaleDialog(context, sale_id=1),
    "referral": lambda context: ReferralDialog(context, 1),
    "follow-up": lambda context: FollowUpDialog(context, 1),
    "note": lambda context: NoteDialog(context, 1),
    "contact": lambda context: InteractionDialog(context, 1),
    "note-versions": lambda context: NoteVersionsDialog(context, 1),
    "import": ImportDialog,
    "settings": SettingsDialog,
    "first": FirstStart,
    "report": lambda context: ReportPreview(context, Paper(PaperKind.CLIENT, 1)),
    "about": AboutDialog,
    "keys": ShortcutsDialog,
    "trouble": lambda context: TroubleWindow(
        context.theme,
        context.tr,
        DataFileError(FileTrouble.LOCKED),
        context.machine._path,
    ),
}


# Between Chinese signs a line may end anywhere.
_WORD = re.compile(r"[^\s\u3000-\u9fff\uff00-\uffef]+|[\u3000-\u9fff\uff00-\uffef]")


def cut_off(dialog: QWidget) -> list[str]:
    """Name the words that have less room than they need, and buttons beyond the edge."""
    found = []
    for widget in dialog.findChildren(QWidget):
        if not widget.isVisibleTo(dialog) or widget.size().isEmpty():
            continue
        words = ""
        if isinstance(widget, QAbstractButton):
            words = widget.text()
            if widget.width() < widget.minimumSizeHint().width() and words:
                found.append(f"button {words}")
        elif isinstance(widget, QLabel) and not isinstance(widget, RunLabel):
            words = widget.text().replace("&", "")
            needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
            if widget.wordWrap():
                longest = max(
                    (widget.fontMetrics().horizontalAdvance(word) for word in _WORD.findall(words)),
                    default=0,
                )
                if longest > widget.width() + 1 or needed > widget.height() + 2:
                    found.append(f"label {words}")
            elif widget.sizeHint().width() > widget.width() + 1:
                found.append(f"label {words}")
        if isinstance(widget, QPushButton):
            right = widget.mapTo(dialog, widget.rect().bottomRight())
            if right.x() > dialog.width() or right.y() > dialog.height():
                found.append(f"outside {words}")
    return found


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
def test_nothing_is_cut_off(name, language, beatriz, make_context, clock, settle, qtbot):
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    dialog = DIALOGS[name](context)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(context)
    qtbot.wait(20)
    try:
        assert cut_off(dialog) == []
        assert dialog.width() <= 1366
        assert dialog.height() <= 768
    finally:
        context.theme.set_chinese(chinese=False)


def test_large_text_is_not_cut_off(beatriz, context, settle, qtbot):
    context.theme.set_scale(1.5)
    try:
        dialog = PaymentDialog(context, beatriz)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialog.show()
        settle(context)
        qtbot.wait(20)
        assert cut_off(dialog) == []
    finally:
        context.theme.set_scale(1.0)


def test_the_theme_changes_under_an_open_dialog(beatriz, context, show):
    dialog = show(PaymentDialog(context, beatriz))
    try:
        context.theme.set_choice("dark")
        context.theme.set_scale(1.25)
        assert not dialog.grab().isNull()
    finally:
        context.theme.set_choice("light")
        context.theme.set_scale(1.0)


def test_a_question_is_not_answered_by_enter(theme, qtbot):
    question = Confirm(theme, "Restore?", "Really?", yes="&Restore", no="Nothing")
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(question)
    said = []
    question.confirmed.connect(lambda: said.append(1))
    question.open()
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert not said
    assert not question.isVisible()


def test_about_names_version_folder_and_licences(context, show, backend):
    dialog = show(AboutDialog(context))
    assert str(backend.paths.data) in dialog.where.whole_text()
    licences = {dialog.parts.item(row, 2).text() for row in range(dialog.parts.rowCount())}
    assert any("LGPL" in text for text in licences)
    assert any("OFL" in text for text in licences)


def test_the_keys_are_translated(tr_zh):
    for title, keys in GROUPS:
        assert tr_zh.gettext(title) != title
        for _caps, text in keys:
            assert tr_zh.gettext(text) != text
