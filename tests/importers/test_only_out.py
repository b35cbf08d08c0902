"""Lists that we export and do not import are refused, in whatever language they were written."""

from __future__ import annotations

import pytest
from tests import filled

from smallcrm import importers
from smallcrm.domain.errors import Refusal
from smallcrm.exporters.tab_sheets import export_tab
from smallcrm.i18n.catalog import I18n
from smallcrm.paths import resources


@pytest.mark.parametrize("tab", ["quotes", "invoices", "contracts"])
@pytest.mark.parametrize("in_words", [False, True])
def test_a_list_that_only_goes_out_makes_no_clients(backend, clock, tmp_path, tab, in_words):
    filled.fill(backend)
    tr = I18n.load("zh_CN", resources(), clock=clock, format_locale="zh_CN")
    path = tmp_path / "list.csv"
    export_tab(backend.queries, tab, None, path, tr=tr, in_words=in_words)
    with pytest.raises(Refusal) as caught:
        importers.read(path, default_currency="EUR")
    assert caught.value.code == "only_goes_out"
