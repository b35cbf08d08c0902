"""Passwords of sources in the system's keyring: never in settings, log, journal or backup.

A machine may have none, or one that is locked and cannot ask: `get` then has nothing and `keep` is
False. Both may wait for the owner to unlock it, so they are not called on the thread of the window.
"""

from __future__ import annotations

from typing import Final

_SERVICE: Final = "Small CRM"


def get(name: str) -> str | None:
    """Return the password kept for a source; None where there is none, or no keyring."""
    import keyring  # 100 ms, and only where a source has a password
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, name)
    except (KeyringError, OSError, RuntimeError):
        return None


def keep(name: str, secret: str) -> bool:
    """Keep a password for a source; False: there is no keyring that takes it."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, name, secret)
    except (KeyringError, OSError, RuntimeError):
        return False
    return True


def forget(name: str) -> None:
    """Take the password of a source out of the keyring, where it is in one."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, name)
    except (KeyringError, OSError, RuntimeError):
        return
