"""The commands of docker-compose.yml and Dockerfile, each started as a plain process, behind the proxy."""

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from credit_portal.embedded import free_port
from demo.clock import install_clock
from foundation.postgres.roles import APPLICATION
from roster.actions.submissions import receive_roster
from tests.depth import pick
from tests.factories import PASSWORD, make_user
from tests.programs import token_of
from tests.roles import as_owner
from tests.setup.compose import COMPOSE, OURS, SERVICES, Machine, content_of, example
from tests.setup.proxy import TLS, Proxy, nginx_path, proxying, slow_clients
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, xlsx
from tests.steps import AS_OF
from tests.workers import Process, running, wait_until
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db(transaction=True)
# PASSWORD_CLASSES, PASSWORD_LINK_HOURS and PASSWORD_MAX_AGE_DAYS are rules, and no secrets.
SECRET = re.compile("PASSWORD(?!_CLASSES|_LINK_HOURS|_MAX_AGE_DAYS)|SECRET|KEY|TOKEN")
SLOW_CLIENTS = 50
PROBES = 20
# Of a token in a minute.
API_REQUESTS = 6
SECRETS_OF = {
    "db": {"postgres_password"},
    "redis": {"redis_password"},
    "roles": {"postgres_password", "database_owner_password", "database_password"},
    "migrate": {"secret_key", "data_keys", "database_owner_password", "redis_password"},
    "web": {
        *("secret_key", "data_keys", "certificate_keys", "database_password", "redis_password"),
        *("monitor_token", "mail_password"),
    },
    "worker": {
        *("secret_key", "data_keys", "certificate_keys", "database_password", "redis_password"),
        "mail_password",
    },
    "beat": {"secret_key", "data_keys", "database_password", "redis_password"},
    "metrics": {"secret_key", "data_keys", "database_password", "redis_password"},
    "backup": {"database_owner_password"},
    "proxy": set(),
}


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@pytest.fixture
def city(tmp_path: Path, settings: Any) -> Iterator[tuple[Machine, Proxy, Process]]:
    """Start the broker and every service that is built here, as the compose file does; and the proxy."""
    nginx_path()
    machine = Machine(tmp_path, web_port=free_port(), broker_port=free_port(), metrics_port=free_port())
    settings.MEDIA_ROOT = machine.var / "media"
    with ExitStack() as stack:
        stack.enter_context(running(machine.start_broker()))
        for name in ("roles", "migrate"):
            code, log = machine.run(name)
            assert code == 0, log
        with as_owner():
            install_clock()
        started = {name: machine.start(name) for name in ("worker", "beat", "metrics")}
        started["web"] = machine.start("web", API_TOKEN_RATE=f"{API_REQUESTS}/min")
        stack.enter_context(running(*started.values()))
        static = machine.var / "static"
        yield machine, stack.enter_context(proxying(tmp_path, web_port=machine.web_port, static=static)), started["web"]


def answers(url: str, token: str) -> bool:
    """Whether the monitor gets 200."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_compose_file_has_the_documented_services() -> None:
    assert set(SERVICES) == {"db", "redis", "roles", "migrate", "web", "proxy", "worker", "beat", "metrics", "backup"}
    assert set(OURS) == {"roles", "migrate", "web", "worker", "beat", "metrics"}


def test_each_container_has_its_own_secrets_only() -> None:
    assert {name: set(service.get("secrets", ())) for name, service in SERVICES.items()} == SECRETS_OF
    for service in SERVICES.values():
        given = service.get("environment", {})
        assert not {name for name in given if SECRET.search(name) and not name.endswith("_FILE")}
        read = {text.removeprefix("/run/secrets/") for name, text in given.items() if name.endswith("_FILE")}
        assert read <= set(service.get("secrets", ()))
    assert not {name for name in example() if SECRET.search(name)}
    assert {name: file["file"] for name, file in COMPOSE["secrets"].items()} == {
        name: f"./secrets/{name}" for name in set().union(*SECRETS_OF.values())
    }


def test_processes_that_serve_use_the_role_of_the_application() -> None:
    for name in ("web", "worker", "beat", "metrics"):
        assert urlsplit(OURS[name]["environment"]["DATABASE_URL"]).username == APPLICATION


def test_containers_are_closed() -> None:
    for service in SERVICES.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["mem_limit"]
        assert service["pids_limit"]
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}
        assert "privileged" not in service
        assert "build" in service or re.search(r":\d+\.\d+(\.\d+)?$", service["image"])
    assert {name for name, service in SERVICES.items() if "cap_add" in service} == {"proxy", "backup"}
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}


def test_portal_of_a_city_works_behind_its_proxy(city: tuple[Machine, Proxy, Process]) -> None:
    """Every part is healthy, closed and measured, a waiting roster is read, and slow clients keep nobody waiting."""
    machine, proxy, web = city
    image = content_of(machine.image)
    address = f"http://127.0.0.1:{machine.web_port}"
    token = (machine.secrets / "monitor_token").read_text()
    wait_until(lambda: answers(f"{address}/readyz", token), "every part is healthy and beat has swept")
    check_only_https_is_spoken(address, proxy)
    check_cookies(proxy)
    check_large_header(proxy)
    waiting, _ = receive_roster(
        upload=upload(xlsx(ROSTER_HEAD, [roster_line(1)])), mode="full", as_of=AS_OF, by=make_user("customs")
    )

    def is_read() -> bool:
        waiting.refresh_from_db()
        return waiting.status == SubmissionState.CHECKED

    wait_until(is_read, "the waiting roster is read")
    check_metrics(f"http://127.0.0.1:{machine.metrics_port}/metrics")
    check_rate_limit(proxy)
    check_slow_clients(proxy, web)
    assert content_of(machine.image) == image


def check_metrics(url: str) -> None:
    """What web and the worker measure is read in one place."""

    def metrics() -> str:
        with urllib.request.urlopen(url) as response:
            return str(response.read().decode())

    wait_until(lambda: 'task="roster.tasks.read_roster"' in metrics(), "the task that read the roster is measured")
    assert 'portal_request_seconds_count{method="GET",status="200",view="readyz"}' in metrics()
    assert "portal_sweep_age_seconds" in metrics()


def check_rate_limit(proxy: Proxy) -> None:
    """The three processes of gunicorn count the requests of a token together."""
    path, header = "/api/v1/enterprises/9137/standing/", f"Token {token_of(make_user('customs'))}"
    with ThreadPoolExecutor(API_REQUESTS) as threads:
        answers = threads.map(lambda _: proxy.get(path, Authorization=header).status, range(3 * API_REQUESTS))
    assert Counter(answers) == {404: API_REQUESTS, 429: 2 * API_REQUESTS}


def check_only_https_is_spoken(address: str, proxy: Proxy) -> None:
    """Gunicorn sends plain HTTP on to HTTPS; pages and their style sheets state that browsers use nothing else."""
    with pytest.raises(urllib.error.HTTPError) as redirected:
        urllib.request.build_opener(NotFollowed).open(f"{address}/plan/")
    with redirected.value as answer:
        assert answer.headers["Location"].startswith("https://")
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=TLS))
    with opener.open(f"{proxy.address}/") as page:
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        stylesheet = re.search(r'href="(/static/css/portal\.[0-9a-f]+\.css)"', page.read().decode())
    assert stylesheet
    with opener.open(proxy.address + stylesheet[1]) as style:
        assert style.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "immutable" in style.headers["Cache-Control"]
    for path in ("staticfiles.json", "../staticfiles.json"):
        assert proxy.get(f"/static/{path}").status in (400, 404)


def check_large_header(proxy: Proxy) -> None:
    """A header that the proxy takes is taken by gunicorn as well, and answered by the portal."""
    fields = {f"X-Field-{number}": "a" for number in range(200)}
    assert "信用济南" in proxy.get(f"/enterprises/?q={'a' * 7_900}", **fields, **{"X-Long": "a" * 7_900}).text


def check_cookies(proxy: Proxy) -> None:
    """A user who signs in has cookies that this host alone may set, over HTTPS."""
    user = make_user("customs")
    # The portal knows the slow hash only.
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
    user.save(update_fields=["password"])
    cookies = CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=TLS), urllib.request.HTTPCookieProcessor(cookies)
    )
    with opener.open(f"{proxy.address}/accounts/login/") as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": user.username, "password": PASSWORD}
    request = urllib.request.Request(
        f"{proxy.address}/accounts/login/",
        data=urllib.parse.urlencode(form).encode(),
        headers={"Referer": f"{proxy.address}/accounts/login/"},
    )
    with opener.open(request) as home:
        assert user.full_name in home.read().decode()
    assert {cookie.name: is_of_host_only(cookie) for cookie in cookies} == {
        "__Host-sessionid": True,
        "__Host-csrftoken": True,
        "__Host-draft": True,
    }


def is_of_host_only(cookie: Cookie) -> bool:
    """Whether a browser accepts the prefix `__Host-` of the cookie."""
    return cookie.secure and cookie.path == "/" and not cookie.domain_specified


def check_slow_clients(proxy: Proxy, web: Process) -> None:
    """Without the proxy, 32 such clients take every thread of gunicorn, and nobody is answered.

    The public list as a file is answered again without gunicorn, other pages are not.
    """
    seconds = pick(short=2, full=20)
    with slow_clients(proxy, SLOW_CLIENTS):
        pause = threading.Event()
        for _ in range(PROBES):
            assert proxy.get("/site-map/").status == 200
            pause.wait(seconds / PROBES)
    kept = proxy.get("/enterprises/?format=csv")
    assert kept.status == 200
    web.stop()
    assert proxy.get("/enterprises/?format=csv") == kept
    assert proxy.get("/enterprises/?format=csv&q=%E6%B5%8E").status == 502
    assert proxy.get("/enterprises/").status == 502
