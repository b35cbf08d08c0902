"""The windows that keep clients tidy: no word is cut off, no two keys are alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.dialogs.batch_dialog import BatchDialog
from smallcrm.ui.dialogs.batch_steps import StepKind
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.details_dialog import DetailsReminderDialog
from smallcrm.ui.dialogs.level_rule_dialog import LevelRuleDialog
from smallcrm.ui.dialogs.level_rules_window import LevelRulesWindow
from smallcrm.ui.dialogs.own_field_dialog import OwnFieldDialog
from smallcrm.ui.dialogs.own_fields_window import OwnFieldsWindow
from smallcrm.ui.dialogs.tags_window import RenameTagDialog, TagsWindow


def batch(context):
    dialog = BatchDialog(context, (1,))
    for kind in StepKind:
        dialog.steps.add(kind)
    return dialog


def rename(context):
    tags = context.runner.backend().queries.tags()
    return RenameTagDialog(context, tags[0], tags)


DIALOGS = {
    "fields": OwnFieldsWindow,
    "field": OwnFieldDialog,
    "field-choice": lambda context: OwnFieldDialog(context, 1),
    "tags": TagsWindow,
    "tag": rename,
    "levels": LevelRulesWindow,
    "level": lambda context: LevelRuleDialog(context, 1),
    "batch": batch,
    "remind": lambda context: DetailsReminderDialog(context, 1),
    "client": lambda context: ClientDialog(context, 1),
}
EMPTY = ("fields", "field", "tags", "levels", "batch")


def fill(perform):
    field = perform(
        commands.AddOwnField(name="Piano", kind=OwnFieldKind.CHOICE, choices=("grand", "none"))
    ).result.id
    perform(commands.AddOwnField(name="Website", kind=OwnFieldKind.LINK))
    perform(commands.AddLevelRule(level=Level.VIP, paid=Decimal(1), referrals_won=2))
    perform(
        commands.AddClient(
            name="Ann",
            tags=("piano", "school", "since the very beginning"),
            own=(commands.OwnValueInput(own_field=field, value="grand"),),
        )
    )


@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
@pytest.mark.parametrize(
    ("name", "filled"), [*((name, True) for name in DIALOGS), *((name, False) for name in EMPTY)]
)
def test_nothing_is_cut_off_and_keys_are_one_each(
    name, filled, language, make_context, clock, settle, qtbot, perform
):
    if filled:
        fill(perform)
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    check_window(DIALOGS[name](context), context, settle, qtbot)
