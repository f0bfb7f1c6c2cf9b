"""No address, parameter, field or body makes the portal answer 500, whoever sends it (`make fuzz`: docs/ops.md).

The API answers nothing that its schema does not have.
"""

import json
import logging
import os
import random
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.audit.city import City
from tests.audit.test_every_post import acts
from tests.depth import DAY, pick, sample
from tests.fuzz.targets import (
    Target,
    Visitors,
    browser_of,
    documented_answers,
    json_places,
    json_with,
    pages,
    quoted,
    recorded_fields,
    rewound,
    send,
    with_parameter,
)
from tests.fuzz.values import hostile_file, hostile_json, hostile_texts, random_texts
from tests.programs import program_of

VALUES = pick(short=2, full=20)
VALUES_OF_OTHERS = pick(short=1, full=3)
# Of those who may not enter, so many try a parameter or field; each role and the public in the full run.
OTHERS = pick(short=2, full=9)
# The short run takes one in so many parameters and fields, each day others.
EVERY = 17
# Random requests after those of the table; `make fuzz` sets it.
RANDOM_REQUESTS = int(os.environ.get("FUZZ", "0"))
SEED = int(os.environ.get("SEED", "1"))


class Answers:
    """The statuses of all answers, and what was answered 500, or as the schema of the API does not have it."""

    def __init__(self) -> None:
        self.documented = documented_answers()
        self.statuses: Counter[int] = Counter()
        self.errors: list[tuple[str, str, str, str]] = []

    def take(self, route: str, name: str, value: Any, act: Callable[[], HttpResponseBase]) -> None:
        response = send(act)
        self.statuses[response.status_code] += 1
        if response.status_code >= 500:
            _, error, _ = response.exc_info or (None, response.status_code, None)
            self.errors.append((route, name, ascii(value)[:60], f"{error!r}"[:200]))
        documented = self.documented.get((route, response.request["REQUEST_METHOD"]))  # type: ignore[attr-defined]
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if documented is not None and kind not in documented.get(str(response.status_code), ()):
            self.errors.append((route, name, ascii(value)[:60], f"{response.status_code} {kind} is not documented"))


class FuzzedCity(City):
    """A city whose users first send hostile values in each field of what they post."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers
        self.visitors = Visitors(self)
        self.targets: list[Target] = []
        self.place = 0

    def post(self, user: User, name: str, data: dict[str, Any], *arguments: object) -> Any:
        url, browser = reverse(name, args=arguments), browser_of(user)
        with recorded_fields() as fields:
            send(lambda: browser.post(url, rewound(data)))
        self.targets += [Target(browser, name, url, field) for field in sorted({*fields, *data})]
        for field in some(sorted({*fields, *data})):
            self.place += 1
            for text in hostile_texts(VALUES, place=self.place):
                self._post(browser, name, url, data, field, text)
            for other in some_others(self.visitors.others(user, of_api=False), place=self.place):
                for text in hostile_texts(VALUES_OF_OTHERS, place=self.place):
                    self._post(other, name, url, data, field, text)
        return super().post(user, name, rewound(data), *arguments)

    def _post(self, client: Client, name: str, url: str, data: dict[str, Any], field: str, text: str) -> None:
        value = hostile_file(text) if hasattr(data.get(field), "seek") else text
        self.answers.take(name, field, text, partial(client.post, url, {**rewound(data), field: value}))

    def push(self, user: User, name: str, data: Any, *arguments: object, **options: Any) -> Any:
        url, program = reverse(name, args=arguments), program_of(user)
        program.raise_request_exception = False
        if isinstance(data, str):
            for place in some(json_places(data)):
                self.place += 1
                for value in hostile_json(VALUES, place=self.place):
                    body = json_with(data, place, value)
                    self.answers.take(name, str(place), value, partial(program.post, url, body, **options))
        else:
            body = json.dumps({"reasons": {"a\0": "\ud800"}, "removed_count": 10**400})
            for field in some(list(data)):
                self.place += 1
                for text in hostile_texts(VALUES, place=self.place):
                    self._post(program, name, url, data, field, text)
            kind = "application/json"
            self.answers.take(name, "body", body, partial(program.post, url, body, content_type=kind))
        return super().push(user, name, rewound(data), *arguments, **options)


Name = TypeVar("Name")


def some(names: Sequence[Name]) -> list[Name]:
    """Return one in EVERY of the names, from a place that differs from day to day and from form to form."""
    first = zlib.crc32(repr(names).encode()) % EVERY
    return sample([*names[first:], *names[:first]], every=EVERY)


def some_others(clients: list[Client], *, place: int) -> list[Client]:
    """Return OTHERS of the clients, at each place and on each day others."""
    first = (DAY + place) * OTHERS
    return [clients[(first + number) % len(clients)] for number in range(min(OTHERS, len(clients)))]


@pytest.fixture
def no_log() -> Iterator[None]:
    """Write no line for each request that is refused."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_log")
def test_no_hostile_value_is_answered_500() -> None:
    answers = Answers()
    city = FuzzedCity(answers)
    for _, act in acts(city):
        act()
    targets = city.targets
    for place, (client, route, url, names) in enumerate(pages(city.visitors)):
        targets += [Target(client, route, url, name) for name in sorted(names)]
        for name in some(sorted(names)):
            for text in hostile_texts(VALUES, place=place):
                address = with_parameter(url, name, text)
                answers.take(route, name, text, partial(client.get, address))
            for other in some_others(_others(city.visitors, client), place=place):
                for text in hostile_texts(VALUES_OF_OTHERS, place=place):
                    address = with_parameter(url, name, text)
                    answers.take(route, name, text, partial(other.get, address))
    if RANDOM_REQUESTS:
        send_random(targets, answers)
    assert not answers.errors, answers.errors
    # Some values are accepted; how many there are depends on the sample of the day.
    assert answers.statuses[200] > 30
    print(dict(answers.statuses))


def _others(visitors: Visitors, client: Client) -> list[Client]:
    clients = visitors.browsers if client in visitors.browsers.values() else visitors.programs
    return [other for other in clients.values() if other is not client]


def send_random(targets: list[Target], answers: Answers) -> None:
    """Send requests with one or several random parameters, by GET and by POST, and print how many a second."""
    source, texts, began = random.Random(SEED), random_texts(SEED), time.monotonic()
    for number in range(1, RANDOM_REQUESTS + 1):
        target = source.choice(targets)
        names = {target.name, *(source.choice(targets).name for _ in range(source.randrange(3)))}
        data = {name: next(texts) for name in sorted(names)}
        url = target.url.partition("?")[0]
        if source.random() < 0.3:
            answers.take(target.route, target.name, data, partial(target.client.post, url, data))
        else:
            query = "&".join(f"{quoted(name)}={quoted(text)}" for name, text in data.items())
            address = f"{url}?{query}"
            answers.take(target.route, target.name, data, partial(target.client.get, address))
        if number % 1000 == 0:
            print(f"{number} {number / (time.monotonic() - began):.0f}/s {dict(answers.statuses)}", flush=True)
