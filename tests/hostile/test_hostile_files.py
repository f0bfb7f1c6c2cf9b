"""No file, by whatever door, makes the portal fail: every answer is a sentence, and no worker takes 600 MB.

`FULL=1 pytest -s tests/hostile` sends 2,400 files and prints the figures of docs/ops.md.
"""

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.feeds import pull_feed
from blacklists.actions.imports import process_import
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from blacklists.wording import pull_text
from incentives.models import Measure
from roster.actions.submissions import process_roster
from roster.models import Enterprise, RosterSubmission
from tests.blacklists.api_client import CODE, send
from tests.blacklists.feed_helpers import make_due
from tests.depth import DAY, FULL, pick
from tests.hostile.files import DOORS, HostileFile, hostile_files
from tests.http_server import Upstream, good
from tests.programs import program_of
from tests.reader_server import ReaderServer
from tests.steps import AS_OF
from uploads.states import SubmissionState

COUNT = pick(short=36, full=2400)
SEED = 1 if FULL else DAY
MOST_MB = 600
# What a worker has that has read no file yet. The process of the test has done other tests before.
WORKER_MB = 160
SENTENCE = re.compile(r"[\u4e00-\u9fff]{2}")
ERRORS = re.compile(r'class="error"|role="alert"')


class Doors:
    """The doors by which files come, each a function that sends a file and returns what is wrong with the answer."""

    def __init__(self, officer: User, credit: User, clerk: User, enterprise: Enterprise, feed: BlacklistFeed) -> None:
        self.people = {name: Client(raise_request_exception=False) for name in ("officer", "credit", "clerk")}
        for name, user in (("officer", officer), ("credit", credit), ("clerk", clerk)):
            self.people[name].force_login(user)
        self.office = officer.own_department.code
        self.programs = {"officer": program_of(officer), "credit": program_of(credit)}
        for program in self.programs.values():
            program.raise_request_exception = False
        self.enterprise, self.feed = enterprise, feed

    def send(self, file: HostileFile, server: Upstream) -> str:
        """Send the file by its door, have a worker process it, and return what is wrong; "" for nothing."""
        form = {"file": SimpleUploadedFile(file.name, file.content), "mode": "full", "as_of": AS_OF.isoformat()}
        if file.door == "roster page":
            answer = self.people["officer"].post(reverse("roster:submission_create"), form)
        elif file.door == "roster API":
            form["office"] = self.office
            answer = self.programs["officer"].post(reverse("roster_api:submission_create"), form)
        elif file.door == "blacklist page":
            form["blacklist"] = Blacklist.objects.get(code=CODE).pk
            answer = self.people["credit"].post(reverse("blacklists:import_create"), form)
        elif file.door == "blacklist API":
            answer = send(self.programs["credit"], file.content)
        elif file.door == "feed":
            return self._pull(file, server)
        else:
            answer = self._log(file)
        return wrong_answer(answer) or wrong_files()

    def _pull(self, file: HostileFile, server: Upstream) -> str:
        server.reply = good(file.content)
        make_due(self.feed)
        pull_feed(self.feed.pk)
        pull = self.feed.pulls.first()
        has_message = SENTENCE.search(pull_text(pull.message)) is not None
        return wrong_files() or (
            "" if pull.submission_id or has_message else f"a pull without a sentence: {pull.message}"
        )

    def _log(self, file: HostileFile) -> Any:
        data = {
            "measure": Measure.objects.get(number=31).pk,
            "applied_on": timezone.localdate().isoformat(),
            "description": "核定增值税发票用量。",
            "condition_met": "on",
            "evidence": SimpleUploadedFile(file.name, file.content),
        }
        return self.people["clerk"].post(reverse("feedback:application_create", args=[self.enterprise.uscc]), data)


def wrong_answer(answer: Any) -> str:
    """Return what is wrong with an answer: an error of the server, or a refusal without a sentence."""
    if answer.status_code >= 500:
        return f"{answer.status_code}: {(answer.exc_info or (None, '?', None))[1]!r}"
    text = answer.content.decode() if answer.status_code != 302 else ""
    is_page = "html" in answer.get("Content-Type", "")
    if answer.status_code in (201, 202, 302) or (is_page and ERRORS.search(text)):
        return ""
    return "" if not is_page and SENTENCE.search(text) else f"{answer.status_code} without a sentence"


def wrong_files() -> str:
    """Process what waits as a worker does; return what is wrong with the results."""
    wrong = ""
    for model, process in ((RosterSubmission, process_roster), (BlacklistImport, process_import)):
        for pk in list(model.objects.waiting().values_list("pk", flat=True)):
            process(pk)
            done = model.objects.get(pk=pk)
            if done.status == SubmissionState.FAILED and not SENTENCE.search(done.failure):
                wrong = f"failed without a sentence: {done.failure_code}"
            elif done.is_waiting:
                wrong = "not settled"
            elif any(not SENTENCE.search(problem.message) for problem in done.problems.all()[:50]):
                wrong = "a problem without a sentence"
    return wrong


@pytest.fixture
def without_logs() -> Iterator[None]:
    """Log nothing: pytest keeps each record, with the request and its file."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def reset_peak() -> int:
    """Let the highest memory of this process begin anew (proc(5), clear_refs); return what it has now, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_mb()


def peak_mb() -> int:
    """The highest memory of this process, in MB."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


@pytest.mark.usefixtures("reference_data", "without_logs")
def test_hostile_files_are_answered_by_sentences_in_bounded_memory(
    officer: User,
    credit: User,
    clerk: User,
    enterprise: Enterprise,
    feed: BlacklistFeed,
    upstream: Upstream,
    reader_server: ReaderServer | None,
) -> None:
    doors = Doors(officer, credit, clerk, enterprise, feed)
    wrong: list[tuple[str, str, str]] = []
    kinds: Counter[str] = Counter()
    different: set[tuple[str, str, bytes]] = set()
    seconds: dict[str, float] = {}
    growth, peak = (0, ""), (0, "")
    for number, file in enumerate(hostile_files(COUNT, seed=SEED)):
        kinds[file.kind] += 1
        different.add((file.door, file.name, sha256(file.content).digest()))
        before = reset_peak()
        started = time.monotonic()
        try:
            with transaction.atomic():
                found = doors.send(file, upstream)
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001  (what a worker dies of is what this test looks for)
            found = repr(error)[:300]
        label = f"{number} {file.kind} by {file.door}"
        seconds[label] = time.monotonic() - started
        peak, growth = max(peak, (peak_mb(), label)), max(growth, (peak_mb() - before, label))
        if found:
            wrong.append((label, file.name[-40:], found))
    readers = reader_server.peak_mb if reader_server else 0
    slowest = sorted(seconds, key=lambda label: -seconds[label])[:5]
    print(f"\n{COUNT} files of {len(kinds)} kinds by {len(DOORS)} doors")
    print(f"most MB: of the worker {peak}, more than before {growth}, of the reader {readers}")
    print("slowest:", [(label, round(seconds[label], 1)) for label in slowest])
    assert wrong == []
    assert len(different) > COUNT * 0.95
    assert WORKER_MB + growth[0] < MOST_MB
    assert readers < MOST_MB
