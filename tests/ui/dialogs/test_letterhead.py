"""The letterhead: kept when a field is left, shown on a real page at each key, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from smallcrm.domain.paper_settings import logo_bytes
from smallcrm.services import commands
from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">'
    '<rect width="40" height="10" fill="#1A4F8B"/></svg>'
)


@pytest.fixture
def window(context, show, qtbot, settle):
    found = LetterheadWindow(context)
    show(found)
    found.wanted.connect(lambda name, _argument: asked_of(found).append(name))
    shown(found, qtbot)
    return found


def asked_of(window):
    if not hasattr(window, "asked"):
        window.asked = []
    return window.asked


def shown(window, qtbot):
    """Wait until the page is made."""
    qtbot.waitUntil(lambda: not window.preview._soon.isActive() and not window.preview._busy)
    qtbot.waitUntil(lambda: window.preview.view.page_count > 0)


def words(window):
    """Return what stands on the page."""
    pages = window.preview._pages
    return pages.text(0)


def settled(settle, context, qtbot):
    for _ in range(3):
        settle(context)
        qtbot.wait(5)


def test_the_page_follows_what_is_typed_before_it_is_kept(window, backend, qtbot, context, settle):
    name = window.file.field("file.owner_name")
    assert QApplication.focusWidget() is name
    qtbot.keyClicks(name, "Aoife & <b>Sons</b>")
    with qtbot.waitSignal(window.preview.made):
        pass
    assert "Aoife & <b>Sons</b>" in words(window)
    assert backend.file_settings().owner_name == ""
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    settled(settle, context, qtbot)
    assert backend.file_settings().owner_name == "Aoife & <b>Sons</b>"


def test_what_is_taken_back_leaves_the_field(window, backend, perform, context, settle, qtbot):
    phone = window.file.field("letterhead.phone")
    phone.setText("+353 20 910 2600")
    phone.editingFinished.emit()
    settled(settle, context, qtbot)
    assert backend.file_settings().value("letterhead.phone") == "+353 20 910 2600"
    outcome = perform(commands.Undo())
    context.hub.announce(outcome.changes, None)
    settled(settle, context, qtbot)
    qtbot.waitUntil(lambda: phone.text() == "")


def test_undo_is_asked_for_with_the_usual_key(window, qtbot):
    window.preview.view.setFocus()
    qtbot.keyClick(window.preview.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "undo" in asked_of(window)


def test_a_field_leaves_undo_to_the_window_where_nothing_was_typed(window, qtbot):
    name = window.file.field("file.owner_name")
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClicks(name, "Aoife")
    qtbot.keyClick(name, Qt.Key.Key_Z, control)
    assert name.text() == ""
    assert asked_of(window) == []
    qtbot.keyClick(name, Qt.Key.Key_Z, control)
    address = window.file.field("file.owner_address")
    address.setFocus()
    qtbot.keyClick(address, Qt.Key.Key_Z, control)
    assert asked_of(window) == ["undo", "undo"]
    window.undo_button.click()
    assert len(asked_of(window)) == 3


def test_a_wrong_iban_is_said_beside_it_and_keeps_the_window(window, backend, qtbot):
    iban = window.file.field("bank.iban")
    iban.setText("IE00 1234")
    window.close_button.click()
    assert window.isVisible()
    assert window.tabs.row("bank.iban").error()
    assert QApplication.focusWidget() is iban
    iban.setText("IE29 AIBK 9311 5212 3456 78")
    window.close_button.click()
    assert not window.isVisible()


def test_a_logo_from_a_file_stands_on_the_page(window, backend, tmp_path, context, settle, qtbot):
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#1A4F8B"))
    path = tmp_path / "logo & <b>.png"
    assert picture.save(str(path))
    before = window.preview._pages
    window._logo.read_file(path)
    settled(settle, context, qtbot)
    qtbot.waitUntil(lambda: bool(backend.file_settings().value("letterhead.logo")))
    qtbot.waitUntil(lambda: window.preview._pages is not before)
    assert logo_bytes(window._logo.text()) is not None
    window._logo.remove_button.click()
    settled(settle, context, qtbot)
    qtbot.waitUntil(lambda: not backend.file_settings().value("letterhead.logo"))
    assert not window._logo.remove_button.isEnabled()


def test_a_drawing_in_vectors_becomes_a_picture(window, tmp_path, context, settle, qtbot):
    path = tmp_path / "logo.svg"
    path.write_text(_SVG, encoding="utf-8")
    window._logo.read_file(path)
    qtbot.waitUntil(lambda: bool(window._logo.text()))
    image = QImage.fromData(logo_bytes(window._logo.text()))
    assert (image.width(), image.height()) == (1600, 400)
    assert image.pixelColor(10, 10) == QColor("#1A4F8B")


@pytest.mark.parametrize("content", [b"no picture", b"", b"<svg", b"<svg viewBox='0 0 0 0'></svg>"])
def test_what_is_no_picture_is_said_below(window, tmp_path, qtbot, content):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    window._logo.read_file(path)
    qtbot.waitUntil(lambda: "picture" in window._logo.state.whole_text().lower())
    qtbot.waitUntil(lambda: "Reading" not in window._logo.state.whole_text())
    assert window._logo.text() == ""


def test_a_picture_is_pasted(window, qtbot):
    picture = QImage(60, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#9C1F1F"))
    QGuiApplication.clipboard().setImage(picture)
    window.tabs.show_row("letterhead.logo")
    qtbot.keyClick(window._logo.choose_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window._logo.text()))
    QGuiApplication.clipboard().clear()
    window._logo.paste()
    assert "no picture" in window._logo.state.whole_text()


def test_a_dropped_file_is_taken(window, tmp_path, qtbot):
    path = tmp_path / "logo.svg"
    path.write_text(_SVG, encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    assert window._logo._take_from(mime)
    qtbot.waitUntil(lambda: bool(window._logo.text()))


def test_a_pale_colour_is_warned_of_and_a_wrong_one_refused(
    window, backend, context, settle, qtbot
):
    colour = window._colour
    window.tabs.show_row("letterhead.colour")
    colour.field.setText("#FFE48F")
    assert colour.note.isVisible()
    colour.field.setText("#1A4F8B")
    assert not colour.note.isVisible()
    colour.field.setText("blue-ish")
    colour.field.editingFinished.emit()
    assert window.tabs.row("letterhead.colour").error()
    button, _colour = colour._swatches[1]
    button.click()
    settled(settle, context, qtbot)
    assert backend.file_settings().value("letterhead.colour") == "#1A4F8B"
    assert not window.tabs.row("letterhead.colour").error()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_offered_paper_is_shown_of_an_empty_file(window, qtbot, language):
    window.preview.language.choose(language)
    for kind in window.preview.paper.values():
        window.preview.paper.choose(kind)
        shown(window, qtbot)
        assert not window.preview.state.isVisible(), kind
        assert len(words(window)) > 80


def test_an_old_invoice_is_shown_with_the_name_of_now(
    context, show, perform, beatriz, backend, qtbot, settle
):
    perform(commands.SetSetting(key="file.owner_name", value="Old Name"))
    sale = backend.queries.client_history(beatriz).open_sales[0].id
    perform(commands.Bill(parts=(commands.BillPart(sale=sale),)))
    perform(commands.SetSetting(key="file.owner_name", value="New Name"))
    context.settings = backend.file_settings()
    window = show(LetterheadWindow(context))
    shown(window, qtbot)
    assert "New Name" in words(window)
    assert "Old Name" not in words(window)
    assert "Beatriz" in words(window)


def test_texts_are_asked_for(window):
    window.texts_button.click()
    assert "texts" in asked_of(window)


def test_a_language_shows_what_stands_there_instead_and_its_own_page(
    window, backend, perform, context, settle, qtbot
):
    outcome = perform(commands.SetSetting(key="file.owner_name", value="Aoife Brennan"))
    context.hub.announce(outcome.changes, None)
    settled(settle, context, qtbot)
    field = window.file.field("letterhead.zh_CN.name")
    qtbot.waitUntil(lambda: field.placeholderText() == "Aoife Brennan")
    window.tabs.show_row("letterhead.zh_CN.name")
    assert window.preview.language.value() == "zh_CN"
    qtbot.keyClicks(field, "Brennan")
    field.setText("布伦南钢琴")
    qtbot.waitUntil(lambda: "布伦南钢琴" in words(window), timeout=10_000)
