"""The house rules that a machine can hold: see the README, Architecture."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import smallcrm

ROOT = Path(smallcrm.__file__).parent
SOURCES = sorted(path for path in ROOT.rglob("*.py"))
LAYERS = ("domain", "i18n", "db", "queries", "services", "importers", "exporters", "reports",
          "telephony", "cli", "ui")  # fmt: skip
TRANSLATING = frozenset({"gettext", "ngettext", "pgettext", "npgettext", "mark"})
MOST_LINES, MOST_METHODS = 500, 25
# A list of shapes is as long as what there is to show; taken apart it would be harder to read.
LONG = frozenset({"queries/shapes.py"})

# Classes that ask to be two, with what they have now: they may shrink (and then say so here).
GROWN = {"Formats": 31, "MainWindow": 34, "TableTab": 27}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: imports say where they go"
            yield node.module or ""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with the last part of what is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def each_file(rule: Callable[[Path], None]) -> Callable[[], None]:
    """Make one test of a rule: it names every file that breaks it."""

    def test() -> None:
        broken: list[str] = []
        for path in SOURCES:
            try:
                rule(path)
            except AssertionError as error:
                broken.append(f"{name_of(path)}: {error}")
        assert not broken, "\n".join(broken)

    test.__name__, test.__doc__ = rule.__name__, rule.__doc__
    return test


def test_there_is_something_to_look_at():
    assert len(SOURCES) > 150
    assert {layer(path) for path in SOURCES} >= set(LAYERS)


@each_file
def test_qt_lives_in_the_screen_alone(path):
    for module in imported(path):
        if module.split(".")[0] in {"PySide6", "shiboken6"}:
            assert layer(path) in {"ui", "app"}, module


@each_file
def test_the_screen_and_the_command_line_know_no_database(path):
    if layer(path) not in {"ui", "cli"}:
        return
    forbidden = {"sqlalchemy", "sqlcipher3", "sqlite3", "alembic"}
    for module in imported(path):
        assert module.split(".")[0] not in forbidden, module
        assert not module.startswith("smallcrm.db"), module


@each_file
def test_nobody_commits_but_the_unit_of_work(path):
    """`with connection.begin()` in `db` commits; nothing else says the word."""
    for name, _ in calls(path):
        assert name != "commit", name_of(path)
    if layer(path) in {"db", "app"}:  # app asks whether anybody else has the file open
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in {"COMMIT", "ROLLBACK", "BEGIN"}
            assert not node.value.startswith(("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"))


def test_a_write_transaction_is_begun_in_one_place():
    opened = {
        name_of(path)
        for path in SOURCES
        for name, call in calls(path)
        if name == "write" and ast.unparse(call.func).endswith("database.write")
    }
    assert opened == {"db/unit_of_work.py"}


def test_a_unit_of_work_is_opened_where_commands_are_performed_or_rehearsed():
    opened = {
        name_of(path) for path in SOURCES for name, _ in calls(path) if name == "unit_of_work"
    }
    assert opened == {"services/perform.py", "services/rehearsal.py"}


def test_money_is_kept_by_allocation_alone():
    """Paid and allocated amounts change where both sides of an allocation change, and nowhere."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Attribute) and target.attr in {
                        "paid_minor",
                        "allocated_minor",
                    }:
                        found.add(name_of(path))
    assert found == {"services/allocation.py"}


@each_file
def test_reads_never_write(path):
    if layer(path) != "queries":
        return
    for name, call in calls(path):
        by_name = isinstance(call.func, ast.Name) and name in {"insert", "update", "delete"}
        assert not by_name, name
        assert name != "write", name


@each_file
def test_a_module_and_its_classes_are_not_too_long(path):
    if name_of(path) not in LONG:
        assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            most = GROWN.get(node.name, MOST_METHODS)
            assert len(methods(node)) <= most, node.name


def methods(node: ast.ClassDef) -> list[str]:
    """Name a class's own methods: not what Qt calls by Qt's names, and no mere values."""
    return [
        one.name
        for one in node.body
        if isinstance(one, ast.FunctionDef)
        and one.name == one.name.lower()
        and not any(
            ast.unparse(mark).startswith(("property", "overload")) for mark in one.decorator_list
        )
    ]


def test_what_has_grown_is_not_excused_for_longer_than_needed():
    found = {
        node.name: len(methods(node))
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name in GROWN
    }
    assert {name for name, count in found.items() if count > MOST_METHODS} == set(GROWN)


@each_file
def test_what_is_translated_is_a_plain_text(path):
    """No f-string, no concatenation, no name: the catalogue could not hold it."""
    if name_of(path).startswith("i18n/"):
        return  # where the translating is done
    for name, call in calls(path):
        if name in TRANSLATING:
            count = 2 if name in {"ngettext", "pgettext"} else 3 if name == "npgettext" else 1
            for argument in call.args[:count]:
                assert not isinstance(argument, ast.JoinedStr | ast.BinOp), ast.unparse(call)


@each_file
def test_the_forbidden_names(path):
    words = ("Manager", "Helper", "Utils", "Util")
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(words), node.name


@each_file
def test_no_floats_in_money(path):
    """Where amounts are worked with, nothing is made a float."""
    if layer(path) not in {"domain", "services"} or "sample" in path.stem:
        return
    for name, call in calls(path):
        assert name != "float", ast.unparse(call)


@each_file
def test_no_global_is_changed(path):
    for node in ast.walk(tree(path)):
        assert not isinstance(node, ast.Global), name_of(path)


def test_every_test_folder_mirrors_a_package():
    tests = Path(__file__).parents[1]
    folders = {
        path.name
        for path in tests.iterdir()
        if path.is_dir() and not path.name.startswith((".", "_"))
    }
    assert folders <= {*LAYERS, "architecture", "benchmarks"}


def test_the_start_of_the_command_line_is_light():
    """What is needed before anything is known to be asked for imports nothing heavy."""
    heavy = {"sqlalchemy", "alembic", "PySide6", "reportlab", "babel", "rapidfuzz", "pypinyin"}
    for path in (ROOT / "__main__.py", ROOT / "__init__.py", ROOT / "call_forwarder.py"):
        top = [node for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
            for node in top
        }
        assert not {name.split(".")[0] for name in names} & heavy
