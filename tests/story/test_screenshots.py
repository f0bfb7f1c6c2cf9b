"""Pages of the demo city in a real browser: nothing overflows a phone, no script fails, axe-core finds no violation.

By default one page of every fourth route, and those of the other routes on the next days, is looked at on a desktop,
and in 大字版 on the narrowest phone; with FULL=1 every page at three widths in both sizes of type. With SCREENSHOTS=1
(`make screenshots`) every page leaves a picture of each look in screenshots/.
"""

import gzip
import os
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings, settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.department_acts import DepartmentAct
from accounts.models import Department, User
from accounts.routes import routes
from foundation.web.context_processors import LARGE, TYPE_SIZE_COOKIE
from publicity.actions.publications import withdraw_publication
from publicity.models import IncentiveCase, Publication, WithdrawalReason
from reorganisations.actions.proposals import propose_reorganisation
from reorganisations.holdings import accounts_of, measures_of
from reorganisations.models import Reorganisation
from reports.views.dashboard import CHARTS
from roster.actions.confirmations import confirm_roster
from roster.models import Certification
from screening.actions.match_policy import try_thresholds
from tests.demo_city import city_of
from tests.depth import DAY, FULL, sample
from tests.plans import adopt, propose_fictional_plan
from tests.spreadsheet_files import roster_line
from tests.steps import full_confirmation, preview, run_screenings
from tests.story.pages import NOT_PAGES, PAGES, Shown
from tests.valid_html import faults as html_faults
from tests.workers import PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = PROJECT / "screenshots"
HIDES_COLUMNS = """
    [...document.querySelectorAll(".table-box:not(:has(.lines))")].some(box => box.scrollWidth > box.clientWidth)
"""
# What a page takes on the wire, with all that a browser loads for it. Django admin has scripts of its own.
MOST_BYTES = 45_000
SENT_BYTES = """
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .map(entry => [new URL(entry.name).pathname, entry.encodedBodySize])
"""
# What gets the focus, as by the keyboard, is clear of the bar that stays at the foot of a phone.
UNDER_THE_BAR = """
    () => {
        const sticks = bar => getComputedStyle(bar).position === "sticky"
        const bar = [...document.querySelectorAll(".bar")].find(sticks)
        const fields = document.querySelectorAll("main :is(input, select, textarea, button, a):not(.bar *)")
        const hidden = field => {
            field.focus()
            const [above, below] = [field.getBoundingClientRect(), bar.getBoundingClientRect()]
            return document.activeElement === field && above.top < below.bottom && above.bottom > below.top
        }
        return bar ? [...fields].filter(hidden).map(field => field.outerHTML) : []
    }
"""
# A field of type search has a button to clear it, for which a placeholder needs no room.
CUT_PLACEHOLDERS = """
    [...document.querySelectorAll("input[placeholder]")].filter(field => {
        const {type, value} = field
        field.type = "text"
        field.value = field.placeholder
        const isCut = field.scrollWidth > field.clientWidth
        field.type = type
        field.value = value
        return isCut
    }).map(field => field.placeholder)
"""
AXE = Axe()
TAKES_PICTURES = "SCREENSHOTS" in os.environ
FIRST_OF_ROUTE = tuple({shown.url_name: shown for shown in reversed(PAGES)}.values())
OPENED = PAGES if FULL or TAKES_PICTURES else sample(FIRST_OF_ROUTE, every=8)


class Look(NamedTuple):
    """One way to look at a page: the width of the window in pixels, and whether 大字版 is on."""

    width: int
    is_large: bool

    def __str__(self) -> str:
        return f"{self.width}{'-large' if self.is_large else ''}"


LOOKS = [Look(1280, is_large=False), Look(320, is_large=True)]
if FULL:
    LOOKS = [Look(width, is_large) for is_large in (False, True) for width in (1280, 375, 320)]
elif TAKES_PICTURES:
    LOOKS.insert(1, Look(375, is_large=False))


@pytest.fixture
def city(transactional_db: None, settings: LazySettings, shared_folder: Path) -> Iterator[None]:
    """The demo city, as `make demo` loads it."""
    with city_of(timezone.localdate(), settings, shared=shared_folder):
        ask_for_transfer()
        take_off_the_public_list()
        issue_and_propose_plans()
        propose_transfer()
        # A trial can be applied on its own day only; the demo's year ends yesterday.
        try_thresholds(review_threshold=95, ignore_below=40, by=User.objects.get(username="xinyong"))
        run_screenings()
        yield


def ask_for_transfer() -> None:
    """Let 莱芜海关 confirm a roster that names an enterprise of 泉城海关, with the customs code of its own district."""
    officer = User.objects.get(username="laiwu")
    moving = Certification.objects.open().filter(office__code="quancheng-customs").latest("pk")
    line = roster_line(1, name=moving.enterprise.name, uscc=moving.enterprise.uscc, customs_code="37036T9001")
    submission = preview(officer, [line], mode="changes", as_of=date.today())
    confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)


def take_off_the_public_list() -> None:
    """Let 市发展改革委 withdraw the publication of an enterprise without a case."""
    with_case = IncentiveCase.objects.values("application__enterprise")
    publication = Publication.objects.visible().exclude(enterprise__in=with_case).earliest("pk")
    credit = User.objects.get(username="xinyong")
    withdraw_publication(
        publication=publication, withdrawal_reason=WithdrawalReason.REQUESTED, withdrawal_note="来函要求。", by=credit
    )


def issue_and_propose_plans() -> None:
    """Let the two system administrators put a second plan in force, and one of them propose a third one."""
    first, second = User.objects.get(username="xitong"), User.objects.get(username="yunwei")
    adopt(propose_fictional_plan(1, by=first), by=second)
    propose_fictional_plan(2, by=second)


def propose_transfer() -> None:
    """Let a system administrator propose that the measures of 市税务局 go to 市财政局 next month."""
    tax = Department.objects.get(code="tax")
    content = {
        "measures": list(measures_of(tax).values_list("pk", flat=True)),
        "accounts": list(accounts_of(tax).values_list("pk", flat=True)),
        "work": True,
    }
    propose_reorganisation(
        reorganisation=Reorganisation(
            act=DepartmentAct.TRANSFER,
            department=tax,
            target=Department.objects.get(code="finance"),
            day=timezone.localdate() + timedelta(days=30),
            document_number="（演示）济编〔2026〕3号",
            content=content,
        ),
        by=User.objects.get(username="yunwei"),
    )


def test_every_route_has_a_picture() -> None:
    """The addresses of Django admin are chosen, and those of the API are no pages."""
    named = {route.name for route in routes() if not route.path.startswith("/admin/") and "_api:" not in route.name}
    shown = {shown.url_name for shown in PAGES if not shown.url_name.startswith("admin:")}
    assert named == shown | set(NOT_PAGES)


def open_window(browser: Browser, address: str, username: str, *, is_large: bool) -> BrowserContext:
    """Return a window with the session of the user, "" for a citizen, and with 大字版 where `is_large`."""
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    cookies = {TYPE_SIZE_COOKIE: LARGE} if is_large else {}
    if username:
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookies["sessionid"] = client.cookies["sessionid"].value
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context


@cache
def compressed_bytes(path: str) -> int:
    """Return the bytes of a static file as `collectstatic` compresses it; tests/setup/test_demo.py sees it sent."""
    file = finders.find(path.removeprefix(settings.STATIC_URL))
    return len(gzip.compress(Path(file).read_bytes()))


def sent_bytes(page: Page) -> int:
    """Return the bytes that a first view of the open page takes, without ECharts, which only adds to a whole page."""
    return sum(
        compressed_bytes(path) if path.startswith(settings.STATIC_URL) else size
        for path, size in page.evaluate(SENT_BYTES)
        if not path.endswith(CHARTS)
    )


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it looks now; its script is put into an open page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']} {each['nodes'][0]['failureSummary']}" for each in found]


def looks_of(shown: Shown) -> list[Look]:
    """The looks in which axe-core checks the page: all of them, or one, the next time another."""
    return LOOKS if FULL or TAKES_PICTURES else [LOOKS[(DAY // 6 + PAGES.index(shown)) % len(LOOKS)]]


def faults(page: Page, shown: Shown, looks: list[Look]) -> Iterator[str]:
    """Yield the faults of the open page in each look."""
    if page.locator("h1").count() != 1:
        yield "not exactly one h1"
    if not shown.url_name.startswith("admin:") and sent_bytes(page) > MOST_BYTES:
        yield f"{sent_bytes(page)} bytes on the wire"
    for how in looks:
        page.set_viewport_size({"width": how.width, "height": 800})
        if TAKES_PICTURES:
            page.screenshot(path=FOLDER / f"{shown.picture}-{how}.png", full_page=True)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            yield f"{how}: {beyond} px wider than the window"
        if page.evaluate(HIDES_COLUMNS):
            yield f"{how}: a table hides columns beyond its edge"
        if cut := page.evaluate(CUT_PLACEHOLDERS):
            yield f"{how}: cut: {cut[0]}"
        if how.width < 720 and (hidden := page.evaluate(UNDER_THE_BAR)):
            yield f"{how}: under the bar: {hidden[0]}"
        if how in looks_of(shown):
            yield from (f"{how}: {violation}" for violation in violations(page))


def test_opened_pages_fit_and_are_accessible(browser: Browser, live_server, city: None) -> None:
    FOLDER.mkdir(exist_ok=True)
    found = []
    for username, is_large in product(dict.fromkeys(shown.username for shown in OPENED), (False, True)):
        context = open_window(browser, live_server.url, username, is_large=is_large)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message, found=complaints: found.append(message.text))
        page.on("pageerror", lambda error, found=complaints: found.append(str(error)))
        for shown in [shown for shown in OPENED if shown.username == username]:
            response = page.goto(live_server.url + shown.path())
            assert response is not None
            address = live_server.url + shown.path()
            assert (response.status, unquote(page.url)) == (200, unquote(address)), shown
            looks = [how for how in LOOKS if how.is_large == is_large]
            wrong = [*html_faults(response.text()), *faults(page, shown, looks), *complaints]
            found += [f"{shown.picture}: {fault}" for fault in wrong]
            complaints.clear()
        context.close()
    assert not found, "\n".join(found)
