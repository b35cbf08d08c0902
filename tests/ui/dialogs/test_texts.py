"""The owner's texts: written, filled in, left to the program, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.paper_texts import SLOTS
from smallcrm.i18n.placeholder_words import placeholder_words
from smallcrm.i18n.setting_names import slot_name
from smallcrm.services import commands
from smallcrm.ui.dialogs.texts_window import TextsWindow

_KEY = "text.en.invoice.opening"


@pytest.fixture
def window(context, show, qtbot):
    found = show(TextsWindow(context))
    found.show_slot("invoice.opening", "en")
    return found


def settled(settle, context, qtbot):
    for _ in range(3):
        settle(context)
        qtbot.wait(5)


def value(backend, key=_KEY):
    return backend.file_settings().value(key)


def test_the_built_in_text_stands_in_grey(window):
    assert window.editor.field.toPlainText() == ""
    assert "We invoice you" in window.editor.field.placeholderText()
    assert window.editor.edit_button.isVisible()
    assert not window.editor.reset_button.isVisible()


def test_a_text_is_kept_when_the_field_is_left(window, backend, context, settle, qtbot):
    window.editor.field.setFocus()
    qtbot.keyClicks(window.editor.field, "Dear {client},")
    assert value(backend) == ""
    qtbot.keyClick(window.editor.field, Qt.Key.Key_Tab)
    settled(settle, context, qtbot)
    assert value(backend) == "Dear {client},"
    names = window.list._own
    assert names == {"invoice.opening"}


def test_choosing_another_text_keeps_the_one_before(window, backend, context, settle, qtbot):
    window.editor.field.setPlainText("One")
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_Down)
    assert window.list.slot() == "invoice.closing"
    assert window.editor.field.toPlainText() == ""
    settled(settle, context, qtbot)
    assert value(backend) == "One"
    window.show_slot("invoice.opening", "en")
    assert window.editor.field.toPlainText() == "One"


def test_each_language_has_its_own(window, backend, context, settle, qtbot):
    window.editor.field.setPlainText("One")
    window.show_slot("invoice.opening", "zh_CN")
    assert window.editor.field.toPlainText() == ""
    assert "感谢" in window.editor.field.placeholderText()
    settled(settle, context, qtbot)
    assert value(backend) == "One"
    assert value(backend, "text.zh_CN.invoice.opening") == ""


def test_an_unknown_placeholder_is_named_beside(window):
    window.editor.field.setPlainText("{client} {clinet} {0.__class__} {total} {x}")
    said = window.editor.hint.whole_text()
    assert "{clinet}" in said
    assert "{x}" in said
    assert "{client}" not in said
    window.editor.field.setPlainText("{client}")
    assert "{" not in window.editor.hint.whole_text()


def test_placeholders_are_inserted_with_their_meaning(window, tr_zh, context):
    texts = [action.text() for action in window.editor.menu.actions()]
    assert any("{due}" in text and "due" in text.split("}")[1] for text in texts)
    window.editor.menu.actions()[0].trigger()
    assert window.editor.field.toPlainText() == "{client}"
    for slot in SLOTS.values():
        assert slot_name(context.tr, slot.name)
        for name in slot.placeholders:
            assert placeholder_words(context.tr, slot, name) != name
            assert placeholder_words(tr_zh, slot, name) != placeholder_words(context.tr, slot, name)


def test_the_built_in_text_comes_back_and_undo_brings_ones_own(
    window, backend, perform, context, settle, qtbot
):
    editor = window.editor
    editor.edit_button.click()
    assert editor.field.toPlainText() == editor.field.placeholderText()
    editor.field.setPlainText("Mine")
    window.keep()
    settled(settle, context, qtbot)
    editor.reset_button.click()
    settled(settle, context, qtbot)
    assert value(backend) == ""
    outcome = perform(commands.Undo())
    context.hub.announce(outcome.changes, None)
    settled(settle, context, qtbot)
    qtbot.waitUntil(lambda: editor.field.toPlainText() == "Mine")


def test_a_text_can_be_left_out(window, backend, context, settle, qtbot):
    window.editor.nothing_box.click()
    settled(settle, context, qtbot)
    assert value(backend) == "-"
    assert not window.editor.field.isEnabled()
    window.show_slot("invoice.closing", "en")
    window.show_slot("invoice.opening", "en")
    assert window.editor.nothing_box.isChecked()
    window.editor.nothing_box.click()
    settled(settle, context, qtbot)
    assert value(backend) == ""


def test_what_is_too_long_stays_and_is_said(window, backend, qtbot):
    window.editor.field.setPlainText("x" * 4001)
    window.list.choose("invoice.closing")
    assert window.list.slot() == "invoice.opening"
    assert window.editor.field.toPlainText() == "x" * 4001
    assert window.editor.hint.isVisible()
    assert "4" in window.editor.hint.whole_text()
    window.close_button.click()
    assert window.isVisible()
    window.editor.field.setPlainText("short")
    window.close_button.click()
    assert not window.isVisible()


def test_a_subject_is_one_line(window, backend, context, settle, qtbot):
    window.show_slot("mail.invoice.subject", "en")
    window.editor.field.setPlainText("Invoice\r\nBcc: x@example.com")
    window.keep()
    settled(settle, context, qtbot)
    assert value(backend, "text.en.mail.invoice.subject") == "Invoice Bcc: x@example.com"


def test_the_page_and_the_mail_follow_what_is_typed(window, qtbot):
    window.editor.field.setPlainText("Hello <b>{client}</b> & {nobody}")

    def page():
        pages = window.preview._pages
        return pages.text(0) if pages is not None else ""

    qtbot.waitUntil(lambda: "Hello <b>Ann Example</b> & {nobody}" in page(), timeout=10_000)
    window.show_slot("mail.invoice.body", "en")
    assert window.pages.currentWidget() is window.mail
    window.editor.field.setPlainText("For {client}: {number}")
    assert window.mail.text.toPlainText() == "For Ann Example: I-0001"
    assert "I-0001" in window.mail.subject.text().replace("\u2010", "-")


def test_an_e_mail_is_shown_with_the_newest_paper(context, show, perform, beatriz, backend, qtbot):
    sale = backend.queries.client_history(beatriz).open_sales[0].id
    perform(commands.Bill(parts=(commands.BillPart(sale=sale),)))
    window = show(TextsWindow(context))
    window.show_slot("mail.invoice.body", "en")
    qtbot.waitUntil(lambda: "Dear Beatriz Gonçalves" in window.mail.text.toPlainText())
    assert "I-2026-0001" in window.mail.text.toPlainText()


def test_the_keyboard_begins_in_the_list(window):
    assert QApplication.focusWidget() is window.list
