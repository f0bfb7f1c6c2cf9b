"""The steps that benchmarks/intake.py times, each in a separate process, like a worker.

The floors, the portal and the peer work on the same database. Their data is prepared before the clock starts.
"""

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from python_calamine import CalamineWorkbook

from accounts.models import Department, User
from accounts.permissions import Role
from benchmarks.engine import peak_megabytes, seconds
from benchmarks.screening_data import derived_keys
from foundation.postgres.copy import copy_into, whole_numbers
from matching.names import parse_all
from matching.pinyin import sort_keys
from matching.search_keys import search_keys
from roster.actions.confirmations import confirm_roster
from roster.actions.staging import SAVE_ENTERPRISES
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise, RosterRow, RosterSubmission
from roster.policies import RosterConfirmation
from spreadsheets.cells import SCIENTIFIC, clean_column
from spreadsheets.checks import AEO_BEGAN, IMPLAUSIBLE_NAME
from spreadsheets.columns import LONGEST_NAME
from spreadsheets.days import parse_day
from spreadsheets.formulas import FORMULA_ERROR
from spreadsheets.identifiers import CUSTOMS_CODE, clean_code, is_valid_uscc
from spreadsheets.resident_ids import MASK, cut_ids, is_resident_id

AS_OF = date(2026, 6, 30)
TABLES = (
    "roster_enterprise",
    "roster_rostersubmission",
    "roster_rosterrow",
    "screening_screening",
    "roster_certification",
    "screening_standing",
)
FLOOR_TABLE = "CREATE TABLE IF NOT EXISTS floor (a text, b text, c text, d text, e text, f text)"
SHAPE = """
    CREATE TEMP TABLE staged_changes (
        part integer DEFAULT 0, uscc text, name text, name_key text, sort_key text, search_keys integer[],
        customs_code text, address text, registration_number text, blocking_keys integer[]
    ) ON COMMIT DROP
"""


class Runs:
    """The steps. Each prepares its data and returns the work to be timed."""

    def __init__(self) -> None:
        self.office = Department.objects.get_or_create(
            code="quancheng-customs", name="泉城海关", order=3, is_customs=True
        )[0]
        self.officer = User.objects.filter(username="bench").first() or User.objects.create_user(
            "bench", "a-long-password-2019", full_name="测试员", role=Role.CUSTOMS, department=self.office
        )

    @property
    def submission(self) -> RosterSubmission:
        """Return the newest submission."""
        return RosterSubmission.objects.latest("pk")

    def reset(self) -> None:
        """Empty the roster tables and create the empty table of the floor."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
            cursor.execute("DROP TABLE IF EXISTS floor")
            cursor.execute(FLOOR_TABLE)

    def floor_of_preview(self, content: bytes) -> Callable[[], None]:
        """Return the timed work: read the workbook with python-calamine and write its rows by COPY."""
        self.reset()

        def work() -> None:
            rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
            stream = io.StringIO()
            csv.writer(stream).writerows(rows)
            stream.seek(0)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.copy_expert("COPY floor FROM STDIN CSV", stream)

        return work

    def preview(self, content: bytes) -> Callable[[], None]:
        """Receive the file on an empty roster; return the work of its preview."""
        self.reset()
        submission, _ = receive_roster(
            upload=SimpleUploadedFile("名单.xlsx", content), mode="full", as_of=AS_OF, by=self.officer
        )
        return lambda: process_roster(submission.pk)

    def confirmation(self, content: bytes) -> Callable[[], None]:
        """Return the work of confirming the previewed roster."""
        return lambda: confirm_roster(submission=self.submission, confirmation=RosterConfirmation(), by=self.officer)

    def floor_of_confirmation(self, content: bytes) -> Callable[[], None]:
        """Return the timed work: COPY the prepared enterprises into a temporary table and upsert them."""
        fields = ("uscc", "name", "customs_code", "address", "registration_number")
        usccs, names, codes, addresses, numbers = zip(*self.submission.rows.values_list(*fields), strict=True)
        parsed = parse_all(names)
        columns = {
            "uscc": usccs,
            "name": names,
            "name_key": [name.key for name in parsed],
            "sort_key": sort_keys([name.key for name in parsed]),
            "search_keys": list(map(whole_numbers, search_keys(parsed).lists())),
            "customs_code": codes,
            "address": addresses,
            "registration_number": numbers,
            "blocking_keys": list(map(whole_numbers, derived_keys(usccs, codes, parsed).lists())),
        }
        self.reset()

        def work() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(SHAPE)
                copy_into("staged_changes", columns)
                cursor.execute(SAVE_ENTERPRISES, [0])

        return work

    def peer(self, content: bytes) -> Callable[[], None]:
        """Return the timed work: import the same file into the same table with django-import-export."""
        self.preview(content)

        def work() -> None:
            peer = RowResource(self.submission)
            result = peer.import_data(XLSX().create_dataset(content), dry_run=False, raise_errors=True)
            assert not result.has_errors()
            assert not result.has_validation_errors()

        return work


class RowResource(resources.ModelResource):
    """The peer in its fastest configuration: bulk, no diffs, no look-ups, one transaction; it checks each row."""

    name = fields.Field("name", "企业名称")
    uscc = fields.Field("uscc", "统一社会信用代码")
    customs_code = fields.Field("customs_code", "海关注册编码")
    certified_on = fields.Field("certified_on", "认证日期")
    address = fields.Field("address", "注册地址")
    line = fields.Field("line", "line")

    class Meta:
        model = RosterRow
        fields = ("name", "uscc", "customs_code", "certified_on", "address", "line")
        import_id_fields = ("line",)
        use_bulk = True
        batch_size = 5000
        skip_diff = True
        skip_html_diff = True
        force_init_instance = True
        use_transactions = True

    def __init__(self, submission: RosterSubmission) -> None:
        super().__init__()
        self.submission = submission
        self.today = timezone.localdate()
        self.office = submission.office.name
        self.offices = {"37016": self.office, "37036": "莱芜海关"}
        self.known = dict(Enterprise.objects.values_list("uscc", "name"))
        self.identifiers: set[str] = set()

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        dataset.append_col(range(2, len(dataset) + 2), header="line")

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Mask ID numbers in every cell, then clean and check each cell by its column, as the portal does."""
        cells = [cut_ids(str(text)) for text in row.values()]
        uscc, code = clean_code(row["统一社会信用代码"]), clean_code(row["海关注册编码"])
        name, address = clean_column("name", [row["企业名称"], row["注册地址"]])
        day = parse_day(row["认证日期"])
        wrong = (
            any(MASK in text or FORMULA_ERROR.fullmatch(text) for text in cells)
            or any("E" in text and SCIENTIFIC.fullmatch(text) for text in (uscc, code))
            or not is_valid_uscc(uscc)
            or is_resident_id(uscc)
            or not CUSTOMS_CODE.fullmatch(code)
            or self.offices.get(code[:5], self.office) != self.office
            or {uscc, code} & self.identifiers
            or IMPLAUSIBLE_NAME.fullmatch(name)
            or len(name) > LONGEST_NAME
            or day is None
            or not AEO_BEGAN <= day <= min(AS_OF, self.today)
            or self.known.get(uscc, name) != name
        )
        if wrong:
            raise ValidationError(f"{row['line']}")
        self.identifiers |= {uscc, code}
        row["统一社会信用代码"], row["海关注册编码"], row["企业名称"] = uscc, code, name
        row["认证日期"], row["注册地址"] = day.isoformat(), address

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        instance.submission = self.submission
        instance.raw = [str(text) for text in row.values()]


def main() -> None:
    """Time the step that the first argument names on the file that the second argument names."""
    work = getattr(Runs(), sys.argv[1])(Path(sys.argv[2]).read_bytes())
    print(json.dumps({"seconds": seconds(work), "megabytes": peak_megabytes()}))
