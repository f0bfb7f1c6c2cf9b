"""The steps of benchmarks/api.py, each in a process of its own."""

import http.client
import json
import multiprocessing
import sys
from datetime import timedelta
from itertools import repeat
from random import Random

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import ApiToken, Department, User
from accounts.permissions import Role
from benchmarks.engine import seconds
from benchmarks.screening import ENTERPRISES
from benchmarks.screening_data import load_enterprises, uscc_of
from screening.actions.standings import reassess

# Programs that send requests at the same time, and the requests of each.
PROGRAMS, REQUESTS = 2, 300
WARM_UP = 30


def load() -> str:
    """Load enterprises with a standing; return the token of a clerk."""
    load_enterprises()
    reassess(enterprise_ids=range(1, ENTERPRISES + 1))
    department = Department.objects.create(code="tax", name="市税务局", order=9)
    clerk = User.objects.create_user(
        "clerk", "a-long-password-2019", full_name="测试员", role=Role.DEPARTMENT, department=department
    )
    expires_on = timezone.localdate() + timedelta(days=1)
    with connection.cursor() as cursor:
        # As autovacuum does soon; without statistics an answer takes several times as long.
        cursor.execute("VACUUM ANALYZE")
    token = ApiToken(name="某系统", user=clerk, permissions=["roster.view_enterprise"], expires_on=expires_on)
    return issue_token(token=token, by=None)


def requests(port: str, token: str) -> dict[str, float]:
    """Return the requests a second of each kind of request."""
    rng = Random(31)
    usccs = [[uscc_of(rng.randrange(ENTERPRISES)) for _ in range(REQUESTS)] for _ in range(PROGRAMS)]
    kinds = {
        "hand-written": "/hand-written/{}/",
        "one enterprise": reverse("feedback_api:enterprise_detail", args=["{}"]).replace("%7B%7D", "{}"),
        "standing on a day": reverse("screening_api:standing_detail", args=["{}"]).replace("%7B%7D", "{}"),
    }
    rates = {}
    with multiprocessing.Pool(PROGRAMS) as programs:
        for name, path in kinds.items():
            paths = [[path.format(uscc) for uscc in each] for each in usccs]
            programs.starmap(_send, zip(repeat(int(port)), repeat(token), (each[:WARM_UP] for each in paths)))
            work = zip(repeat(int(port)), repeat(token), paths)
            rates[name] = PROGRAMS * REQUESTS / seconds(lambda work=work: programs.starmap(_send, work))
    return rates


def _send(port: int, token: str, paths: list[str]) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port)
    for path in paths:
        client.request("GET", path, headers={"Authorization": f"Token {token}"})
        answer = client.getresponse()
        answer.read()
        assert answer.status == http.HTTPStatus.OK, (path, answer.status)


def main() -> None:
    """Run the step that the first argument names."""
    print(json.dumps({"load": load, "requests": requests}[sys.argv[1]](*sys.argv[2:])))
