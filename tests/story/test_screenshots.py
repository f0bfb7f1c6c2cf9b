"""Pages of the demo city in a real browser: nothing overflows a phone, no script fails, axe-core finds no violation.

By default one page of every second route, and those of the other routes on the next day, is looked at on a desktop, and
in 大字版 on the narrowest phone; with FULL=1 every page at three widths in both sizes of type. With SCREENSHOTS=1
(`make screenshots`) every page leaves a picture of each look in screenshots/.
"""

import gzip
import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings, settings
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from accounts.routes import routes
from blacklists.models import BlacklistEntry, BlacklistFeed, BlacklistImport
from demo.city.enterprises import CAST
from feedback.models import MeasureApplication, Notice, StopAdvice, ViolationReport
from feedback.states import NoticeKind
from incentives.models import Measure
from publicity.actions import withdraw_publication
from publicity.models import IncentiveCase, Publication, WithdrawalReason
from roster.actions.confirmations import confirm_roster
from roster.models import Certification, RosterSubmission, Transfer
from screening.actions.match_policy import try_thresholds
from screening.models import Revocation, Screening, ScreeningHit
from tests.demo_city import city_of
from tests.depth import DAY, FULL, sample
from tests.spreadsheet_files import roster_line
from tests.steps import full_confirmation, preview, run_screenings
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
NOT_PAGES = {
    "healthz": "JSON",
    "publicity:security_contact": "plain text",
    "publicity:robots": "plain text",
    "publicity:sitemap_index": "XML",
    "publicity:sitemap": "XML",
    "publicity:favicon": "a redirect",
    "workbench:audit_object": "a redirect",
    "accounts:link_made": "shows a link that was just made; tests/accounts/test_password_links.py opens it",
    "accounts:password_link": "opened by a link; tests/accounts/test_password_links.py opens it",
    "accounts:token_issued": "shows a token that was just issued; tests/accounts/test_tokens.py opens it",
    "publicity:type_size": "a redirect",
    "readyz": "JSON",
    "accounts:logout": "POST only",
    "accounts:export_detail": "while a worker makes a file; tests/exports looks at it",
    "publicity:export_detail": "while a worker makes a file; tests/exports looks at it",
    "accounts:export_file": "a download",
    "publicity:export_file": "a download",
    "drafts:draft_discard": "POST only",
    "accounts:password_change_done": "after changing the password",
    "accounts:factor_check": "after giving the password",
    "accounts:session_end": "POST only",
    "accounts:sessions_end": "POST only",
    "roster:submission_progress": "a fragment",
    "roster:submission_confirm": "POST only",
    "roster:submission_withdraw": "POST only",
    "roster:submission_file": "a download",
    "roster:submission_layout": "POST only",
    "roster:submission_correct": "POST only",
    "roster:submission_decide_rows": "POST only",
    "roster:submission_as_of": "POST only",
    "roster:submission_set_aside": "a download",
    "roster:submission_marked": "a download",
    "roster:submission_bundle": "a download",
    "roster:heading_forget": "POST only",
    "roster:transfer_agree": "POST only",
    "roster:transfer_decline": "POST only",
    "roster:transfer_withdraw": "POST only",
    "roster_api:submission_create": "JSON",
    "roster_api:submission_detail": "JSON",
    "roster_api:submission_confirm": "JSON",
    "roster_api:submission_withdraw": "JSON",
    "roster_api:problem_list": "JSON",
    "roster_api:change_list": "JSON",
    "roster_api:removal_list": "JSON",
    "blacklists:blacklist_declare_unused": "POST only",
    "blacklists:blacklist_withdraw_declaration": "POST only",
    "screening:blacklist_switch_approve": "POST only",
    "screening:blacklist_switch_reject": "POST only",
    "roster_api:transfer_list": "JSON",
    "blacklists_api:entries_push": "JSON",
    "blacklists_api:import_detail": "JSON",
    "blacklists_api:problem_list": "JSON",
    "api_schema": "JSON",
    "api_docs": "mostly drawn by Swagger UI; tests/test_api_docs.py looks at it",
    "screening_api:standing_detail": "JSON",
    "blacklists:import_progress": "a fragment",
    "blacklists:import_confirm": "POST only",
    "blacklists:import_approve": "POST only",
    "blacklists:import_reject": "POST only",
    "blacklists:import_withdraw": "POST only",
    "blacklists:import_decide_rows": "POST only",
    "blacklists:import_as_of": "POST only",
    "blacklists:import_set_aside": "a download",
    "blacklists:import_file": "a download",
    "blacklists:import_layout": "POST only",
    "blacklists:import_correct": "POST only",
    "blacklists:import_marked": "a download",
    "blacklists:heading_forget": "POST only",
    "blacklists:feed_pull": "POST only",
    "blacklists:feed_switch": "POST only",
    "screening:screening_retry": "POST only",
    "screening:screening_repeat": "POST only",
    "screening:screening_progress": "a fragment",
    "screening:hits_approve": "asks for a second credit administrator; tests/story/test_desk.py looks at it",
    "screening:hit_reject": "POST only",
    "screening:match_policy_approve": "POST only",
    "screening:match_policy_reject": "POST only",
    "screening:hit_reopen": "POST only",
    "screening:restoration_approve": "POST only",
    "screening:restoration_reject": "POST only",
    "feedback:application_evidence": "a download",
    "feedback:application_former_evidence": "a download",
    "feedback:report_evidence": "a download",
    "roster:submission_blank": "a download",
    "blacklists:import_blank": "a download",
    "feedback:application_acknowledge": "POST only",
    "feedback:application_undo": "POST only",
    "feedback:answer_undo": "POST only",
    "feedback:notice_read": "POST only",
    "feedback:notices_read": "POST only",
    "feedback:advice_answer": "asks for ticked advice; tests/feedback/test_several.py looks at it",
}


class Shown(NamedTuple):
    """A page to open: the name of its picture, the user, the route, and its argument (or several) or query."""

    picture: str
    username: str
    url_name: str
    argument: Callable[[], object] | None = None
    query: str = ""

    def path(self) -> str:
        argument = self.argument() if self.argument else ()
        return reverse(self.url_name, args=argument if isinstance(argument, tuple) else (argument,)) + self.query


def newest(model: type[Model], **having: object) -> Callable[[], object]:
    return lambda: model._default_manager.filter(**having).latest("pk").pk


def public_case() -> object:
    return IncentiveCase.objects.visible().latest("pk").pk


own_application = newest(MeasureApplication, department__code="tax")


def uscc(enterprise: str) -> Callable[[], object]:
    return lambda: getattr(CAST, enterprise).uscc


def measure(number: int) -> Callable[[], object]:
    return lambda: Measure.objects.get(number=number).pk


def amended_measure() -> object:
    return (Measure.objects.get(number=32).pk, "amend")


PAGES = (
    Shown("public-home", "", "publicity:home"),
    Shown("public-enterprises", "", "publicity:enterprise_list"),
    Shown("public-enterprises-none", "", "publicity:enterprise_list", query="?q=没有这家企业"),
    Shown("public-enterprise", "", "publicity:enterprise_detail", uscc("case_hero")),
    Shown("public-cases", "", "publicity:case_list"),
    Shown("public-case", "", "publicity:case_detail", public_case),
    Shown("public-measures", "", "publicity:measure_list"),
    Shown("public-plan", "", "publicity:plan"),
    Shown("public-site-map", "", "publicity:site_map"),
    Shown("public-accessibility", "", "publicity:accessibility"),
    Shown("login", "", "accounts:login"),
    Shown("password", "shuiwu", "accounts:password_change"),
    Shown("sessions", "shuiwu", "accounts:session_list"),
    Shown("second-factor", "shuiwu", "accounts:factor"),
    Shown("recovery-codes", "shuiwu", "accounts:recovery_codes"),
    Shown("codes", "shenji", "accounts:code_list"),
    Shown("confirm", "xinyong", "accounts:confirm"),
    Shown("audit", "shenji", "workbench:audit_list"),
    Shown("home-customs", "quancheng", "workbench:home"),
    Shown("home-department", "shuiwu", "workbench:home"),
    Shown("home-credit", "xinyong", "workbench:home"),
    Shown("home-system", "xitong", "workbench:home"),
    Shown("home-auditor", "shenji", "workbench:home"),
    Shown("submissions", "quancheng", "roster:submission_list"),
    Shown("remembered headings", "quancheng", "roster:heading_list"),
    Shown("submission-new", "quancheng", "roster:submission_create"),
    Shown("submission-mistakes", "quancheng", "roster:submission_detail", newest(RosterSubmission, status="checked")),
    Shown(
        "submission-confirmed",
        "laiwu",
        "roster:submission_detail",
        newest(RosterSubmission, status="confirmed", office__code="laiwu-customs", mode="full"),
    ),
    Shown("submission-transfers", "laiwu", "roster:submission_detail", newest(RosterSubmission, rows__kind="transfer")),
    Shown("transfers", "quancheng", "roster:transfer_list"),
    Shown("transfer-asked", "laiwu", "roster:transfer_detail", newest(Transfer)),
    Shown("transfer-to-decide", "quancheng", "roster:transfer_detail", newest(Transfer)),
    Shown("roster-new", "quancheng", "roster:roster_detail"),
    Shown("roster-on-a-day", "quancheng", "roster:roster_detail", query=f"?day={date.today()}"),
    Shown("blacklists", "xinyong", "blacklists:blacklist_list"),
    Shown("blacklist", "xinyong", "blacklists:blacklist_detail", lambda: "court-defaulters"),
    Shown("blacklist-new", "xinyong", "blacklists:blacklist_create"),
    Shown("blacklist-switch", "xinyong", "screening:blacklist_switch", lambda: "abnormal-operation"),
    Shown("blacklist-edit", "xinyong", "screening:blacklist_edit", lambda: "abnormal-operation"),
    Shown("blacklist-entry", "xinyong", "blacklists:entry_detail", newest(BlacklistEntry, hits__match_type="uscc")),
    Shown("import-new", "xinyong", "blacklists:import_create"),
    Shown("import", "xinyong", "blacklists:import_detail", newest(BlacklistImport)),
    Shown("feeds", "xinyong", "blacklists:feed_list"),
    Shown("feed", "xinyong", "blacklists:feed_detail", newest(BlacklistFeed)),
    Shown("feed-new", "xinyong", "blacklists:feed_create"),
    Shown("feed-edit", "xinyong", "blacklists:feed_edit", newest(BlacklistFeed)),
    Shown("screenings", "xinyong", "screening:screening_list"),
    Shown("screening", "xinyong", "screening:screening_detail", newest(Screening, trigger="blacklist")),
    Shown("screening-repeat", "xinyong", "screening:screening_detail", newest(Screening, trigger="repeat")),
    Shown("screening-trial", "xinyong", "screening:screening_detail", newest(Screening, is_trial=True)),
    Shown("screening-chunks", "xinyong", "screening:screening_chunks", newest(Screening)),
    Shown("screening-everything", "xinyong", "screening:screening_create"),
    Shown("thresholds-try", "xinyong", "screening:thresholds_trial"),
    Shown("thresholds-apply", "xinyong", "screening:thresholds_apply", newest(Screening, is_trial=True)),
    Shown("hits", "xinyong", "screening:hit_list"),
    Shown(
        "hit-possible", "xinyong", "screening:hit_detail", newest(ScreeningHit, match_type="name", decision="undecided")
    ),
    Shown("hit-counting", "xinyong", "screening:hit_detail", newest(ScreeningHit, match_type="uscc")),
    Shown("hits-decide", "xinyong", "screening:hits_decide", query="?filtered=1"),
    Shown("match-policy", "xinyong", "screening:match_policy"),
    Shown("revoke", "quancheng", "screening:revocation_create", uscc("case_hero")),
    Shown("restore", "quancheng", "screening:revocation_restore", newest(Revocation)),
    Shown("enterprises", "shuiwu", "feedback:enterprise_list", query="?q=进出口"),
    Shown("enterprise-eligible", "shuiwu", "feedback:enterprise_detail", uscc("case_hero")),
    Shown("enterprise-blocked", "xinyong", "feedback:enterprise_detail", uscc("blocked_by_uscc")),
    Shown("enterprise-possible", "xinyong", "feedback:enterprise_detail", uscc("possible_match")),
    Shown("enterprise-revoked", "quancheng", "feedback:enterprise_detail", uscc("revoked")),
    Shown("standing-eligible", "shuiwu", "screening:standing_detail", uscc("case_hero")),
    Shown("standing-blocked", "xinyong", "screening:standing_detail", uscc("blocked_by_uscc")),
    Shown("standing-possible", "xinyong", "screening:standing_detail", uscc("possible_match")),
    Shown("standing-revoked", "quancheng", "screening:standing_detail", uscc("revoked")),
    Shown("apply", "shuiwu", "feedback:application_create", uscc("case_hero")),
    Shown("applications", "xinyong", "feedback:application_list"),
    Shown("application", "shuiwu", "feedback:application_detail", newest(MeasureApplication, measure__number=32)),
    Shown("application-correct", "shuiwu", "feedback:application_correct", own_application),
    Shown("application-stop", "shuiwu", "feedback:application_stop", own_application),
    Shown("application-cancel", "shuiwu", "feedback:application_cancel", own_application),
    Shown("report-new", "shuiwu", "feedback:report_create", uscc("case_hero")),
    Shown("reports", "quancheng", "feedback:report_list"),
    Shown("report", "quancheng", "feedback:report_detail", newest(ViolationReport)),
    Shown("notices", "shuiwu", "feedback:notice_list"),
    Shown("notice", "shuiwu", "feedback:notice_detail", newest(Notice, department__code="tax", kind=NoticeKind.ADDED)),
    Shown("advice", "shuiwu", "feedback:advice_list"),
    Shown("advice-answer", "shuiwu", "feedback:advice_detail", newest(StopAdvice, application__measure__number=31)),
    Shown(
        "answer-correct",
        "shuiwu",
        "feedback:answer_correct",
        newest(StopAdvice, department__code="tax", answered_at__isnull=False),
    ),
    Shown("publications", "xinyong", "publicity:publication_list"),
    Shown("publication-check", "xinyong", "publicity:publication_create", query="?everybody=yes"),
    Shown("withdrawal-check", "xinyong", "publicity:publication_withdraw", newest(Publication)),
    Shown("withdrawn", "xinyong", "publicity:publication_list", query="?shown=withdrawn"),
    Shown(
        "publication-again", "xinyong", "publicity:publication_again", newest(Publication, withdrawn_at__isnull=False)
    ),
    Shown("case-check", "xinyong", "publicity:case_publish", public_case),
    Shown("case-withdrawal-check", "xinyong", "publicity:case_withdraw", public_case),
    Shown("case-admin", "xinyong", "publicity:case_admin"),
    Shown("case-new", "xinyong", "publicity:case_create"),
    Shown("case-edit", "xinyong", "publicity:case_edit", newest(IncentiveCase)),
    Shown("admin", "xitong", "admin:index"),
    Shown("admin-users", "xitong", "admin:accounts_user_changelist"),
    Shown("admin-user", "xitong", "admin:accounts_user_change", newest(User)),
    Shown("admin-departments", "xitong", "admin:accounts_department_changelist"),
    Shown("admin-tokens", "xitong", "admin:accounts_apitoken_changelist"),
    Shown("admin-year-new", "xitong", "admin:workdays_calendaryear_add"),
    Shown("admin-measures", "xitong", "admin:incentives_measure_changelist"),
    Shown("admin-measure", "xitong", "admin:incentives_measure_change", measure(32)),
    Shown("admin-amend", "xitong", "admin:incentives_measure_act", amended_measure),
)
AXE = Axe()
TAKES_PICTURES = "SCREENSHOTS" in os.environ
FIRST_OF_ROUTE = tuple({shown.url_name: shown for shown in reversed(PAGES)}.values())
OPENED = PAGES if FULL or TAKES_PICTURES else sample(FIRST_OF_ROUTE, every=2)


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
    publication = Publication.objects.filter(withdrawn_at__isnull=True).exclude(enterprise__in=with_case).earliest("pk")
    credit = User.objects.get(username="xinyong")
    withdraw_publication(
        publication=publication, withdrawal_reason=WithdrawalReason.REQUESTED, withdrawal_note="来函要求。", by=credit
    )


def test_every_route_has_a_picture() -> None:
    names = {route.name for route in routes() if not route.path.startswith("/admin/")}
    assert names == {shown.url_name for shown in PAGES if not shown.url_name.startswith("admin:")} | set(NOT_PAGES)


def signed_in(browser: Browser, address: str, username: str) -> BrowserContext:
    """Return a window with the session of the user; "" for a citizen."""
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    if username:
        client = Client()
        client.force_login(User.objects.get(username=username))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return context


def look(page: Page, how: Look) -> None:
    """Change the width of the window and the size of type; the class is all that 大字版 changes in a page."""
    page.set_viewport_size({"width": how.width, "height": 800})
    page.evaluate("isLarge => document.documentElement.classList.toggle('large', isLarge)", how.is_large)


@cache
def compressed_bytes(path: str) -> int:
    """Return the bytes of a static file as `collectstatic` compresses it; tests/setup/test_demo.py sees it sent."""
    file = finders.find(path.removeprefix(settings.STATIC_URL))
    return len(gzip.compress(Path(file).read_bytes()))


def sent_bytes(page: Page) -> int:
    """Return the bytes that a first view of the open page takes."""
    return sum(
        compressed_bytes(path) if path.startswith(settings.STATIC_URL) else size
        for path, size in page.evaluate(SENT_BYTES)
    )


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it looks now; its script is put into an open page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']} {each['nodes'][0]['failureSummary']}" for each in found]


def looks_of(shown: Shown) -> list[Look]:
    """The looks in which axe-core checks the page: all of them, or one, the next time another."""
    return LOOKS if FULL or TAKES_PICTURES else [LOOKS[(DAY // 2 + PAGES.index(shown)) % len(LOOKS)]]


def faults(page: Page, shown: Shown) -> Iterator[str]:
    """Yield the faults of the open page in each look."""
    if page.locator("h1").count() != 1:
        yield "not exactly one h1"
    if not shown.url_name.startswith("admin:") and sent_bytes(page) > MOST_BYTES:
        yield f"{sent_bytes(page)} bytes on the wire"
    for how in LOOKS:
        look(page, how)
        if TAKES_PICTURES:
            page.screenshot(path=FOLDER / f"{shown.picture}-{how}.png", full_page=True)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            yield f"{how}: {beyond} px wider than the window"
        if page.evaluate(HIDES_COLUMNS):
            yield f"{how}: a table hides columns beyond its edge"
        if how.width < 720 and (hidden := page.evaluate(UNDER_THE_BAR)):
            yield f"{how}: under the bar: {hidden[0]}"
        if how in looks_of(shown):
            yield from (f"{how}: {violation}" for violation in violations(page))


def test_opened_pages_fit_and_are_accessible(browser: Browser, live_server, city: None) -> None:
    FOLDER.mkdir(exist_ok=True)
    found = []
    for username in dict.fromkeys(shown.username for shown in OPENED):
        context = signed_in(browser, live_server.url, username)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message, found=complaints: found.append(message.text))
        page.on("pageerror", lambda error, found=complaints: found.append(str(error)))
        for shown in [shown for shown in OPENED if shown.username == username]:
            response = page.goto(live_server.url + shown.path())
            assert response is not None
            assert (response.status, unquote(page.url)) == (200, live_server.url + shown.path()), shown
            wrong = [*html_faults(response.text()), *faults(page, shown), *complaints]
            found += [f"{shown.picture}: {fault}" for fault in wrong]
            complaints.clear()
        context.close()
    assert not found, "\n".join(found)
