"""The file of a long public list: made once for everybody, and for a short while."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exports.actions import PUBLIC_KEPT, make_export
from exports.lists import AT_ONCE
from exports.models import Export
from roster.models import Enterprise
from tests.spreadsheet_files import roster_line
from tests.steps import publish_enterprises, put_in_force, run_screenings

LIST = "publicity:enterprise_list"
ROWS = AT_ONCE + 1


@pytest.fixture
def published(officer: User, credit: User) -> None:
    """One enterprise more than are made at once."""
    put_in_force(officer, [roster_line(serial) for serial in range(1, ROWS + 1)])
    run_screenings()
    publish_enterprises(enterprises=Enterprise.objects.all(), by=credit)


@pytest.mark.usefixtures("published")
def test_file_is_made_once_for_everybody(client: Client, clerk: User, signed_in: Callable[[User], Client]) -> None:
    def ask(asking: Client) -> str:
        answer = asking.get(reverse(LIST), {"format": "csv"}, follow=True)
        assert answer.redirect_chain
        return answer.content.decode()

    assert "正在生成文件" in ask(client)
    export = Export.objects.get()
    make_export(export.pk)
    assert f"导出已生成，共{ROWS}行" in ask(Client())
    assert f"导出已生成，共{ROWS}行" in ask(signed_in(clerk))
    answer = Client().get(export.file_url)
    assert (answer["X-Row-Count"], len(answer.getvalue().splitlines())) == (str(ROWS), ROWS + 1)
    export.refresh_from_db()
    Export.objects.update(expires_at=export.expires_at - PUBLIC_KEPT - timedelta(seconds=1))
    assert "正在生成文件" in ask(client)
    assert Export.objects.count() == 2


def test_file_of_a_person_is_not_public(client: Client, clerk: User) -> None:
    export = Export.objects.create(owner_id=clerk.pk, access="public", format="csv")
    for route in ("export_detail", "export_file"):
        assert client.get(reverse(f"publicity:{route}", args=[export.pk])).status_code == 404
