"""The users of benchmarks/load.py, run by locust in its own environment; this file imports nothing of the portal.

A clerk signs in and does one act at a time: finds an enterprise, opens it, reads a list, or logs the application of a
measure. A visitor opens one public page at a time. Both wait PAUSE_SECONDS in the mean, never less than half of it.
"""

import json
import os
import random
import re
import time
from datetime import date
from html.parser import HTMLParser

import psutil
from locust import HttpUser, between, events, task

PAUSE_SECONDS = float(os.environ["PAUSE_SECONDS"])
# Users and password are those of the demo city (demo/logins.py).
CLERKS = json.loads(os.environ["CLERKS"])
PASSWORD = os.environ["CLERKS_PASSWORD"]
ENTERPRISE = re.compile(r'href="(/desk/enterprises/[0-9A-Z]{18}/)"')
PUBLISHED = re.compile(r'href="(/enterprises/[0-9A-Z]{18}/)"')
PAUSE = between(PAUSE_SECONDS / 2, PAUSE_SECONDS * 1.5)


@events.test_start.add_listener
def start_clock(environment, **_: object) -> None:
    environment.started = (time.monotonic(), psutil.Process().cpu_times())


@events.quitting.add_listener
def print_cpu_share(environment, **_: object) -> None:
    """Write the share of one core that locust itself used to the file that LOCUST_CPU names."""
    since, before = environment.started
    now = psutil.Process().cpu_times()
    used = now.user + now.system - before.user - before.system
    with open(os.environ["LOCUST_CPU"], "w", encoding="utf-8") as file:
        file.write(str(used / (time.monotonic() - since)))


class Clerk(HttpUser):
    """A department's clerk."""

    fixed_count = int(os.environ["CLERK_COUNT"])
    wait_time = PAUSE

    def on_start(self) -> None:
        page = self.client.get("/accounts/login/", name="sign in")
        filled = fields_of(page.text) | {"username": random.choice(CLERKS), "password": PASSWORD}
        self.client.post("/accounts/login/", filled, name="sign in")
        self.enterprises = ENTERPRISE.findall(self.client.get("/desk/enterprises/", name="sign in").text)

    @task(4)
    def find_enterprise(self) -> None:
        self.client.get("/desk/enterprises/", params={"q": "济南"}, name="act: find an enterprise")

    @task(4)
    def open_enterprise(self) -> None:
        self.client.get(random.choice(self.enterprises), name="act: open an enterprise")

    @task(2)
    def read_list(self) -> None:
        path = random.choice(("/", "/desk/applications/", "/desk/notices/", "/desk/advice/", "/desk/reports/"))
        self.client.get(path, name="act: read a list")

    @task(2)
    def log_application(self) -> None:
        """Open the form for one enterprise, fill it in and send it; what is not eligible gets a refusal on the page."""
        path = f"{random.choice(self.enterprises)}apply/"
        page = self.client.get(path, name="act: open the form")
        filled = fields_of(page.text) | {"applied_on": date.today().isoformat(), "description": "优先受理，当日办结。"}
        self.client.post(path, filled, name="act: log an application")


class Visitor(HttpUser):
    """A reader of the public pages."""

    fixed_count = int(os.environ["VISITOR_COUNT"])
    wait_time = PAUSE

    @task(2)
    def read_public_page(self) -> None:
        path = random.choice(("/", "/measures/", "/enterprises/", "/cases/"))
        self.client.get(path, name="visit: a public page")

    @task(1)
    def open_published_enterprise(self) -> None:
        published = PUBLISHED.findall(self.client.get("/enterprises/", name="visit: a public page").text)
        if published:
            self.client.get(random.choice(published), name="visit: an enterprise")


class FieldsOfForm(HTMLParser):
    """Collect the fields of the page's forms as somebody fills them in: the last choice of each, every tick set."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select:
            self.fields[self.select] = given.get("value", "")
        elif tag == "input" and given.get("type") in {"hidden", "radio", "checkbox"} and "name" in given:
            self.fields[given["name"]] = given.get("value", "on")


def fields_of(page: str) -> dict[str, str]:
    """Return the names and values of the page's fields."""
    parser = FieldsOfForm()
    parser.feed(page)
    return parser.fields
