"""The windows about paper: no word cut off, in every language, on a small screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.domain.label_sheets import KNOWN
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.dialogs.label_dialog import LabelDialog
from smallcrm.ui.dialogs.label_sheet_dialog import LabelSheetDialog
from smallcrm.ui.dialogs.label_sheets_window import LabelSheetsWindow
from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.texts_window import TextsWindow


def letterhead(context, page):
    window = LetterheadWindow(context)
    window.tabs.show_page(page)
    return window


def texts(context, slot, text=""):
    window = TextsWindow(context)
    window.show_slot(slot, "en")
    window.editor.field.setPlainText(text)
    return window


WINDOWS = {
    "name": lambda context: letterhead(context, 0),
    "look": lambda context: letterhead(context, 1),
    "bank": lambda context: letterhead(context, 2),
    "languages": lambda context: letterhead(context, 3),
    "texts": lambda context: texts(context, "quote.opening", "{clinet} " * 20),
    "mail": lambda context: texts(context, "mail.reminder.body"),
    "labels": lambda context: LabelDialog(context, Around()),
    "sheets": LabelSheetsWindow,
    "sheet": LabelSheetDialog,
}


@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
@pytest.mark.parametrize("name", WINDOWS)
def test_nothing_is_cut_off(name, language, beatriz, perform, make_context, clock, settle, qtbot):
    perform(commands.AddLabelSheet(sheet=replace(KNOWN[0], name="Bottles <b>")))
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    window = WINDOWS[name](context)
    check_window(window, context, settle, qtbot)
    assert window.width() <= 1024
    assert window.height() <= 640
