"""Requests while the database does not answer."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client


@pytest.fixture
def outage(transactional_db: None) -> Iterator[None]:
    """The portal names a database that does not exist, as while it is restored."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "not_restored_yet"
    yield
    connection.settings_dict["NAME"] = name
    connection.close()


@pytest.mark.usefixtures("outage")
def test_page_without_database_tells_to_come_back_and_to_check_what_was_sent() -> None:
    visitor = Client(raise_request_exception=False)
    page = visitor.get("/enterprises/")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert "<h1>系统暂时不能访问</h1>" in page.content.decode()
    assert "刚才提交的内容不一定已经保存" in page.content.decode()
    answer = visitor.get("/api/v1/roster/submissions/", headers={"authorization": "Token 0123456789"})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_database")
