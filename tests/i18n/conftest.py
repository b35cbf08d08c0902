"""The two languages on the day of the pictures: Tuesday 12 May 2026, 10:42."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from smallcrm.domain.clock import Clock
from smallcrm.i18n.catalog import I18n

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
CLOCK = Clock.fixed(datetime(2026, 5, 12, 9, 42, tzinfo=UTC), timezone(timedelta(hours=1)))


def language(name: str, format_locale: str | None = None) -> I18n:
    return I18n.load(
        name,
        RESOURCES,
        clock=CLOCK,
        format_locale=format_locale or {"en": "en_IE"}.get(name, name),
    )


@pytest.fixture
def load() -> Callable[..., I18n]:
    return language


@pytest.fixture
def en() -> I18n:
    return language("en")


@pytest.fixture
def zh() -> I18n:
    return language("zh_CN")
