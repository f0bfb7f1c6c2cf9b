"""The workbook of every list has every cell of its table, and every code as text."""

import io
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, QueryDict
from django.test import Client
from django.urls import ResolverMatch, resolve, reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.access import PUBLIC
from accounts.models import User
from accounts.routes import routes
from blacklists.models import BlacklistFeed
from exports.tables import Table
from feedback.models import Notice
from incentives.models import Measure
from roster.models import Enterprise
from screening.models import ScreeningChunk
from tests.exports.numeric_codes import numeric_usccs
from tests.spreadsheet_files import roster_line
from tests.steps import publish_enterprises, put_in_force, run_screenings
from tests.test_query_counts import City
from webhooks.models import Endpoint

HEAD_LINES = 4
# Lists that need parameters, or have several kinds of rows.
QUERIES = {
    "publicity:publication_list": ["", "shown=changed", "shown=left", "shown=held", "shown=published"],
    "publicity:bulletin_detail": ["", "shown=changed", "shown=left"],
    "roster:roster_detail": ["day={today}", "day=2026-01-01&until={today}"],
}
# What stands where codes stand.
CODE_HEADINGS = ("代码", "编码", "注册号", "识别号", "编号", "SHA-256")


class Download:
    """A list that is a file too, as one user sees it at one address."""

    def __init__(self, name: str, match: ResolverMatch, path: str, query: str, user: User | None) -> None:
        self.name, self.match, self.path, self.query, self.user = name, match, path, query, user

    @property
    def table(self) -> Table:
        request = HttpRequest()
        request.user = self.user or AnonymousUser()
        request.GET = QueryDict(self.query)
        return self.match.func.make_table(request, *self.match.args, **self.match.kwargs)

    @cached_property
    def client(self) -> Client:
        client = Client()
        if self.user:
            client.force_login(self.user)
        return client

    def answer(self, more: str) -> Any:
        """The answer to the address with more parameters."""
        return self.client.get(self.path, QueryDict(f"{self.query}&{more}"))

    def workbook(self) -> list[list[Any]]:
        answer = self.answer("format=xlsx")
        assert answer.status_code == 200, self.name
        return CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()


def arguments(city: City) -> dict[str, list[object]]:
    """The arguments of the addresses that have some."""
    notices = Notice.objects.filter(announcement__isnull=False, department=city.clerk.department)
    return {
        "screening:screening_chunks": [ScreeningChunk.objects.latest("pk").screening_id],
        "feedback:notice_detail": [notices.latest("pk").pk],
        "feedback:announcement_detail": [notices.latest("pk").announcement_id],
        "webhooks:endpoint_detail": [Endpoint.objects.earliest("pk").pk],
        "blacklists:feed_detail": [BlacklistFeed.objects.earliest("pk").pk],
        "blacklists:blacklist_detail": ["court-defaulters"],
        "feedback:opportunity_detail": [Measure.objects.get(number=34, plan_name="").pk],
    }


def downloads(city: City) -> Iterator[Download]:
    """Yield every list of the portal, for the first user who may see it and finds rows."""
    given = arguments(city)
    users = [city.credit, city.officer, city.clerk, city.auditor, city.system]
    today = timezone.localdate().isoformat()
    for route in routes():
        if "<" in route.path and route.name not in given:
            continue
        path = reverse(route.name, args=given.get(route.name, []))
        match = resolve(path)
        if not hasattr(match.func, "make_table"):
            continue
        readers = [None] if route.access == PUBLIC else [user for user in users if user.has_perm(route.access)]
        for query in QUERIES.get(route.name, [""]):
            found = [Download(route.name, match, path, query.format(today=today), reader) for reader in readers]
            yield next(filter(has_rows, found), found[0])


def has_rows(download: Download) -> bool:
    try:
        return download.table.count > 0
    except Http404:
        return False


def check_refusals(download: Download) -> None:
    """Require that the list refuses a parameter and a format that it does not know, and takes those of every list."""
    for more, words in (("xyz=1&page=1", "网址中的“xyz”不是这一列表的筛选条件。"), ("format=pdf", "没有这种格式")):
        answer = download.answer(more)
        assert answer.status_code == 400, (download.name, more)
        assert words in answer.content.decode(), (download.name, more)
    assert download.answer("page=1&after=&from=singlemessage").status_code == 200, download.name


@pytest.mark.django_db
def test_every_list_has_every_cell_of_its_table_in_its_workbook_and_refuses_unknown_parameters() -> None:
    city = City()
    city.grow(2)
    usccs = numeric_usccs(4)
    lines = [roster_line(50 + n, uscc=uscc) for n, uscc in enumerate(usccs)]
    put_in_force(city.officer, lines, mode="changes", as_of=timezone.localdate())
    run_screenings()
    publish_enterprises(enterprises=Enterprise.objects.filter(uscc__in=usccs), by=city.credit)
    codes, filled = 0, set()
    for download in downloads(city):
        # The sign-in and the download are recorded in the audit log.
        check_refusals(download)
        table, cells = download.table, list(download.table.cells())
        headings, *rows = download.workbook()[HEAD_LINES:]
        assert headings == list(table.columns), download.name
        assert len(rows) == len(cells), download.name
        filled |= {download.name} if cells else set()
        for row, expected in zip(rows, cells, strict=True):
            for heading, found, cell in zip(headings, row, expected, strict=True):
                assert found == cell, (download.name, heading, found, cell)
                if heading.endswith(CODE_HEADINGS) and cell:
                    assert isinstance(found, str), (download.name, heading, found)
                    codes += found.isdigit()
    assert len(filled) >= 18, filled
    assert codes >= 20
