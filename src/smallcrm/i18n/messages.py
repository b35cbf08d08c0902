"""One language's messages, and marks for messages that are looked up later."""

from __future__ import annotations

from gettext import NullTranslations
from typing import NamedTuple


class Plural(NamedTuple):
    """A message that depends on `{count}`, marked now and translated later."""

    one: str
    many: str


class InContext(NamedTuple):
    """A message whose words mean different things in different places, marked now."""

    context: str
    message: str


def mark(message: str) -> str:
    """Mark a message for the catalogue; `Translator.gettext` translates it later."""
    return message


def mark_plural(one: str, many: str) -> Plural:
    """Mark a message that depends on `{count}`; `Translator.ngettext` translates it later."""
    return Plural(one, many)


def mark_in(context: str, message: str) -> InContext:
    """Mark a message with its place; `Translator.pgettext` translates it later."""
    return InContext(context, message)


class Translator:
    """Looks messages up in one language; without state of its own, so usable from any thread."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def gettext(self, message: str) -> str:
        """Translate a message."""
        return self._translations.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a message that depends on a number."""
        return self._translations.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        """Translate a message whose words mean different things in different places."""
        return self._translations.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        """Translate a message that depends on a number and on its place."""
        return self._translations.npgettext(context, singular, plural, n)
