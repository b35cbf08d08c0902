from __future__ import annotations

import pytest

from smallcrm.i18n.system import (
    SystemLocale,
    currency_of,
    language_of,
    normal_name,
    system_country,
    system_format_locale,
    system_language,
    system_locale,
)


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("en_GB.UTF-8", "en_GB"),
        ("de_DE@euro", "de_DE"),
        ("zh-Hans-CN", "zh_CN"),
        ("zh_Hant", "zh_TW"),
        ("zh_Hant_HK", "zh_HK"),
        ("EN-us", "en_US"),
        ("es-419", "es_419"),
        ("zh", "zh"),
        ("C", None),
        ("C.UTF-8", None),
        ("POSIX", None),
        ("", None),
        ("../x", None),
    ],
)
def test_names_of_locales(name: str, normal: str | None) -> None:
    assert normal_name(name) == normal


@pytest.mark.parametrize(
    ("environ", "language", "formats", "country"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN", "zh_CN", "CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_CN", "zh_TW", "TW"),
        ({"LANG": "en_IE.UTF-8"}, "en", "en_IE", "IE"),
        ({"LANG": "de_DE.UTF-8"}, "en", "en_GB", "DE"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "en_GB.UTF-8"}, "en", "en_GB", "US"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_DE.UTF-8"}, "en", "en_US", "US"),
        ({"LANG": "en_US.UTF-8", "LC_MONETARY": "fr_FR.UTF-8"}, "en", "en_US", "FR"),
        ({"LANG": "en_US", "LC_ALL": "zh_CN.UTF-8"}, "zh_CN", "zh_CN", "CN"),
        ({"LANG": "en_US", "LANGUAGE": "zh_CN:en"}, "zh_CN", "zh_CN", "US"),
        ({"LANG": "es_419"}, "en", "en_GB", None),
    ],
)
def test_the_environment(
    environ: dict[str, str], language: str, formats: str, country: str | None
) -> None:
    system = system_locale(environ)
    assert system_language(system) == language
    assert system_format_locale(language, system) == formats
    assert system_country(system) == country


def test_a_machine_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    monkeypatch.setattr("sys.platform", "linux")
    system = system_locale({"LANG": "C"})
    assert system == SystemLocale()
    assert system_language(system) == "en"
    assert system_format_locale("en", system) == "en_GB"
    assert system_format_locale("zh_CN", system) == "zh_CN"
    assert system_country(system) is None


def test_qt_may_be_asked_instead() -> None:
    system = SystemLocale(messages="zh_CN", formats="zh_CN", money="zh_CN")
    assert (system_language(system), system_country(system)) == ("zh_CN", "CN")


def test_languages() -> None:
    assert language_of("zh-Hant-TW") == "zh_CN"
    assert language_of("en_GB") == "en"
    assert language_of(None) == "en"


def test_currencies_of_countries() -> None:
    found = [currency_of(country) for country in ("IE", "cn", "US", "CH", "JP")]
    assert found == ["EUR", "CNY", "USD", "CHF", "JPY"]
    assert currency_of("QQ") is None
