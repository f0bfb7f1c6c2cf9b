"""A row that may be about a natural person waits for a decision, which a button at its problem takes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.actions.imports import process_import
from tests.blacklists.api_client import CODE
from tests.spreadsheet_files import blacklist_line
from tests.steps import read_entries

SignedIn = Callable[[User], Client]


@pytest.mark.usefixtures("blacklists")
def test_row_that_may_be_a_person_has_a_button_for_either_decision(credit: User, signed_in: SignedIn) -> None:
    submission = read_entries(credit, CODE, [blacklist_line("沅溪"), blacklist_line("济南泺岬贸易有限公司")])
    client, url = signed_in(credit), reverse("blacklists:import_detail", args=[submission.pk])
    shown = client.get(url).content.decode()
    assert 'aria-label="第3行：这一行是企业"' in shown
    assert 'aria-label="第3行：这一行不是企业"' in shown
    assert "沅溪" not in shown
    client.post(f"{url}rows/", {"lines": "3", "decision": "enterprise"})
    process_import(submission.pk)
    assert list(submission.rows.values_list("name", flat=True)) == ["沅溪", "济南泺岬贸易有限公司"]
