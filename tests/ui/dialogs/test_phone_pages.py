"""The phone in the settings: switched on, tried, and said in words how it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.telephony.lines import QUICK, SOON_S, ReplayServer
from tests.telephony.recordings import recorded
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.test_layout import cut_off
from tests.ui.dialogs.test_trade_layout import keys

from smallcrm.i18n.catalog import I18n
from smallcrm.telephony import secrets
from smallcrm.telephony.address_schemes import DesktopSchemes
from smallcrm.telephony.launch import forwarder
from smallcrm.telephony.sources import SOURCES
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs import phone_pages
from smallcrm.ui.dialogs.phone_manual_window import PhoneManual
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.phone_lines import PhoneLines

WEB_SERVER = "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"
# So long that a test sees a line wait.
PATIENT = dataclasses.replace(QUICK, pauses=(SOON_S,))


@pytest.fixture
def phone(context: UiContext, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[PhoneLines]:
    """Have the context listen, with sources that wait long; and keep out of the real desktop."""
    for name in SOURCES.names():
        patient = dataclasses.replace(SOURCES.get(name), patience=PATIENT)
        monkeypatch.setitem(SOURCES._parts, name, patient)
    desktop = DesktopSchemes(tmp_path / "data", tmp_path / "config")
    monkeypatch.setattr(phone_pages, "schemes", lambda: desktop)
    kept: dict[str, str] = {}
    monkeypatch.setattr(secrets, "get", kept.get)
    monkeypatch.setattr(secrets, "keep", lambda name, secret: not kept.update({name: secret}))
    lines = PhoneLines(context.machine, context.clock)
    context.phone = lines
    lines.start()
    yield lines
    lines.stop()
    context.phone = None


def line(dialog: SettingsDialog, name: str):
    dialog.pages.show_row(f"telephony.{name}.enabled")
    return dialog.phone.lines[name]


def write(rows, what: str, text: str) -> None:
    rows.fields[what].setText(text)
    rows.fields[what].editingFinished.emit()


def test_a_line_that_is_switched_on_says_that_it_listens(context, phone, show, qtbot):
    with ReplayServer() as server:
        dialog = show(SettingsDialog(context))
        rows = line(dialog, "fritzbox")
        assert not rows.fields["host"].isVisible()
        rows.switch.click()
        assert rows.fields["host"].isVisible()
        write(rows, "port", str(server.port))
        write(rows, "host", "127.0.0.1")
        qtbot.waitUntil(lambda: rows.state.whole_text() == "Listening: calls are shown.")
        assert context.machine.get("telephony.fritzbox.enabled") == "yes"
        rows.switch.click()
        assert not rows.state.isVisible()
        assert phone.states() == {}


def test_a_port_where_nothing_listens_is_said_with_what_comes_next(context, phone, show, qtbot):
    with ReplayServer() as server:
        port = server.port
    context.machine.set("telephony.ncid.port", str(port))
    dialog = show(SettingsDialog(context))
    rows = line(dialog, "ncid")
    rows.switch.click()
    begin = f"127.0.0.1 is there, but nothing listens at port {port}. Tries again in "
    qtbot.waitUntil(lambda: rows.state.whole_text().startswith(begin))
    assert dialog.phone._tick.isActive()
    with ReplayServer(["200 Server: ncidd\n300 End of connection startup\n"], port=port):
        rows.test.click()
        qtbot.waitUntil(lambda: rows.state.whole_text().startswith("Listening"))
        assert not dialog.phone._tick.isActive()
        phone.stop()


def test_a_web_server_at_the_port_is_something_else(context, phone, show, qtbot):
    with ReplayServer([WEB_SERVER]) as server:
        context.machine.set("telephony.ncid.port", str(server.port))
        dialog = show(SettingsDialog(context))
        rows = line(dialog, "ncid")
        rows.switch.click()
        qtbot.waitUntil(lambda: "is something else" in rows.state.whole_text())
        phone.stop()


def test_a_wrong_password_is_not_tried_again(context, phone, show, qtbot):
    opening = recorded("asterisk_20_opening")
    greeting, challenge, login = opening.split(b"\r\nResponse: ")
    refused = login.replace(b"Success", b"Error", 1)
    with ReplayServer([greeting + b"\r\n"]) as server:
        server.replies += [
            (b"Action: Challenge", b"Response: " + challenge + b"\r\n"),
            (b"Action: Login", b"Response: " + refused),
        ]
        context.machine.set("telephony.asterisk.port", str(server.port))
        dialog = show(SettingsDialog(context))
        rows = line(dialog, "asterisk")
        rows.switch.click()
        qtbot.waitUntil(lambda: "password is missing" in rows.state.whole_text())
        write(rows, "user", "crm")
        rows.secret.setText("wrong")
        rows.secret.editingFinished.emit()
        assert rows.secret.text() == ""
        qtbot.waitUntil(lambda: rows.state.whole_text().startswith("User or password are wrong."))
        assert server.connections == 1
        hint = rows.secret.accessibleDescription
        qtbot.waitUntil(lambda: hint() == "Kept in this system's keyring.")
        phone.stop()


def test_a_host_that_is_none_keeps_the_dialog_and_the_input(context, phone, show):
    dialog = show(SettingsDialog(context))
    rows = line(dialog, "baresip")
    rows.switch.click()
    rows.fields["host"].setText("not a host!")
    dialog.accept()
    assert dialog.isVisible()
    assert "not a host!" in dialog.row("telephony.baresip.host").error()
    assert context.machine.get("telephony.baresip.host") == "127.0.0.1"
    rows.fields["host"].setText("localhost")
    dialog.accept()
    assert not dialog.isVisible()


def test_what_is_changed_elsewhere_is_shown_and_not_written_over(context, phone, show):
    dialog = show(SettingsDialog(context))
    rows = line(dialog, "baresip")
    rows.fields["port"].setText("4446")
    context.machine.set("telephony.baresip.host", "192.168.1.7")
    context.machine.set("telephony.baresip.port", "4447")
    dialog.phone.flush()
    assert context.machine.get("telephony.baresip.host") == "192.168.1.7"
    assert context.machine.get("telephony.baresip.port") == "4446"
    context.machine.set("telephony.baresip.enabled", "yes")
    context.hub.machine_changed.emit()
    assert rows.fields["host"].text() == "192.168.1.7"
    assert rows.switch.isChecked()
    phone.stop()


def test_what_the_phone_starts_is_copied_with_its_whole_path(context, phone, show):
    dialog = show(SettingsDialog(context))
    dialog.pages.show_row("telephony.dial")
    dialog.phone.copy.click()
    assert QApplication.clipboard().text() == forwarder()
    asked = []
    dialog.wanted.connect(lambda *what: asked.append(what))
    dialog.phone.how.click()
    line(dialog, "ncid").help.click()
    assert asked == [("phone_manual", "programs"), ("phone_manual", "ncid")]


def test_links_are_taken_and_given_back(context, phone, show):
    dialog = show(SettingsDialog(context))
    dialog.pages.show_row("telephony.dial")
    addresses = dialog.phone.addresses
    assert not addresses.isChecked()
    addresses.click()
    assert addresses.isChecked()
    assert "open Small CRM" in addresses.accessibleDescription()
    addresses.click()
    assert not addresses.isChecked()


def test_the_way_to_dial_is_kept(context, phone, show):
    dialog = show(SettingsDialog(context))
    dialog.pages.show_row("telephony.dial")
    dialog.phone.dial.choose("off")
    assert context.machine.get("telephony.dial") == "off"
    assert not phone.can_dial


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("shown", ["fritzbox", "ncid", "asterisk", "baresip", "dial", "manual"])
def test_nothing_is_cut_off(context, phone, clock, settle, qtbot, language, shown):
    context.tr = I18n.load(language, RESOURCES, clock=clock)
    if shown == "manual":
        window = PhoneManual(context, "asterisk")
    elif shown == "dial":
        window = SettingsDialog(context, show="telephony.dial")
    else:
        window = SettingsDialog(context, show=f"telephony.{shown}.enabled")
        window.phone.lines[shown].switch.setChecked(True)
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    window.show()
    settle(context)
    # What is below in a section that scrolls is not there to be seen yet.
    assert [one for one in cut_off(window) if not one.startswith("outside ")] == []
    assert window.height() <= 768
    assert [letter for letter, count in keys(window).items() if count > 1] == []
