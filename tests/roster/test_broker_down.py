"""Without a broker an upload is accepted, and its row waits for the sweep (docs/adr/0004)."""

import sys
from pathlib import Path

import pytest

from accounts.models import User
from credit_portal.embedded import free_port
from roster.models import RosterSubmission
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, xlsx
from tests.workers import Process

# A separate process, because a process connects to one broker only.
UPLOAD = """
import sys, django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from accounts.models import User
client = Client(headers={"host": "localhost"})
client.force_login(User.objects.get(pk=sys.argv[1]))
file = SimpleUploadedFile("名单.xlsx", open(sys.argv[2], "rb").read())
response = client.post("/roster/submissions/new/", {"mode": "full", "as_of": "2026-06-30", "file": file})
print(response.status_code, response.headers.get("Location"))
"""


@pytest.mark.django_db(transaction=True)
def test_upload_without_a_broker_waits_for_the_sweep(officer: User, tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(xlsx(ROSTER_HEAD, [roster_line(1)]))
    environment = {
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        "PYTHONPATH": ".",
    }
    arguments = [sys.executable, "-c", UPLOAD, str(officer.pk), str(tmp_path / "roster.xlsx")]
    process = Process(arguments, environment=environment, log=tmp_path / "log")
    assert process.process.wait() == 0
    log = (tmp_path / "log").read_text()
    submission = RosterSubmission.objects.waiting().get()
    assert f"302 /roster/submissions/{submission.pk}/" in log
    assert "waits for the next sweep" in log
    assert "Traceback" not in log
