"""A large fictional city for benchmarks/screening.py, written to the tables by COPY.

Enterprises are in Jinan, entries all over the country; stems have two to four common characters. Nine entries in ten
have no number. One in two hundred is planted: a variant of an enterprise's name, a near miss, or an entry with an
enterprise's USCC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from benchmarks.screening import ENTERPRISES, ENTRIES, IMPORTS
from benchmarks.screening_planted import planted_pairs
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport, BlacklistRow
from demo.city.codes import company_uscc
from foundation.postgres.copy import check_keys_at_once, copy_columns, whole_numbers
from matching.blocking import blocking_keys
from matching.hashes import Keys
from matching.names import Name, parse_all
from matching.pinyin import sort_keys
from matching.search_keys import search_keys
from roster.models import Certification, Enterprise, RosterRow, RosterSubmission
from screening.actions.standings import reassess
from spreadsheets.columns import ROSTER_TITLES
from spreadsheets.identifiers import org_code_of
from spreadsheets.industries import WORDS
from uploads.models import Step
from uploads.states import SubmissionState

AS_OF = date(2026, 6, 30)
# Every third character of GB 2312's first level: 1,200 common ones.
COMMON = "".join(bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFE, 3))
TRADES = tuple(WORDS.split()[:60])
FORMS = ("有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
HOMES = ("济南", "济南", "济南", "济南市", "山东", "莱芜", "章丘")
PLACES = (
    *("济南", "山东", "青岛", "烟台", "潍坊", "临沂", "淄博", "济宁", "泰安", "威海", "青岛市", "山东省"),
    *(
        "北京",
        "上海",
        "江苏苏州",
        "浙江省杭州市",
        "深圳市",
        "河北省石家庄市",
        "义乌",
        "武汉",
        "成都市",
        "西安",
        "重庆",
        "郑州",
        "合肥",
    ),
)
# The table's indexes without those of its constraints, dropped while entries are copied.
PUT_ASIDE = """
    CREATE TABLE put_aside AS SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'blacklists_blacklistentry' AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
BY_USCC = 700


@dataclass(frozen=True)
class StagedEntry:
    """One entry before it is copied to the table."""

    name: str
    uscc: str = ""


def make_names(count: int, places: Sequence[str], *, seed: int) -> list[str]:
    """Return `count` names of enterprises."""
    rng = Random(seed)
    stems = ("".join(rng.choices(COMMON, k=length)) for length in rng.choices((2, 3, 4), (10, 60, 30), k=count))
    parts = (rng.choices(choices, k=count) for choices in (places, TRADES, FORMS))
    return [f"{place}{stem}{trade}{form}" for stem, place, trade, form in zip(stems, *parts, strict=True)]


def uscc_of(number: int) -> str:
    return company_uscc("370102", number)


def enterprise_names() -> list[str]:
    """Return the current name of each enterprise; the planted names are spread among the others."""
    planted = [pair.names[0] for pair in planted_pairs()]
    names = [*planted, *make_names(ENTERPRISES - len(planted), HOMES, seed=5)]
    Random(5).shuffle(names)
    return names


def staged_entries(number: int) -> list[StagedEntry]:
    """Return the entries of one import in random order, each import with its share of planted pairs."""
    count = IMPORTS[number]
    rng = Random(number)
    planted = [StagedEntry(pair.entry) for pair in planted_pairs()]
    planted += [
        StagedEntry(name, uscc_of(enterprise))
        for enterprise, name in enumerate(make_names(BY_USCC, PLACES, seed=6), start=9_000)
    ]
    planted = planted[
        sum(IMPORTS[:number]) * len(planted) // ENTRIES : sum(IMPORTS[: number + 1]) * len(planted) // ENTRIES
    ]
    names = make_names(count - len(planted), PLACES, seed=10 + number)
    # Serials of USCCs that no enterprise has.
    first = 1_000_000 * (number + 1)
    others = [StagedEntry(name, uscc_of(first + at) if rng.random() < 0.1 else "") for at, name in enumerate(names)]
    together = planted + others
    rng.shuffle(together)
    return together


@transaction.atomic
def load_enterprises() -> None:
    """Insert the enterprises, certified by one confirmed roster and not screened."""
    check_keys_at_once()
    office = Department.objects.create(code="quancheng-customs", name="泉城海关", order=3, is_customs=True)
    officer = User.objects.create_user(
        "bench", "a-long-password-2019", full_name="测试员", role=Role.CUSTOMS, department=office
    )
    submission = RosterSubmission.objects.create(**_confirmed_fields("名单.xlsx", 1, officer), office=office)
    # In screenings of fewer enterprises, the others belong to this roster.
    RosterSubmission.objects.create(**_confirmed_fields("其他.xlsx", 2, officer), office=office)
    names = enterprise_names()
    parsed = parse_all(names)
    usccs = [uscc_of(number) for number in range(ENTERPRISES)]
    codes = [f"370{number:07d}" for number in range(ENTERPRISES)]
    numbers = [str(number) for number in range(1, ENTERPRISES + 1)]
    copy_columns(
        Enterprise,
        {
            "id": numbers,
            "uscc": usccs,
            "name": names,
            "name_key": [name.key for name in parsed],
            "sort_key": sort_keys([name.key for name in parsed]),
            "search_keys": list(map(whole_numbers, search_keys(parsed).lists())),
            "former_keys": repeat("", ENTERPRISES),
            "customs_code": codes,
            "address": repeat("", ENTERPRISES),
            "registration_number": repeat("", ENTERPRISES),
            "blocking_keys": list(map(whole_numbers, derived_keys(usccs, codes, parsed).lists())),
        },
    )
    copy_columns(
        RosterRow,
        {
            "id": numbers,
            "submission": repeat(str(submission.pk), ENTERPRISES),
            "line": numbers,
            **dict.fromkeys(("raw", *ROSTER_TITLES), [""] * ENTERPRISES),
            "name": names,
            "uscc": usccs,
            "customs_code": codes,
            "is_refused": repeat("f", ENTERPRISES),
            "kind": repeat("added", ENTERPRISES),
        },
    )
    copy_columns(
        Certification,
        {
            "enterprise": numbers,
            "row": numbers,
            "office": repeat(str(office.pk), ENTERPRISES),
            "certified_on": repeat("2020-03-02", ENTERPRISES),
            "opened_by": repeat(str(submission.pk), ENTERPRISES),
            "identified_by": repeat(str(submission.pk), ENTERPRISES),
        },
    )
    with connection.cursor() as cursor:
        for table in ("roster_enterprise", "roster_rosterrow"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {ENTERPRISES})")


def derived_keys(usccs: Sequence[str], codes: Sequence[str], names: Sequence[Name]) -> Keys:
    """Return the blocking keys of each enterprise or entry."""
    return blocking_keys(names, list(map(org_code_of, usccs)), codes, [""] * len(names))


def make_blacklist() -> None:
    """Insert the blacklist and its imports, without entries; drop the indexes of entries."""
    blacklist = Blacklist.objects.create(
        code="court",
        name="失信被执行人",
        authority="人民法院",
        excludes=True,
        exclusion_document="（测试）",
        exclusion_paragraph="第一条",
    )
    officer = User.objects.get(username="bench")
    for number in range(len(IMPORTS)):
        submission = BlacklistImport.objects.create(
            **_confirmed_fields(f"{number}.xlsx", number, officer), blacklist=blacklist
        )
        BlacklistRow.objects.create(submission=submission, line=2)
    with connection.cursor() as cursor:
        cursor.execute(PUT_ASIDE)
        cursor.execute("SELECT indexname FROM put_aside")
        cursor.execute(f"DROP INDEX {', '.join(name for (name,) in cursor.fetchall())}")


def load_entries(number: int, start: int, stop: int) -> None:
    """Insert these entries of one import, without history. All of them have the same row number."""
    submission = BlacklistImport.objects.get(filename=f"{number}.xlsx")
    entries = staged_entries(number)[start:stop]
    names = [entry.name for entry in entries]
    usccs = [entry.uscc for entry in entries]
    parsed = parse_all(names)
    empty = [""] * len(entries)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    copy_columns(
        BlacklistEntry,
        {
            "blacklist": repeat(str(submission.blacklist_id), len(entries)),
            "key": [f"{number}|{place}" for place in range(start, start + len(entries))],
            "name": names,
            "name_key": [name.key for name in parsed],
            "sort_key": sort_keys([name.key for name in parsed]),
            "uscc": usccs,
            "org_code": [org_code_of(uscc) for uscc in usccs],
            **dict.fromkeys(
                ("other_names", "source_id", "registration_number", "tax_number", "customs_code", "authority"), empty
            ),
            "document_number": [f"（2026）鲁01执{place}号" for place in range(start, start + len(entries))],
            "basis": repeat("有履行能力而拒不履行生效法律文书确定义务", len(entries)),
            "states_expiry": repeat("f", len(entries)),
            "listed_on": repeat("2026-03-02", len(entries)),
            "blocking_keys": list(map(whole_numbers, derived_keys(usccs, [""] * len(usccs), parsed).lists())),
            "row": repeat(str(submission.rows.get().pk), len(entries)),
            "last_import": repeat(str(submission.pk), len(entries)),
        },
    )


def settle() -> None:
    """Create the indexes, each enterprise's first standing, and the statistics of a database in use."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT indexdef FROM put_aside")
        for (definition,) in cursor.fetchall():
            cursor.execute(definition)
        reassess(enterprise_ids=range(1, ENTERPRISES + 1))
        cursor.execute("CREATE TABLE first_standing AS TABLE screening_standing")
        cursor.execute("VACUUM ANALYZE")


def _confirmed_fields(filename: str, number: int, officer: User) -> dict[str, object]:
    """Return the fields that every confirmed file has."""
    return {
        "file": filename,
        "filename": filename,
        "sha256": f"{number:064x}",
        "mode": "changes",
        "as_of": AS_OF,
        "uploaded_by": officer,
        "status": SubmissionState.CONFIRMED,
        "step": Step.DONE,
        "confirmed_by": officer,
        "confirmed_at": timezone.now(),
    }
