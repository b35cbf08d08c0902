"""Reading PDFs back."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pypdfium2
import pytest
from tests.reports import factory

from smallcrm.domain.clock import Clock
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.shapes import ClientCard
from smallcrm.reports import Notes, PageSize, Stationery, system_fonts
from smallcrm.reports.papers import made
from smallcrm.reports.reading_clients import client_report

Render = Callable[..., bytes]


@pytest.fixture(autouse=True)
def no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print the same on every machine: which fonts it has besides is its own affair."""
    monkeypatch.setattr(system_fonts, "folders", tuple)


@pytest.fixture(scope="session")
def english() -> I18n:
    return factory.english()


@pytest.fixture(scope="session")
def chinese() -> I18n:
    return factory.chinese()


@pytest.fixture(scope="session")
def render(english: I18n) -> Render:
    """Make a client report; in English, with a letterhead, unless told otherwise."""

    def rendered(
        card: ClientCard,
        *,
        tr: I18n = english,
        settings: FileSettings = factory.SETTINGS,
        clock: Clock = factory.CLOCK,
        notes: Notes = "all",
        page_size: PageSize | None = None,
    ) -> bytes:
        stationery = Stationery(settings, tr, factory.RESOURCES, clock, page_size)
        return made(client_report(card), stationery, notes=notes).content

    return rendered


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return texts


def text_of(pdf: bytes) -> str:
    """All text, with line ends as single spaces."""
    return " ".join(" ".join(page_texts(pdf)).split())


def packed(text: str) -> str:
    """Text without any white space: for what is broken over lines, cells and pages."""
    return "".join(text.split())


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)
