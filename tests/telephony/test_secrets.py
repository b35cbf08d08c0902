"""Passwords in a keyring, where there is one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from smallcrm.telephony import secrets


class Memory(KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1  # type: ignore[assignment]  # a class property there

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Locked(Memory):
    """One whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked


@pytest.fixture(autouse=True)
def before() -> Iterator[None]:
    kept = keyring.get_keyring()
    yield
    keyring.set_keyring(kept)


def test_a_password_is_kept_told_and_forgotten() -> None:
    memory = Memory()
    keyring.set_keyring(memory)
    assert secrets.get("asterisk") is None
    assert secrets.keep("asterisk", "hush")
    assert memory.kept == {("Small CRM", "asterisk"): "hush"}
    assert secrets.get("asterisk") == "hush"
    secrets.forget("asterisk")
    secrets.forget("asterisk")
    assert secrets.get("asterisk") is None


@pytest.mark.parametrize("backend", [NoKeyring, Locked])
def test_no_keyring_is_an_answer(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    assert secrets.get("asterisk") is None
    assert not secrets.keep("asterisk", "hush")
    secrets.forget("asterisk")


def test_nobody_pays_for_the_keyring_who_has_no_password_there() -> None:
    code = (
        "import sys; from smallcrm.telephony import secrets, sources;"
        "print('keyring' in sys.modules, 'ssl' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
