"""The manual of the phone: the same within the program and in docs, and a chapter for each line.

After a change: `python -m tests.ui.test_phone_manual` writes docs/phone.md anew.
"""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from smallcrm.domain.clock import Clock
from smallcrm.domain.telephony_settings import LINES
from smallcrm.i18n.catalog import I18n
from smallcrm.telephony.launch import forwarder
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.phone_manual_window import PhoneManual
from smallcrm.ui.phone_manual import Lines, as_markdown, chapters

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "phone.md"
HEAD = """# Connecting the phone

What Settings → Phone lines and Settings → Phone programs need, for each phone. The program shows
this text too (Help → Connecting the phone), with the whole path of `smallcrm-call` there.

"""


def document(tr: I18n) -> str:
    return HEAD + as_markdown(chapters(tr, "smallcrm-call"))


def test_the_document_says_what_the_program_says(tr: I18n) -> None:
    assert DOCUMENT.read_text("utf-8") == document(tr)


def test_every_line_has_a_chapter_in_both_languages(tr: I18n, tr_zh: I18n) -> None:
    english, chinese = chapters(tr, "x"), chapters(tr_zh, "x")
    assert {one.key for one in english} >= set(LINES)
    for one, other in zip(english, chinese, strict=True):
        for part, translated in zip(one.parts, other.parts, strict=True):
            assert (part == translated) == isinstance(part, Lines)


def test_the_manual_opens_at_a_chapter_with_the_path_to_copy(
    context: UiContext, qtbot: QtBot
) -> None:
    window = PhoneManual(context, "microsip")
    qtbot.addWidget(window)
    window.show()
    assert window.chapter() == "microsip"
    shown = [one.text() for one in window.findChildren(type(window.title_label))]
    assert f"cmdIncomingCall={forwarder()}" in shown


if __name__ == "__main__":
    english = I18n.load("en", ROOT / "resources", clock=Clock(), format_locale="en_IE")
    DOCUMENT.write_text(document(english), "utf-8")
