"""Letterhead, texts and labels are opened from the window, and lead to each other."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from tests.factories import do

from smallcrm.reports.material import PaperKind
from smallcrm.services import commands
from smallcrm.ui.dialogs.label_dialog import LabelDialog
from smallcrm.ui.dialogs.label_sheet_dialog import LabelSheetDialog
from smallcrm.ui.dialogs.label_sheets_window import LabelSheetsWindow
from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow
from smallcrm.ui.dialogs.paper_scope import Whom
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.dialogs.texts_window import TextsWindow


def opened(kind):
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return next((one for one in found if one.isVisible()), None)


@pytest.mark.parametrize(
    ("wish", "kind"),
    [
        ("letterhead", LetterheadWindow),
        ("texts", TextsWindow),
        ("labels", LabelDialog),
        ("label_sheets", LabelSheetsWindow),
        ("label_sheet", LabelSheetDialog),
    ],
)
def test_each_is_opened_by_its_wish(start, tr, wish, kind):
    window, hand = start(tr)
    window.desk.do(wish)
    hand.rest()
    found = opened(kind)
    assert found is not None
    found.reject()
    hand.rest()
    assert opened(kind) is None


def test_the_settings_lead_to_the_letterhead_and_on_to_the_texts(start, tr):
    window, hand = start(tr)
    window.desk.do("settings")
    hand.rest()
    opened(SettingsDialog).paper_buttons[0].click()
    hand.rest()
    letterhead = opened(LetterheadWindow)
    assert letterhead is not None
    letterhead.texts_button.click()
    hand.rest()
    texts = opened(TextsWindow)
    assert texts is not None
    for one in (texts, letterhead, opened(SettingsDialog)):
        one.reject()
    hand.rest()


def test_labels_of_the_chosen_clients_are_previewed(start, tr, backend):
    for name in ("Ann", "Bob", "Cleo"):
        address = commands.AddressInput(street="1 Main Street", locality="Cork")
        do(backend, commands.AddClient(name=name, addresses=(address,)))
    window, hand = start(tr)
    window.tabs.setCurrentIndex(1)
    hand.rest()
    table = window.current_tab().table
    table.selectAll()
    window.desk.do("labels")
    hand.rest()
    dialog = opened(LabelDialog)
    assert dialog.whom.value() is Whom.CHOSEN
    hand.rest()
    dialog.preview()
    hand.rest()
    preview = opened(ReportPreview)
    assert preview is not None
    assert preview._paper.kind is PaperKind.LABELS
    assert len(preview._paper.options.clients) == 3
    hand.rest()
    assert preview.content.startswith(b"%PDF")
    for one in (preview, dialog):
        one.reject()
    hand.rest()
