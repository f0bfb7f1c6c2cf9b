"""The client example of the document, against a running portal; and requests with one key at the same time."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from certificates.models import Certificate
from feedback.models import MeasureApplication, Notice
from tests.factories import make_certified
from tests.feedback.test_application_api import stated
from tests.programs import program_of, send_once, token_of
from tests.steps import log, revoke

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


def test_client_of_the_document_works_and_same_requests_at_once_act_once(
    clerk: User, live_server: Any, tmp_path: Path
) -> None:
    lost, enterprise = make_certified(), make_certified()
    log(lost, clerk)
    revoke(lost)
    body = stated(enterprise)
    environment = {**os.environ, "PORTAL_TOKEN": token_of(clerk), "PYTHONIOENCODING": "utf-8"}
    options = {"--plan": body["plan"], "--measure": "31", "--description": body["description"], "--pdf": "证明.pdf"}
    command = [sys.executable, str(Path(settings.BASE_DIR, "docs", "api_client.py")), live_server.url]
    given = [part for option in options.items() for part in option]
    for _ in range(2):
        client = run(
            [*command, enterprise.uscc, *given], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert client.returncode == 0, client.stderr.decode()
        lines = client.stdout.decode().splitlines()
    assert "没有登记： 市税务局自" in lines[1]
    assert lines[2] == f"已开具资格证明 {Certificate.objects.latest('entry').number}"
    assert (tmp_path / "证明.pdf").read_bytes().startswith(b"%PDF")
    assert MeasureApplication.objects.filter(enterprise=enterprise).count() == 1
    assert not Notice.objects.filter(department=clerk.department, read_at=None).exists()

    other, key = stated(make_certified()), str(uuid4())

    def send(program: Client) -> Any:
        try:
            return send_once(program, reverse("feedback_api:application_list"), other, key=key).json()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, [program_of(clerk) for _ in range(3)]))
    assert answers == [answers[0]] * 3
    assert MeasureApplication.objects.count() == 3
