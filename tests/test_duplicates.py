"""What two people save at the same moment is stored once, and the later one gets a sentence."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from blacklists.models import Blacklist
from tests.factories import make_user
from tests.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SAVED_BEFORE = "刚才已有人保存了同样的内容"
# Sessions of this database that wait for the end of a transaction; pg_stat_activity would not change inside of one.
WAITING = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted AND pid IN (
        SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""


def is_any_transaction_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def post_meanwhile(user: User, url: str, data: dict[str, Any], stored: Any) -> Any:
    """Post while another transaction stores the same key, and commit that transaction when the post waits for it."""
    answers = []

    def post() -> None:
        client = Client()
        client.force_login(user)
        answers.append(client.post(url, data))
        connection.close()

    thread = threading.Thread(target=post)
    with transaction.atomic():
        stored.save()
        thread.start()
        wait_until(is_any_transaction_waiting, "the post waits for the other transaction")
    thread.join()
    return answers[0]


def test_blacklist_saved_twice_at_once_is_refused_with_what_was_typed() -> None:
    data = {"code": "some-sector", "name": "某领域", "authority": "某部门", "legal_basis": "某办法第三条"}
    other = Blacklist(code="some-sector", name="另一领域", authority="某部门")
    page = post_meanwhile(make_user(Role.CREDIT), reverse("blacklists:blacklist_create"), data, other)
    assert page.status_code == 200
    assert SAVED_BEFORE in page.content.decode()
    assert "某办法第三条" in page.content.decode()
    assert Blacklist.objects.get().name == "另一领域"


def test_account_saved_twice_at_once_is_refused() -> None:
    system = make_user(Role.SYSTEM)
    password = "苹果-Torte-2026"
    data = {"username": "shenjier", "full_name": "审计", "role": Role.AUDITOR, "department": ""}
    data |= {"password1": password, "password2": password}
    other = User(username="shenjier", full_name="另一人", role=Role.AUDITOR)
    page = post_meanwhile(system, reverse("admin:accounts_user_add"), data, other)
    assert page.status_code == 409
    assert SAVED_BEFORE in page.content.decode()
