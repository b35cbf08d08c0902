from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from tools import translations

from smallcrm.domain.clock import Clock
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.messages import InContext, Plural, mark, mark_in, mark_plural
from smallcrm.i18n.pseudo import pseudo


def test_every_message_of_the_source_is_translated() -> None:
    assert list(translations.problems()) == []


def test_several_languages_at_once(en: I18n, zh: I18n) -> None:
    assert (en.language, zh.language) == ("en", "zh_CN")
    assert (en.gettext("yesterday"), zh.gettext("yesterday")) == ("yesterday", "昨天")
    assert zh.pgettext("level", "Standard") == "普通"
    assert zh.pgettext("nowhere", "Standard") == "Standard"
    assert en.ngettext("{count} day ago", "{count} days ago", 1) == "{count} day ago"
    assert zh.ngettext("{count} day ago", "{count} days ago", 2) == "{count} 天前"
    assert en.npgettext("x", "one", "many", 2) == "many"


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("zh", "zh_CN"),
        ("zh-CN", "zh_CN"),
        ("zh_Hans_CN", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh_TW", "zh_CN"),
        ("en_IE", "en"),
        ("de", "en"),
        ("", "en"),
        ("../../etc", "en"),
        ("qps", "qps"),
    ],
)
def test_the_language_that_comes_nearest(load, asked: str, got: str) -> None:
    assert load(asked).language == got


def test_without_catalogues_everything_is_english(tmp_path: Path) -> None:
    assert I18n.load("zh_CN", tmp_path, clock=Clock()).gettext("yesterday") == "yesterday"


def test_marks_change_nothing() -> None:
    assert mark("a") == "a"
    assert mark_plural("a", "b") == Plural("a", "b")
    assert mark_in("c", "a") == InContext("c", "a")


def test_the_made_up_language_is_longer_and_keeps_what_must_be_kept(load) -> None:
    tr = load("qps")
    text = tr.gettext("Take &payment of {amount} <b>now</b>")
    assert "{amount}" in text
    assert "&p" in text
    assert "<b>" in text
    assert len(text) >= 1.4 * len("Take &payment of {amount} <b>now</b>")
    assert text.startswith("[!!! ")
    assert not re.search("[a-z]{3}", re.sub(r"\{\w+\}", "", text))
    assert tr.ngettext("one", "many", 2) == pseudo("many")
    assert tr.pgettext("c", "a") == pseudo("a")
    assert tr.npgettext("c", "one", "many", 1) == pseudo("one")
    assert pseudo(" ") == " "


SOURCE = """
def f(tr, n, name):
    # Translators: a greeting
    tr.gettext("Hello {name}").format(name=name)
    tr.ngettext("{n} cat", "{n} cats", n)
    tr.pgettext("menu", "Open")
    tr.npgettext("menu", "{n} file", "{n} files", n)
    mark("Later")
    mark_in("menu", "Close")
    mark_plural("{n} dog", "{n} dogs")
"""


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source of one module and an empty catalogue."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path / "translations")
    return tmp_path / "src"


def translate(words: dict[str, str]) -> None:
    path = translations.po_path("zh_CN")
    text = path.read_text(encoding="utf-8")
    for original, translated in words.items():
        pattern = rf'((?:msgid|msgid_plural) "{re.escape(original)}"\nmsgstr(?:\[0\])? )".*"'
        text, count = re.subn(pattern, rf'\1"{translated}"', text)
        assert count == 1, original
    path.write_text(text, encoding="utf-8")


ALL = {
    "Hello {name}": "你好 {name}",
    "{n} cats": "{n} 只猫",
    "Open": "打开",
    "{n} files": "{n} 个文件",
    "Later": "稍后",
    "Close": "关闭",
    "{n} dogs": "{n} 只狗",
}


def update(source: Path) -> None:
    translations.update("zh_CN", translations.extract(source))
    translations.compile_language("zh_CN")


def test_a_catalogue_is_filled_compiled_and_read(workshop: Path) -> None:
    update(workshop)
    assert sum("not translated" in problem for problem in translations.problems(workshop)) == len(
        ALL
    )
    translate(ALL)
    assert [p for p in translations.problems(workshop) if "up to date" not in p] == []
    update(workshop)
    assert list(translations.problems(workshop)) == []
    with translations.mo_path("zh_CN").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Hello {name}") == "你好 {name}"
    assert compiled.npgettext("menu", "{n} file", "{n} files", 1) == "{n} 个文件"
    assert compiled.pgettext("menu", "Open") == "打开"
    text = translations.po_path("zh_CN").read_text(encoding="utf-8")
    assert "#. a greeting" in text
    assert not re.search("POT-Creation|a\\.py", text)
    before = (text, translations.mo_path("zh_CN").read_bytes())
    update(workshop)
    after = translations.po_path("zh_CN").read_text(encoding="utf-8")
    assert (after, translations.mo_path("zh_CN").read_bytes()) == before


@pytest.mark.parametrize(
    ("original", "translated", "problem"),
    [
        ("Hello {name}", "你好 {nom}", "other placeholders"),
        ("Hello {name}", "你好, {name}", "western punctuation"),
        ("{n} cats", "猫", "other placeholders"),
        ("Later", "稍后(&L)", "an & for the key"),
        ("Later", "<b>稍后</b>", "other tags"),
        ("Later", "稍后\\\\n", "other line breaks"),
    ],
)
def test_wrong_translations_are_found(
    workshop: Path, original: str, translated: str, problem: str
) -> None:
    update(workshop)
    translate({**ALL, original: translated})
    translations.compile_language("zh_CN")
    (found,) = translations.problems(workshop)
    assert problem in found


def test_new_old_and_stale_messages_are_found(workshop: Path) -> None:
    update(workshop)
    translate(ALL)
    source = SOURCE.replace("Later", "Sooner")
    (workshop / "a.py").write_text(source, encoding="utf-8")
    assert list(translations.problems(workshop)) == [
        "zh_CN: not in the catalogue: Sooner",
        "zh_CN: no longer in the source: Later",
        "zh_CN: smallcrm.mo is not up to date: run compile",
    ]


@pytest.mark.parametrize(
    "call",
    [
        'tr.gettext(f"Hello {name}")',
        'tr.gettext("Hello " + name)',
        'tr.gettext("Hello {}".format(name))',
        'tr.gettext("Hello %s" % name)',
    ],
)
def test_a_message_that_is_put_together_is_found(workshop: Path, call: str) -> None:
    (workshop / "a.py").write_text(f"def f(tr, name):\n    {call}\n", encoding="utf-8")
    assert "a.py:2: gettext gets a text that is put together" in next(
        iter(translations.source_problems(workshop))
    )


def test_the_command(workshop: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(translations.extract, "__defaults__", (workshop,))
    monkeypatch.setattr(translations.problems, "__defaults__", (workshop,))
    assert translations.main(["update"]) == 0
    assert translations.main(["check"]) == 1
    assert "not translated" in capsys.readouterr().out
    translate(ALL)
    assert translations.main(["compile"]) == 0
    assert translations.main(["check"]) == 0
