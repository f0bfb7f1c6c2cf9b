"""The steps of benchmarks/public.py, each in a process of its own."""

import http.client
import json
import re
import sys
from html import unescape
from time import perf_counter
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection

from accounts.models import Department, User
from accounts.permissions import Role
from benchmarks.engine import median
from benchmarks.followup_runs import screen_everybody
from benchmarks.screening import ENTERPRISES
from benchmarks.screening_data import load_enterprises, uscc_of
from publicity.actions.bulletins import prepare_bulletin
from roster.models import Enterprise

# Searches, of which each is for another name, and pages that nobody has asked for before.
SEARCHES, COLD = 500, 20


def load() -> list[str]:
    """Publish enterprises that are all eligible; return the addresses of searches by parts of their names."""
    call_command("collectstatic", interactive=False, verbosity=0)
    load_enterprises()
    call_command("load_reference")
    screen_everybody()
    lead = Department.objects.get(is_lead=True)
    credit = User.objects.create_user(
        "credit", "a-long-password-2019", full_name="测试员", role=Role.CREDIT, department=lead
    )
    prepare_bulletin(enterprises=range(1, ENTERPRISES + 1), note="首次公布。", by=credit)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    names = Enterprise.objects.filter(pk__lte=SEARCHES).values_list("name", flat=True)
    return [f"/enterprises/?q={quote(name[2:6])}" for name in names]


def addresses() -> dict[str, str]:
    """Return the address of each page that is asked for again and again."""
    return {
        "list": "/enterprises/",
        "enterprise": f"/enterprises/{uscc_of(7)}/",
        "home": "/",
        "measures": "/measures/",
        "plan": "/plan/",
    }


def first_views(port: str) -> dict[str, float]:
    """Return the median seconds of pages of the list that are rendered, from the first one on and from the last one."""
    return {
        "first pages": _walk(int(port), "", "next"),
        "far pages": _walk(int(port), "?before=end", "prev"),
    }


def _walk(port: int, query: str, direction: str) -> float:
    """Return the median seconds of the pages to which the links of that direction lead, each asked for once."""
    times = []
    for _ in range(COLD):
        start = perf_counter()
        page = _get(port, query)
        times.append(perf_counter() - start)
        (query,) = re.findall(rf'href="([^"]*)"\s+rel="{direction}"', page)
    return median(times)


def _get(port: int, query: str) -> str:
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", f"/enterprises/{unescape(query)}")
    answer = client.getresponse()
    page = answer.read().decode()
    assert answer.status == http.HTTPStatus.OK, (query, answer.status)
    return page


def main() -> None:
    """Run the step that the first argument names."""
    steps = {"load": load, "addresses": addresses, "first-views": first_views}
    print(json.dumps(steps[sys.argv[1]](*sys.argv[2:])))
