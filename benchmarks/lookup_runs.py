"""The steps of benchmarks/lookup.py, each in a process of its own."""

import http.client
import json
import multiprocessing
import sys
from collections.abc import Sequence
from functools import partial
from itertools import chain
from random import Random
from statistics import quantiles
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from benchmarks.engine import seconds
from benchmarks.lookup_data import ENTERPRISES, former_names, load, present_names
from benchmarks.lookup_planted import KINDS, Planted, plant
from benchmarks.lookup_reference import Names, best_five
from benchmarks.screening_data import uscc_of
from roster.look_up import find_enterprises

REQUESTS = 2_000
WARM_UP = 100
PROCESSES = 2


class Runs:
    """The steps. Each returns what it measured."""

    def load(self) -> dict[str, float]:
        call_command("collectstatic", interactive=False, verbosity=0)
        taken = seconds(lambda: load(present_names(), former_names()))
        return {"seconds": taken, "enterprises": ENTERPRISES}

    def recall(self) -> dict[str, tuple[int, int, int, float]]:
        """Kind → look-ups whose enterprise is found, that count, that are ambiguous, and the share to be found."""
        present, former = present_names(), former_names()
        planted = plant(present, former)
        counts = dict.fromkeys([(kind, result) for kind in KINDS for result in ("found", "missed", "ambiguous")], 0)
        for each, is_best in zip(planted, self._are_best(planted, Names(present, former)), strict=True):
            is_found = each.target + 1 in [hit.pk for hit in find_enterprises(each.typed).hits[:5]]
            result = "ambiguous" if not is_best else "found" if is_found else "missed"
            if result == "missed":
                print(f"missed: {each}", file=sys.stderr)
            counts[each.kind, result] += 1
        return {
            kind: (
                counts[kind, "found"],
                counts[kind, "found"] + counts[kind, "missed"],
                counts[kind, "ambiguous"],
                share,
            )
            for kind, (_, share) in KINDS.items()
        }

    def _are_best(self, planted: Sequence[Planted], names: Names) -> list[bool]:
        """Whether the enterprise of each look-up is among the best five by the rules alone."""
        global _NAMES
        _NAMES = names
        connection.close()
        with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
            return pool.map(_is_best, planted, chunksize=50)

    def times(self, port: str) -> dict[str, tuple[float, float]]:
        """Median and 99th percentile, in milliseconds, of the suggestions, of the page, and of the search alone."""
        planted = Random(22).sample(plant(present_names(), former_names()), REQUESTS + WARM_UP)
        suggestions = [f"{reverse('feedback:enterprise_suggestions')}?q={quote(each.typed)}" for each in planted]
        rng = Random(23)
        pages = [reverse("feedback:enterprise_detail", args=[uscc_of(rng.randrange(ENTERPRISES))]) for _ in planted]
        cookie = f"{settings.SESSION_COOKIE_NAME}={_session()}"
        client = http.client.HTTPConnection("127.0.0.1", int(port))
        paths = chain.from_iterable(zip(suggestions, pages, strict=True))
        taken = [seconds(partial(_get, client, path, cookie)) for path in paths][2 * WARM_UP :]
        searched = [seconds(partial(find_enterprises, each.typed)) for each in planted][WARM_UP:]
        return {"look_up": _cuts(taken[::2]), "page": _cuts(taken[1::2]), "search": _cuts(searched)}


_NAMES: Names


def _is_best(planted: Planted) -> bool:
    return planted.kind == "code" or planted.target in best_five(_NAMES, planted.typed)


def _session() -> str:
    """Return the session of a clerk who is signed in."""
    department = Department.objects.create(code="tax", name="市税务局", order=9)
    clerk = User.objects.create_user(
        "clerk", "a-long-password-2019", full_name="测试员", role=Role.DEPARTMENT, department=department
    )
    client = Client()
    client.force_login(clerk)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _get(client: http.client.HTTPConnection, path: str, cookie: str) -> None:
    client.request("GET", path, headers={"Cookie": cookie})
    answer = client.getresponse()
    answer.read()
    assert answer.status == http.HTTPStatus.OK, (path, answer.status)


def _cuts(times: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile of the seconds, in milliseconds."""
    cuts = quantiles(times, n=100)
    return 1000 * cuts[49], 1000 * cuts[98]


def main() -> None:
    """Run the step that the first argument names."""
    print(json.dumps(getattr(Runs(), sys.argv[1])(*sys.argv[2:])))
