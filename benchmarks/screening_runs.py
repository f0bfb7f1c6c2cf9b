"""The steps that benchmarks/screening.py times, each in a separate process, like a worker.

A process prints «ready», waits for a line on stdin, works, and prints one line of JSON: seconds, peak memory, result.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from benchmarks.engine import median, peak_megabytes, seconds
from benchmarks.screening import ENTERPRISES, ENTRIES, WORKERS
from benchmarks.screening_data import (
    AS_OF,
    derived_keys,
    load_enterprises,
    load_entries,
    make_blacklist,
    settle,
    uscc_of,
)
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport
from foundation.collector import without_collector
from matching.hashes import Keys
from matching.names import normalise_all, parse_all
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise, RosterSubmission
from roster.policies import RosterConfirmation
from screening.actions.finishing import finish_screening
from screening.actions.screenings import plan_screening, run_chunk
from screening.models import Screening, ScreeningChunk, ScreeningHit, Standing
from screening.models.screenings import Trigger
from screening.states import ScreeningState
from screening.tasks import screen

Work = Callable[[], Any]
READ = 20_000
QUERIES = 21
LATER = AS_OF + timedelta(days=1)


def load(part: str) -> Work:
    """Load the enterprises, or a part of the entries of one import."""
    if part == "enterprises":
        return load_enterprises
    if part == "list":
        return make_blacklist
    if part == "settle":
        return settle
    return partial(load_entries, *map(int, part.split("-")))


def _names() -> list[str]:
    """Yield the names of both sides, each read with its primary key."""
    sides = (Enterprise.objects, BlacklistEntry.objects)
    return [name for side in sides for _, name in side.order_by().values_list("pk", "name").iterator(chunk_size=READ)]


def floor(_: str) -> Work:
    """Return the floor: read both sides from the database and normalise each name once."""
    return lambda: len(normalise_all(_names()))


def derive(part: str) -> Work:
    """Return one worker's share of deriving the keys of both sides, as the confirmation of files does."""

    def work() -> int:
        with without_collector():
            return sum(len(keys.values) for keys in _derived(int(part)))

    return work


def _derived(part: int) -> Iterator[Keys]:
    """Yield the keys of the part, in batches of a fixed number of parties."""
    for model, count in ((Enterprise, ENTERPRISES), (BlacklistEntry, ENTRIES)):
        parties = model._default_manager.filter(pk__gt=part * count // WORKERS, pk__lte=(part + 1) * count // WORKERS)
        rows = parties.order_by().values_list("uscc", "name", "customs_code").iterator(chunk_size=READ)
        while chunk := list(islice(rows, READ)):
            usccs, names, codes = zip(*chunk, strict=True)
            yield derived_keys(usccs, codes, parse_all(names))


def plan(scope: str) -> Work:
    """Return the planning of a screening of some enterprises, or of the entries of one import.

    The results of earlier screenings are deleted before.
    """
    kind, size = scope.split("-")
    roster = RosterSubmission.objects.earliest("pk")

    def work() -> int:
        with transaction.atomic():
            if kind == "enterprises":
                screening = Screening.objects.create(trigger=Trigger.ROSTER, submission=roster)
            else:
                imported = BlacklistImport.objects.get(filename=f"{size}.xlsx")
                screening = Screening.objects.create(trigger=Trigger.BLACKLIST, blacklist_import=imported)
            return len(plan_screening(screening.pk))

    _delete_results()
    if kind == "enterprises":
        other = RosterSubmission.objects.latest("pk")
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "UPDATE roster_certification SET identified_by_id = CASE WHEN enterprise_id <= %s THEN %s ELSE %s END",
                [int(size), roster.pk, other.pk],
            )
            cursor.execute("RESET session_replication_role")
            cursor.execute("VACUUM ANALYZE roster_certification")
    return work


def _delete_results() -> None:
    """Delete screenings, hits, and each enterprise's standings except the first."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "TRUNCATE screening_screenedperiod, screening_screeninghit, screening_standing,"
            " screening_screeningchunk CASCADE"
        )
        cursor.execute("DELETE FROM screening_screening")
        cursor.execute("INSERT INTO screening_standing SELECT * FROM first_standing")
        cursor.execute("RESET session_replication_role")


def compare(_: str) -> Work:
    """Return the processing of the chunks that no other worker has leased."""
    chunks = list(ScreeningChunk.objects.unfinished().values_list("pk", flat=True))
    return lambda: [run_chunk(chunk) for chunk in chunks]


def finish(_: str) -> Work:
    """Return the finishing of the screening, which writes the standings."""

    def work() -> dict[str, int]:
        screening = Screening.objects.latest("pk")
        finish_screening(screening.pk)
        screening.refresh_from_db()
        assert screening.state == ScreeningState.DONE
        return {
            "entries": screening.entry_count,
            "candidates": screening.candidate_count,
            "hits": screening.hit_count,
            "needs_decision": ScreeningHit.objects.filter(needs_decision=True).count(),
            "standings": Standing.objects.count(),
        }

    return work


def new_enterprise(turn: str) -> Work:
    """Return the work from the commit of a roster to the standing of its enterprise, whose name is an entry's."""
    officer = User.objects.get(username="bench")
    name = BlacklistEntry.objects.filter(uscc="").order_by("pk")[int(turn)].name
    number = ENTERPRISES + 1 + int(turn)
    line = f"企业名称,统一社会信用代码,海关注册编码,认证日期\n{name},{uscc_of(number)},370{number:07d},2020-03-02\n"
    submission, _ = receive_roster(
        upload=SimpleUploadedFile(f"{turn}.csv", line.encode()), mode="changes", as_of=LATER, by=officer
    )
    process_roster(submission.pk)
    submission.refresh_from_db()
    confirm_roster(submission=submission, confirmation=RosterConfirmation(problems_verified=True), by=officer)
    screening = Screening.objects.latest("pk")
    return lambda: _standing_after(screening, Enterprise.objects.get(uscc=uscc_of(number)))


def new_entry(turn: str) -> Work:
    """Return the work from the commit of an import of one entry to the standing of the enterprise that it names."""
    officer = User.objects.get(username="bench")
    enterprise = Enterprise.objects.get(pk=ENTERPRISES // 2 + int(turn))
    line = f"{enterprise.name},{enterprise.uscc},（2026）鲁01执{turn}号,2026-03-02"
    content = f"主体名称,统一社会信用代码,文号,列入日期\n{line}\n"
    submission, _ = receive_import(
        blacklist=Blacklist.objects.get(code="court"),
        upload=SimpleUploadedFile(f"{turn}.csv", content.encode()),
        mode="changes",
        as_of=LATER,
        by=officer,
    )
    process_import(submission.pk)
    submission.refresh_from_db()
    confirm_import(submission=submission, problems_verified=True, by=officer)
    screening = Screening.objects.latest("pk")
    return lambda: _standing_after(screening, enterprise)


def _standing_after(screening: Screening, enterprise: Enterprise) -> float:
    """Return the seconds until the standing of the enterprise is written; fail if it is not."""
    taken = seconds(lambda: screen(screening.pk))
    assert ScreeningHit.objects.filter(screening=screening, enterprise=enterprise).exists()
    assert enterprise.standings.current().get().known_at > screening.created_at
    return taken


def query_of_enterprise(_: str) -> Work:
    """One indexed query on the table of enterprises."""
    return lambda: _query(Enterprise.objects.filter(uscc=uscc_of(ENTERPRISES // 3)))


def query_of_entry(_: str) -> Work:
    """One indexed query on the table of entries."""
    return lambda: _query(BlacklistEntry.objects.filter(name_key=BlacklistEntry.objects.get(pk=ENTRIES // 3).name_key))


def _query(rows: QuerySet) -> float:
    """Return the median of several queries."""
    return median([seconds(lambda: list(rows.all())) for _ in range(QUERIES)])


def main() -> None:
    """Run the step that the first argument names, with the second argument as its parameter."""
    measure(globals()[sys.argv[1]](sys.argv[2]))


def measure(work: Work) -> None:
    """Print «ready», wait for a line, do the work and print its figures."""
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    found: list[Any] = []
    taken = seconds(lambda: found.append(work()))
    print(json.dumps({"seconds": taken, "megabytes": peak_megabytes(), "found": found[0]}))
