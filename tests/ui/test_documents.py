"""Files in the real window: dropped, pasted, chosen; listed, looked at, opened, taken back."""

from __future__ import annotations

import stat
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from tests.factories import client, do, rows, sale
from tests.ui.show_documents import MAIL, UNKNOWN, pdf, photo

from smallcrm.importers import file_text
from smallcrm.services import commands
from smallcrm.services.document_commands import FileInput
from smallcrm.ui.dialogs.contract_dialog import ContractDialog
from smallcrm.ui.dialogs.document_dialog import DocumentDialog
from smallcrm.ui.dialogs.document_window import DocumentWindow
from smallcrm.ui.dialogs.documents_window import DocumentsWindow
from smallcrm.ui.dialogs.email_dialog import EmailDialog
from smallcrm.ui.dialogs.quote_window import QuoteWindow
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.file_keeping import FileKeeper, KeptWith


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of files to keep."""
    made = tmp_path / "files"
    made.mkdir()
    (made / "Contract.pdf").write_bytes(pdf())
    (made / "Photo.png").write_bytes(photo())
    (made / "Notes.txt").write_text("Tune it to 442 Hz", "utf-8")
    (made / "mail.eml").write_text(MAIL, "utf-8")
    (made / "unknown.eml").write_text(UNKNOWN, "utf-8")
    (made / "setup.exe").write_bytes(b"MZ")
    return made


def drop(widget, *paths: Path) -> None:
    """Drop files as another program would."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    spot = widget.rect().center()
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDragEnterEvent(spot, copy, mime, left, none))
    QApplication.sendEvent(widget, QDropEvent(QPointF(spot), copy, mime, left, none))


def open_card(window, hand, client_id):
    window.desk.do("open_card", client_id)
    hand.rest()
    return window.deck.card(client_id)


def names(backend, **of):
    return sorted(one.name for one in backend.queries.documents_of(**of))


def test_files_dropped_on_the_note_of_a_card_are_kept_and_taken_back(
    start, tr, backend, folder
) -> None:
    ann = client(backend)
    window, hand = start(tr)
    card = open_card(window, hand, ann)
    drop(card.note.field.viewport(), folder / "Contract.pdf", folder / "Photo.png")
    hand.rest()
    assert names(backend, client_id=ann) == ["Contract.pdf", "Photo.png"]
    assert card.note.field.toPlainText() == "", "the paths were written into the note"
    said = backend.queries.documents_of(client_id=ann, says="tuned twice a year")
    assert [one.name for one in said] == ["Contract.pdf"]
    assert not card.files.hint.isVisible()
    hand.press("Ctrl+Z")
    hand.rest()
    assert names(backend, client_id=ann) == []


def test_a_picture_and_files_are_pasted_where_a_note_is_typed(start, tr, backend, folder) -> None:
    ann = client(backend)
    window, hand = start(tr)
    card = open_card(window, hand, ann)
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    card.note.field.setFocus()
    hand.press("Ctrl+V")
    hand.rest()
    assert names(backend, client_id=ann) == ["Picture 2026-05-12.png"]
    QGuiApplication.clipboard().setText("only words")
    hand.press("Ctrl+V")
    hand.rest()
    assert card.note.field.toPlainText() == "only words"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder / "Notes.txt"))])
    QGuiApplication.clipboard().setMimeData(mime)
    hand.press("Ctrl+V")
    hand.rest()
    assert names(backend, client_id=ann) == ["Notes.txt", "Picture 2026-05-12.png"]


def test_an_email_dropped_on_a_card_is_a_contact_with_its_files(start, tr, backend, folder) -> None:
    ann = client(backend, emails=(commands.EmailInput(address="beatriz@example.ie"),))
    window, hand = start(tr)
    card = open_card(window, hand, ann)
    drop(card, folder / "mail.eml")
    hand.rest()
    drop(card, folder / "mail.eml")
    hand.rest()
    found = rows(backend, "SELECT kind, direction, summary FROM interaction")
    assert found == [("email", "in", "The second Steinway")]
    assert names(backend, client_id=ann) == ["Room plan.txt", "mail.eml"]
    (mail,) = rows(backend, "SELECT id FROM interaction")[0]
    window.desk.do("open_email", mail)
    hand.rest()
    shown = hand.window(DocumentWindow)
    assert "quarter tone flat" in shown.mail.text.toPlainText()
    shown.mail.opened.emit(next(one.id for one in shown._opened.beside))
    hand.rest()
    assert hand.window(DocumentWindow).text.toPlainText() == "Hall 2, door on the left"


def test_an_email_dropped_on_the_window_finds_its_client_or_asks(
    start, tr, backend, folder
) -> None:
    ann = client(backend, emails=(commands.EmailInput(address="beatriz@example.ie"),))
    window, hand = start(tr)
    (folder / "broken.eml").write_bytes(b"no e-mail")
    drop(window, folder / "broken.eml", folder / "mail.eml", folder / "unknown.eml")
    hand.rest()
    assert names(backend, client_id=ann) == ["Room plan.txt", "mail.eml"]
    dialog = hand.window(EmailDialog)
    assert dialog.picker.new_name() == "Tom Byrne"
    dialog.save_button.click()
    hand.rest()
    emails = rows(backend, "SELECT name, address FROM client JOIN email_address ON client_id ="
                  " client.id WHERE name = 'Tom Byrne'")  # fmt: skip
    assert emails == [("Tom Byrne", "tom@example.net")]


def test_the_list_of_files_is_found_renamed_and_emptied(start, tr, backend, folder) -> None:
    ann = client(backend)
    sold = sale(backend, ann)
    window, hand = start(tr)
    card = open_card(window, hand, ann)
    hand.press("Ctrl+D")
    hand.rest()
    listed = hand.window(DocumentsWindow)
    drop(listed, folder / "Contract.pdf", folder / "Notes.txt")
    hand.rest()
    assert len(listed.items()) == 2
    listed.field.setText("442")
    hand.until(lambda: [one.name for one in listed.items()] == ["Notes.txt"])
    (pulled,) = listed.table.drag.mime().urls()
    assert Path(pulled.toLocalFile()).read_text("utf-8") == "Tune it to 442 Hz"
    listed.rename()
    hand.rest()
    dialog = hand.window(DocumentDialog)
    dialog.name.setText("Pitch.txt")
    dialog.about.setCurrentIndex(1)
    dialog.save_button.click()
    hand.rest()
    assert names(backend, sale_id=sold) == ["Pitch.txt"]
    listed.field.setText("nothing says this")
    hand.until(lambda: not listed.items())
    listed.field.clear()
    hand.until(lambda: len(listed.items()) == 2)
    listed.remove()
    hand.until(lambda: len(listed.items()) == 1)
    window.desk.do("undo")
    hand.until(lambda: len(listed.items()) == 2)
    listed.close()
    assert card is not None


def test_each_kind_of_file_is_shown(start, tr, backend) -> None:
    ann = client(backend)
    broken = FileInput(name="scan.pdf", content=b"%PDF-1.7 broken", media_type="application/pdf")
    files = (
        FileInput(name="a.pdf", content=pdf(), media_type="application/pdf"),
        FileInput(name="a.png", content=photo(), media_type="image/png"),
        FileInput(name="a.txt", content=b"words", media_type="text/plain", text="words"),
        FileInput(name="a.bin", content=b"\0"),
        FileInput(name="b.png", content=b"no picture", media_type="image/png"),
        broken,
    )
    kept = do(backend, commands.AddDocuments(client=ann, files=files)).parameters["documents"]
    window, hand = start(tr)
    shown = []
    for document in kept:
        window.desk.do("open_document", document)
        hand.rest()
        opened = hand.window(DocumentWindow)
        shown.append(opened._pages.currentWidget())
        places = (opened._paper, opened.image, opened.mail, opened.text, opened.nothing)
        shown[-1] = places.index(shown[-1])
        opened.close()
        hand.rest()
    assert shown == [0, 1, 3, 4, 4, 4]


def test_a_copy_is_opened_read_only_and_a_program_never(
    start, tr, backend, folder, monkeypatch
) -> None:
    ann = client(backend)
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) or True
    )
    window, hand = start(tr)
    names_of = ("Notes.txt", "setup.exe")
    files = tuple(FileInput(name=one, content=(folder / one).read_bytes()) for one in names_of)
    text, program = do(backend, commands.AddDocuments(client=ann, files=files)).parameters[
        "documents"
    ]
    window.desk.do("open_document", text)
    hand.rest()
    hand.press("Ctrl+O")
    hand.rest()
    (path,) = opened
    assert path.read_text("utf-8") == "Tune it to 442 Hz"
    assert stat.S_IMODE(path.stat().st_mode) & 0o377 == 0
    window.desk.do("open_document", program)
    hand.rest()
    shown = hand.window(DocumentWindow)
    assert not shown.open_button.isEnabled()
    hand.press("Ctrl+O")
    hand.rest()
    assert len(opened) == 1
    target = folder / "out.exe"
    shown.copies.save_to(shown.document, target)
    hand.until(target.exists)
    assert target.read_bytes() == b"MZ"


def test_what_cannot_be_kept_is_said_where_it_was_dropped(
    context, backend, settle, qtbot, tmp_path
):
    ann = client(backend)
    window = QWidget()
    qtbot.addWidget(window)
    said: list[tuple[str, bool]] = []
    keeper = FileKeeper(context, window, lambda: KeptWith(ann), lambda *one: said.append(one))
    (tmp_path / "bad.eml").write_bytes(b"this is no e-mail")
    (tmp_path / "good.txt").write_bytes(b"good")
    keeper.keep([str(tmp_path / name) for name in ("bad.eml", "missing.pdf", "good.txt")])
    settle(context)
    qtbot.waitUntil(lambda: context.runner.pending == 0)
    assert names(backend, client_id=ann) == ["good.txt"]
    assert said[-1][1], said
    keeper.keep([str(tmp_path / "good.txt")])
    keeper.cancel()
    settle(context)
    assert not keeper.is_busy
    keeper.keep([str(tmp_path / "good.txt")])
    qtbot.waitUntil(lambda: said[-1][0] == "This is kept already.")


def test_a_sale_a_quote_and_a_contract_take_files_of_their_own(start, tr, backend, folder) -> None:
    ann = client(backend)
    sold = sale(backend, ann)
    amount = Decimal(10)
    quote = do(backend, commands.AddQuote(client=ann, title="Offer", amount=amount)).id
    contract = do(backend, commands.AddContract(client=ann, title="Care")).id
    window, hand = start(tr)
    kinds = (
        ("open_sale", sold, SaleDialog, {"sale_id": sold}),
        ("open_quote", quote, QuoteWindow, {"quote_id": quote}),
        ("open_contract", contract, ContractDialog, {"contract_id": contract}),
    )
    for wish, row_id, kind, of in kinds:
        window.desk.do(wish, row_id)
        hand.rest()
        dialog = hand.window(kind)
        drop(dialog, folder / "Contract.pdf")
        hand.rest()
        assert names(backend, **of) == ["Contract.pdf"], wish
        hand.until(lambda row=dialog.files: row.names() == ["Contract.pdf"])
        dialog.close()
        hand.rest()
    revised = do(backend, commands.ReviseQuote(quote=quote, title="Offer again"))
    assert names(backend, quote_id=revised.id) == ["Contract.pdf"], "lost by the revision"
    assert len(backend.queries.documents_of(client_id=ann)) == 3


def test_long_reading_shows_how_far_it_is_and_is_cancelled(
    context, backend, settle, qtbot, tmp_path, monkeypatch
) -> None:
    ann = client(backend)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    keeper = FileKeeper(context, window, lambda: KeptWith(ann), lambda *_: None)
    going = Event()
    monkeypatch.setattr(file_text, "decode", lambda *_one, **_more: going.wait(20))
    paths = []
    for number in range(3):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_bytes(b"words %d" % number)
    keeper.keep([str(path) for path in paths])
    qtbot.waitUntil(lambda: keeper._progress is not None)
    shown = keeper._progress
    assert shown.isVisible()
    assert (shown.bar.maximum(), keeper.is_busy) == (3, True)
    shown.cancel_button.click()
    going.set()
    settle(context)
    assert names(backend, client_id=ann) == []
    assert not keeper.is_busy
