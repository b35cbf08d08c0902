from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

import smallcrm
from smallcrm.domain import changes, enums, instalments, number_patterns, records
from smallcrm.domain.checks import Problem
from smallcrm.domain.enums import Direction, InteractionKind, Level
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.settings import SETTINGS
from smallcrm.i18n import sentences
from smallcrm.i18n.actions import ACTIONS
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.filling import PLACEHOLDER, Wording, shown
from smallcrm.i18n.messages import Plural
from smallcrm.i18n.problems import PROBLEMS
from smallcrm.i18n.refusal_words import REFUSALS

SOURCE = Path(smallcrm.__file__).parent


def nodes_of(path: Path, word: str) -> Iterator[ast.AST]:
    """Go through a module, if it has that word at all: most have not, and parsing takes long."""
    text = path.read_text(encoding="utf-8")
    return ast.walk(ast.parse(text)) if word in text else iter(())


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in nodes_of(path, name):
            if isinstance(node, ast.Call):
                called = node.func
                text = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                if text == name:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from literals(node.body)
            yield from literals(node.orelse)


def codes(name: str, position: int = 0, keyword: str = "") -> Iterator[tuple[str, str, ast.Call]]:
    """Go through the codes that calls of `name` give, as far as they stand there in words."""
    for where, call in calls(name):
        arguments = [k.value for k in call.keywords if k.arg == keyword]
        arguments += call.args[position : position + 1]
        for argument in arguments:
            for code in literals(argument):
                yield where, code, call


@cache
def worded_elsewhere() -> set[str]:
    """Find the codes that a package above words itself: keys of a table of marked messages."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in nodes_of(path, "mark"):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if key and any(
                        isinstance(part, ast.Name) and part.id.startswith("mark")
                        for part in ast.walk(value)
                    ):
                        found |= set(literals(key))
    return found


def fits(wording: Wording, call: ast.Call) -> bool:
    """Tell whether a wording can be filled with what the call gives."""
    given = {keyword.arg for keyword in call.keywords}
    if None in given:
        return True
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            given |= {text for key in argument.keys if key for text in literals(key)}
    given |= {"example_amount", "example_date"}
    if "limit" in given:
        given.add("limit_megabytes")
    messages = [wording] if isinstance(wording, (str, Plural)) else wording
    texts = [message.many if isinstance(message, Plural) else message for message in messages]
    return any(set(PLACEHOLDER.findall(text)) <= given for text in texts)


def wordless(found: Iterable[tuple[str, str, ast.Call]], table: Mapping[str, Wording]) -> list[str]:
    elsewhere = worded_elsewhere()
    return [
        f"{where} {code}"
        for where, code, call in found
        if not (fits(table[code], call) if code in table else code in elsewhere)
    ]


def test_every_refusal_of_the_source_has_a_sentence() -> None:
    assert not wordless(codes("Refusal", keyword="code"), REFUSALS)
    assert not wordless(codes("required_line", 4, keyword="code"), REFUSALS)


def test_every_row_that_is_not_imported_has_a_reason() -> None:
    assert not wordless(codes("RejectedRow", 1, keyword="why"), REFUSALS)
    assert not wordless(codes("reject", 1, keyword="why"), REFUSALS)
    assert not wordless(codes("skip", 1, keyword="why"), REFUSALS)


def test_every_action_of_the_source_has_a_sentence() -> None:
    assert not wordless(codes("describe", keyword="label"), ACTIONS)


def test_every_problem_of_the_source_has_a_sentence(en: I18n, zh: I18n) -> None:
    assert not wordless(codes("Problem", keyword="code"), PROBLEMS)
    found = Problem("sale_paid", {"id": 12345})
    said = "Sale 12345: what is paid is not the sum of its payments."
    assert sentences.problem(en, found) == said
    assert "12345" in sentences.problem(zh, found)
    assert sentences.problem(en, Problem("moon")) == "moon"


def test_every_member_of_every_list_has_a_name(en: I18n, zh: I18n) -> None:
    lists = [
        found
        for module in (enums, changes, records, instalments, number_patterns)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum
    ]
    assert len(lists) > 15
    for found in lists:
        for member in found:
            assert sentences.enum_name(en, member) != member.value or member.value.isupper()
            assert sentences.enum_name(zh, member)
        names = [sentences.enum_name(zh, member) for member in found]
        assert len(set(names)) == len(names), found


def test_lists_without_names_show_their_values(en: I18n) -> None:
    assert sentences.enum_name(en, FileTrouble.LOCKED) == "locked"


def test_names(en: I18n, zh: I18n) -> None:
    assert [sentences.enum_name(zh, level) for level in Level] == ["普通", "优先", "VIP"]
    assert sentences.interaction_name(en, InteractionKind.CALL, Direction.IN) == "Call"
    assert sentences.interaction_name(zh, InteractionKind.CALL, Direction.IN) == "来电"
    assert sentences.interaction_name(zh, InteractionKind.CALL, Direction.OUT) == "去电"
    assert sentences.interaction_name(zh, InteractionKind.MEETING, Direction.OUT) == "会面"
    assert sentences.interaction_name(zh, InteractionKind.CALL) == "通话"
    assert sentences.method_name(zh, "Transfer") == "银行转账"
    assert sentences.method_name(en, "微信") == "WeChat Pay"
    assert sentences.method_name(en, "Revolut {x}") == "Revolut {x}"
    for method in sentences.METHODS:
        assert sentences.method_name(en, method) != method
        assert sentences.method_of_payment(zh, "1.00 元", method).startswith("1.00 元，")


def test_every_setting_has_a_name(en: I18n, zh: I18n) -> None:
    for key in SETTINGS:
        assert sentences.setting_name(en, key) != key
        assert sentences.setting_name(zh, key) != key


def test_refusals(en: I18n, zh: I18n) -> None:
    refused = Refusal("not_an_amount", field="amount", text="a lot {x}")
    assert (
        sentences.refusal(en, refused)
        == "“a lot {x}” is not an amount. Write digits, such as 1,250.50."
    )
    assert sentences.refusal(zh, refused) == "“a lot {x}”不是金额。请输入数字，例如 1,250.50。"
    empty = Refusal("not_an_amount", field="amount", text="")
    assert sentences.refusal(en, empty) == "Write an amount, such as 1,250.50."
    refused = Refusal("ambiguous_date", text="3/4", first=date(2024, 4, 3), second=date(2024, 3, 4))
    assert "3 April 2024 or 4 March 2024" in sentences.refusal(en, refused)
    refused = Refusal("not_a_choice", field="x", text="blue", choices=("light", "dark"))
    assert "light and dark" in sentences.refusal(en, refused)


def test_a_refusal_without_words_is_honest_about_it(en: I18n, zh: I18n) -> None:
    refused = Refusal("moon_too_full")
    assert (
        sentences.refusal(en, refused)
        == "This was refused, and nothing was changed (reason: moon_too_full)."
    )
    assert "moon_too_full" in sentences.refusal(zh, refused)


@pytest.mark.parametrize("trouble", list(FileTrouble))
def test_troubles(en: I18n, zh: I18n, trouble: FileTrouble) -> None:
    error = DataFileError(trouble, detail="disk I/O error")
    assert "data file" in sentences.trouble(en, error)
    assert "数据文件" in sentences.trouble(zh, error)


def test_actions(en: I18n, zh: I18n) -> None:
    parameters = {"amount": [48000, "EUR"], "client": "Ann {Lee}"}
    said = "Payment of 480.00 EUR from Ann {Lee} recorded"
    assert sentences.action(en, "take_payment", parameters) == said
    assert sentences.undone(en, "take_payment", parameters) == f"Undone: {said}"
    assert sentences.redone(en, "take_payment", parameters) == f"Redone: {said}"
    del parameters["client"]
    assert sentences.action(zh, "take_payment", parameters) == "已记录收款 480.00 欧元"
    assert sentences.action(en, "take_payment") == "Payment recorded"
    assert sentences.action(en, "never_heard_of") == "Change recorded"
    assert sentences.action(en, "sample", {"count": 1}) == "1 made-up client added"
    assert sentences.action(en, "sample", {"count": 1200}) == "1,200 made-up clients added"
    assert sentences.action(zh, "sample", {"count": 1}) == "已添加 1 位示例客户"
    level = sentences.action(en, "set_level", {"client": "Ann", "level": "vip"})
    assert level == "Level of Ann changed: VIP"
    assert sentences.action(zh, "setting", {"key": "file.currency"}) == "设置已更改：币种"


def test_parameters(en: I18n) -> None:
    values = {
        "480.00 EUR": Money(48000, "EUR"),
        "480.00 EUR and 1.00 USD": [[48000, "EUR"], Money(100, "USD")],
        "VIP": Level.VIP,
        "yes": True,
        "no": False,
        "1,250": 1250,
        "1.5": Decimal("1.50"),
        "14 March 2024": date(2024, 3, 14),
        "a, b and c": ["a", "b", "c"],
        "as it is": "as it is",
    }
    assert {text: shown(en, value) for text, value in values.items()} == {t: t for t in values}


def test_a_sentence_begins_with_a_large_letter() -> None:
    assert sentences.sentence_start("yesterday") == "Yesterday"
    assert sentences.sentence_start("昨天") == "昨天"
    assert sentences.sentence_start("") == ""


def test_a_pattern_and_a_plan_say_what_is_wrong_and_how_to_write_them(en: I18n, zh: I18n) -> None:
    with pytest.raises(Refusal) as pattern:
        number_patterns.check_pattern("S-{year}")
    assert sentences.refusal(en, pattern.value) == (
        "“S-{year}” cannot number documents: the running number is missing. "
        "A pattern looks like this: S-{year}-{number:4}."
    )
    with pytest.raises(Refusal) as plan:
        instalments.parse_plan("30")
    assert sentences.refusal(zh, plan.value) == (
        "“30”不是分期计划：其中一部分无法识别。请按“百分比/天数”填写，例如 30/14, 70/30。"
    )
