"""The owner's own sheets of labels: kept, changed, removed, brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.factories import do, dump, redo, refused, sound, undo

from smallcrm.app import Backend
from smallcrm.domain.label_sheets import KNOWN, LabelSheet
from smallcrm.services import commands, label_sheets
from smallcrm.services.commands import AddLabelSheet, EditLabelSheet, RemoveLabelSheet

JARS = replace(KNOWN[-1], name="Jars", across=1, left=10_000)


def own(backend: Backend) -> dict[int, LabelSheet]:
    return {one.id: one.sheet for one in backend.queries.label_sheets()}


def test_a_sheet_is_kept_changed_and_removed_and_undo_takes_each_back(backend: Backend) -> None:
    empty = dump(backend)
    made = do(backend, AddLabelSheet(sheet=replace(JARS, name="  Jars \n"))).id
    assert own(backend) == {made: JARS}
    kept = dump(backend)
    do(backend, EditLabelSheet(label_sheet=made, name="Bottles", top=20_000))
    assert own(backend) == {made: replace(JARS, name="Bottles", top=20_000)}
    undo(backend)
    assert dump(backend) == kept
    do(backend, RemoveLabelSheet(label_sheet=made))
    assert own(backend) == {}
    undo(backend)
    assert dump(backend) == kept
    undo(backend)
    assert dump(backend) == empty
    redo(backend)
    assert own(backend) == {made: JARS}
    sound(backend)


def test_the_owners_sheets_by_name(backend: Backend) -> None:
    for name in ("b", "A", "张", "c"):
        do(backend, AddLabelSheet(sheet=replace(JARS, name=name)))
    assert [one.sheet.name for one in backend.queries.label_sheets()] == ["A", "b", "c", "张"]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (replace(JARS, name=" "), "no_name"),
        (replace(JARS, name="x" * 101), "too_long"),
        (replace(JARS, name="jÄRS"), "label_sheet_exists"),
        (replace(JARS, name="avery 5160"), "label_sheet_exists"),
        (replace(JARS, name="L 7160"), "label_sheet_exists"),
        (replace(JARS, name="y", across=3), "label_sheet_does_not_fit"),
    ],
)
def test_what_is_refused(backend: Backend, sheet: LabelSheet, code: str) -> None:
    do(backend, AddLabelSheet(sheet=replace(JARS, name="Järs")))
    assert refused(backend, AddLabelSheet(sheet=sheet)).code == code


def test_an_edit_is_refused_as_a_whole(backend: Backend) -> None:
    first = do(backend, AddLabelSheet(sheet=JARS)).id
    other = do(backend, AddLabelSheet(sheet=replace(JARS, name="Other"))).id
    for change, code in (
        (EditLabelSheet(label_sheet=other, name="JARS"), "label_sheet_exists"),
        (EditLabelSheet(label_sheet=other, step_y=1, down=2), "labels_overlap"),
        (EditLabelSheet(label_sheet=99), "no_such_label_sheet"),
        (RemoveLabelSheet(label_sheet=99), "no_such_label_sheet"),
    ):
        assert refused(backend, change).code == code
    do(backend, EditLabelSheet(label_sheet=first, name="jars"))
    assert own(backend)[first].name == "jars"


def test_there_are_not_more_than_can_be_chosen_from(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_sheets, "MOST_SHEETS", 1)
    do(backend, AddLabelSheet(sheet=JARS))
    assert refused(backend, AddLabelSheet(sheet=replace(JARS, name="b"))).code == (
        "label_sheets_too_many"
    )


def test_they_are_the_owners_and_stay_with_the_sample_gone(backend: Backend) -> None:
    do(backend, commands.FillSample(clients=20))
    made = do(backend, AddLabelSheet(sheet=JARS)).id
    do(backend, commands.RemoveSample())
    assert own(backend) == {made: JARS}
