"""One object that speaks a language: messages and formats, passed to whoever writes for people."""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from smallcrm.domain.clock import Clock
from smallcrm.i18n.formats import Formats
from smallcrm.i18n.messages import Translator
from smallcrm.i18n.pseudo import PSEUDO, PseudoTranslations
from smallcrm.i18n.system import ENGLISH, language_of, normal_name, system_format_locale

DOMAIN = "smallcrm"


class I18n(Translator):
    """A language with its formats; immutable, several may be in use at once, on any thread."""

    def __init__(
        self,
        language: str,
        translations: NullTranslations,
        *,
        clock: Clock,
        format_locale: str,
    ) -> None:
        super().__init__(language, translations)
        self.formats = Formats(self, format_locale, clock)

    @classmethod
    def load(
        cls,
        language: str,
        resources: Path,
        *,
        clock: Clock,
        format_locale: str | None = None,
    ) -> I18n:
        """Load a language: `en`, `zh_CN`, or `qps`, the made-up one that shows what is cut off.

        A language without a catalogue is English. Without `format_locale` dates and numbers are
        those of the system where it speaks the language, else the language's own.
        """
        translations: NullTranslations
        if language == PSEUDO:
            translations = PseudoTranslations()
        else:
            language, translations = _catalogue(language, resources)
        return cls(
            language,
            translations,
            clock=clock,
            format_locale=normal_name(format_locale or "") or system_format_locale(language),
        )


def catalogue_path(language: str, resources: Path) -> Path:
    """Return where a language's compiled catalogue lies."""
    return resources / "translations" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def _catalogue(language: str, resources: Path) -> tuple[str, NullTranslations]:
    for name in (normal_name(language) or ENGLISH, language_of(language)):
        path = catalogue_path(name, resources)
        if name != ENGLISH and path.is_file():
            with path.open("rb") as file:
                return name, GNUTranslations(file)
    return ENGLISH, NullTranslations()
