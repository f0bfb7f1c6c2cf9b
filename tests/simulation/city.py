"""The product as the simulation uses it: its clock, its people, and the longer of its acts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from functools import partial
from queue import Empty, SimpleQueue
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from blacklists.actions.blacklist_declaration import declare_unused
from blacklists.actions.feeds import pull_feed, save_feed
from blacklists.actions.imports import approve_import, confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistEntry, BlacklistFeed, BlacklistImport
from demo.clock import JINAN, Clock
from feedback.actions.follow import notify_missed_losses, notify_standing_changes
from feedback.actions.months import open_months
from feedback.actions.reminders import remind_of_advice
from foundation.jobs.leases import MAX_ATTEMPTS
from mailing.actions.mailboxes import create_mailbox
from mailing.actions.outbox import fill_outbox
from mailing.models import Mailbox
from reports.actions.period_reports import make_due_reports
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from screening.actions.finishing import finish_screening, run_screening
from screening.actions.screenings import plan_screening, run_chunk
from screening.models import ScreeningChunk
from screening.tasks import reassess_due
from spreadsheets.json_table import read_json, table_of
from tests.factories import load_reference, make_department, make_user
from tests.http_server import Upstream, good
from tests.programs import program_of
from tests.simulation.facts import Record
from tests.simulation.names import ENTERPRISES
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, xlsx
from tests.steps import full_confirmation
from uploads.states import SubmissionState
from webhooks.actions.endpoints import create_endpoint
from webhooks.actions.events import record_events
from webhooks.models import Endpoint
from webhooks.states import EVENT_GROUPS

OFFICES = ("quancheng-customs", "laiwu-customs")
# The department that leads, and one whose system receives the events.
LEAD, RECEIVER = "ndrc", "tax"
# Code → whether it excludes at first; the others of the reference data stay without a file.
BLACKLISTS = {"court-defaulters": True, "tax-violations": True, "abnormal-operation": False}
UNUSED = ("tax-violations", "wage-arrears", "production-safety")
# Number of a measure → its department at first; one is applied case by case, one is named where a revocation names any.
MEASURES = {25: "ecology", 26: "market-supervision", 27: "market-supervision"}
ONE_OFF, NAMED = {27}, 25
# The departments whose mailboxes are told of notices.
MAILED = (OFFICES[0], "market-supervision")
# The departments between which measures are handed over; each of them has two clerks.
HANDED_TO = ("ecology", "market-supervision", "finance", "natural-resources")
SECOND = timedelta(seconds=1)
SERIALS = {enterprise.uscc: enterprise.serial for enterprise in ENTERPRISES}


class City:
    """The people of the city and what they do in the portal."""

    def __init__(self, clock: Clock, upstream: Upstream, *, has_two_workers: bool) -> None:
        """`upstream`: the server from which feeds pull. `has_two_workers`: acts may run on two threads, which needs a
        test whose transactions commit.
        """
        self.clock = clock
        self.upstream = upstream
        self.has_two_workers = has_two_workers
        load_reference()
        call_command("load_blacklist_reference", verbosity=0)
        self.officers = {code: make_user(Role.CUSTOMS, department=make_department(code)) for code in OFFICES}
        self.colleagues = {code: make_user(Role.CUSTOMS, department=make_department(code)) for code in OFFICES}
        self.credit, self.second = make_user(Role.CREDIT), make_user(Role.CREDIT)
        departments = Department.objects.exclude(code__in=(*OFFICES, LEAD)).order_by("order")
        self.clerks = {known.code: make_user(Role.DEPARTMENT, department=known) for known in departments}
        shared = departments.filter(code__in=HANDED_TO)
        self.second_clerks = {known.code: make_user(Role.DEPARTMENT, department=known) for known in shared}
        self.administrators = make_user(Role.SYSTEM), make_user(Role.SYSTEM)
        for code in MAILED:
            mailbox = Mailbox(department=make_department(code), address=f"{code}@example.invalid")
            create_mailbox(mailbox=mailbox, by=self.administrators[0])
        endpoint = Endpoint(department=make_department(RECEIVER), name="办税系统", address=upstream.address)
        endpoint.kinds = list(EVENT_GROUPS["激励资格"])
        create_endpoint(endpoint=endpoint, by=self.administrators[0])
        for blacklist in Blacklist.objects.filter(code__in=UNUSED):
            declare_unused(blacklist=blacklist, reason="尚无数据", by=self.credit)
        self.program: Client = program_of(self.credit)

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def today(self) -> date:
        return self.now.date()

    def has(self, code: str) -> bool:
        """Whether the department exists and has a person."""
        return code in self._people

    def of(self, code: str) -> User:
        """A person of the department."""
        return self._people[code]

    @property
    def _people(self) -> dict[str, User]:
        return {**self.clerks, **self.officers, LEAD: self.credit}

    def replace_second_clerk(self, code: str) -> None:
        """The account of the second clerk of the department is deactivated, and another one made."""
        leaving = self.second_clerks[code]
        leaving.is_active = False
        leaving.save(update_fields=["is_active"])
        self.second_clerks[code] = make_user(Role.DEPARTMENT, department=leaving.department)

    def later(self) -> datetime:
        """A second later; after 23:59 the next day begins at 0:01."""
        later = self.now + SECOND
        if later.time() < time(23, 59):
            return later
        return datetime.combine(later.date() + timedelta(days=1), time(0, 1))

    def move_to(self, moment: datetime) -> None:
        """Move on to the moment; on a new day, do what beat does after midnight."""
        is_new_day = moment.date() != self.today
        self.clock.move_to(moment)
        if is_new_day:
            reassess_due()
            notify_missed_losses()
            remind_of_advice()
            open_months()
            make_due_reports()

    def follow(self) -> None:
        """Send notices, advice and events of changed standings, and make the mails that are due."""
        notify_standing_changes()
        record_events()
        fill_outbox()

    def confirm_roster(
        self, office: str, mode: str, rows: Mapping[str, tuple[str, str]], *, as_of: date, address: str
    ) -> None:
        """Send and confirm a roster; `rows` are USCC → name and customs code."""
        officer = self.officers[office]
        lines = [
            roster_line(SERIALS[uscc], name=name, customs_code=code, address=address)
            for uscc, (name, code) in rows.items()
        ]
        # No two files have the same bytes.
        content = xlsx(ROSTER_HEAD, lines, title=f"高级认证企业名单（{self.now}）")
        submission, _ = receive_roster(upload=upload(content), mode=mode, as_of=as_of, by=officer)
        process_roster(submission.pk)
        submission.refresh_from_db()
        assert not submission.error_count, list(submission.problems.values_list("code", "params"))
        confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)

    def confirm_file(self, code: str, mode: str, rows: Sequence[Mapping[str, str]], *, as_of: date, way: str) -> None:
        """Import the rows of a blacklist: by a person, or pushed or pulled, and confirmed where it is held."""
        envelope = {"as_of": as_of.isoformat(), "mode": mode, "sent_at": str(self.now), "entries": rows}
        body = json.dumps(envelope, ensure_ascii=False)
        if way == "pulled":
            received = self._pull(code, mode, body, as_of)
        elif way == "pushed":
            answer = self.program.post(
                reverse("blacklists_api:entries_push", args=[code]), body, content_type="application/json"
            )
            assert answer.status_code == 202, answer.content
            received = BlacklistImport.objects.latest("pk")
        else:
            received, _ = receive_import(
                blacklist=Blacklist.objects.get(code=code),
                upload=upload(body.encode(), "名单.json"),
                mode=mode,
                as_of=as_of,
                rows=table_of(read_json(body)),
                by=self.credit,
            )
        process_import(received.pk)
        received.refresh_from_db()
        assert not received.rows.filter(is_refused=True).exists(), list(received.problems.values())
        if received.status != SubmissionState.CONFIRMED:
            answers = {"ended_count": received.ended_count, "problems_verified": True}
            received = confirm_import(submission=received, **answers, reason="来函", by=self.credit)
        if received.awaits_approval:
            approve_import(submission=received, expected_version=str(received.approval_id), by=self.second)

    def _pull(self, code: str, mode: str, body: str, as_of: date) -> BlacklistImport:
        """Pull the body by the feed of the blacklist for this mode, which is made when it is needed."""
        sent_at = datetime.combine(as_of, time(12), JINAN)
        self.upstream.reply = good(body.encode(), **{"Last-Modified": format_datetime(sent_at)})
        feed = BlacklistFeed.objects.filter(blacklist__code=code, mode=mode).first()
        if feed is None:
            data = {
                "blacklist": Blacklist.objects.get(code=code),
                "address": self.upstream.address,
                "mode": mode,
                "every_minutes": 60,
                "stale_after_minutes": 180,
            }
            feed = save_feed(feed=BlacklistFeed(), data=data, by=self.credit)
        BlacklistFeed.objects.filter(pk=feed.pk).update(next_at=self.now.replace(tzinfo=JINAN))
        received = pull_feed(feed.pk)
        assert received, feed.pulls.latest("pk").message
        return received

    def fail(self, screening: int, rng: Random) -> set[str]:
        """Let the workers of some chunks die as often as is allowed; others are done.

        Return the source numbers of the entries in the chunks that are done. The attempts before have no beginning: by
        the clock of the year they would have begun before the database was started, and would not count.
        """
        chunks = plan_screening(screening)
        failing = rng.sample(chunks, rng.randint(1, len(chunks)))
        ScreeningChunk.objects.filter(pk__in=failing).update(attempts=MAX_ATTEMPTS, started_at=None)
        for chunk in chunks:
            run_chunk(chunk)
        done = ScreeningChunk.objects.filter(pk__in=set(chunks) - set(failing))
        return {source_id for chunk in done for source_id in _entries_of(chunk)}

    def run(self, screening: int) -> None:
        run_screening(screening)

    def run_by_two_workers(self, screenings: Sequence[int], rng: Random) -> None:
        """Run the chunks of these screenings and the followers in random order, by two workers."""
        chunks = [partial(run_chunk, chunk) for screening in screenings for chunk in plan_screening(screening)]
        tasks = [*chunks, *(partial(finish_screening, pk) for pk in screenings), *[notify_standing_changes] * 3]
        rng.shuffle(tasks)
        queue: SimpleQueue[Any] = SimpleQueue()
        for task in tasks:
            queue.put(task)
        with ThreadPoolExecutor(2) as pool:
            for worker in [pool.submit(self._work, queue) for _ in range(2)]:
                worker.result()
        for pk in screenings:
            finish_screening(pk)

    def _work(self, queue: SimpleQueue[Any]) -> None:
        self.clock.show()
        try:
            while True:
                queue.get_nowait()()
        except Empty:
            return
        finally:
            connection.close()


def _entries_of(chunk: ScreeningChunk) -> Iterable[str]:
    return BlacklistEntry.objects.filter(pk__range=(chunk.low, chunk.high)).values_list("source_id", flat=True)


def row_of(record: Record) -> dict[str, str]:
    """The row of a file that states the whole record."""
    return {
        "source_id": record.source_id,
        "name": record.name,
        "uscc": record.uscc,
        "org_code": record.org_code,
        "customs_code": record.customs_code,
        "document_number": record.document,
        "listed_on": _text(record.listed_on),
        "expires_on": _text(record.expires_on),
        "removed_on": _text(record.removed_on),
    }


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
