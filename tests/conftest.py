"""Fixtures for people, reference data and the browser: chromium, or the first of BROWSERS that is installed.

Without a browser, CI fails and other runs skip the browser tests with one line.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from fasteners import InterProcessLock
from xdist.scheduler import LoadScopeScheduling

from accounts.models import User
from accounts.permissions import Role
from credit_portal.catalogues import compile_catalogues
from demo.clock import install_clock
from publicity.kept_pages import pages, values
from roster.models import Enterprise
from spreadsheets import file_reading
from tests.depth import pick
from tests.factories import load_blacklists, load_reference, make_certified, make_department, make_user
from tests.reader_server import ReaderServer
from tests.roles import ACT_AS_APPLICATION, act_as, as_owner
from tests.template_variables import undefined_variables
from tests.valid_html import invalid_pages
from workdays.cache import forget_read

hypothesis.settings.register_profile("depth", max_examples=pick(short=25, full=500), deadline=None)
hypothesis.settings.load_profile("depth")
TEMPLATE = "test_template"
# Test modules that run on one worker: they make something long once, or wait for the disk, so that together they would
# leave the processor idle.
ON_ONE_WORKER = (
    "tests/demo/test_city_files.py",
    "tests/matching/test_quality.py",
    "tests/setup/test_embedded.py",
    "tests/spreadsheets/test_wording.py",
)
# The longest tests, the longest first: none begins when the short ones are over. Most of them wait for browsers and
# processes, while short ones use the processor.
LONG = (
    "/tests/story/test_story.py",
    "/tests/story/test_screenshots.py",
    "/tests/screening/test_chaos.py",
    "/tests/setup/test_demo.py",
    "/tests/test_query_counts.py",
    "/tests/setup/test_compose.py",
    "/tests/fuzz/",
    "/tests/demo/",
    "/tests/setup/",
    "/tests/story/",
    "/tests/drafts/test_every_form.py",
    "/tests/free_text/test_every_text.py",
    "/tests/test_hostile_requests.py",
    "/tests/reports/test_dashboard.py",
)
START_READER = file_reading.start_reader
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "没有浏览器，跳过浏览器测试；请安装 (install): apt install chromium fonts-noto-cjk"


def browser_path() -> str | None:
    """Return the first browser on the PATH."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_configure() -> None:
    """Compile changed catalogues of messages, as `make` does."""
    compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the long tests first, so that the short ones fill the remaining time."""
    items.sort(key=lambda item: next((place for place, part in enumerate(LONG) if part in str(item.path)), len(LONG)))


class Scheduling(LoadScopeScheduling):
    """Give all tests of a module in ON_ONE_WORKER to one worker, and every other test to any.

    The marks for it, of pytest-xdist 3.8, have no effect in pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return path if path in ON_ONE_WORKER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of the run, in which lies that of each worker (engines.py)."""
    folder: Path = settings.VAR_DIR
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any, shared_folder: Path
) -> None:
    """Migrate one database in a run with several workers; the database of each worker is a copy of it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        with InterProcessLock(shared_folder / "template.lock"), django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(is_made=shared_folder / "template")


def migrated_template(*, is_made: Path) -> str:
    """Return the name of the migrated database of this run; the first worker makes it, and the file `is_made`."""
    test = connection.settings_dict["TEST"]
    if not is_made.exists():
        name, own = connection.settings_dict["NAME"], test["NAME"]
        test["NAME"] = TEMPLATE
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.settings_dict["NAME"], test["NAME"] = name, own
        is_made.touch()
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Use the migrated database as the application; close the connections that killed workers left open at the end."""
    act_as(ACT_AS_APPLICATION)
    with django_db_blocker.unblock(), as_owner():
        install_clock()
    yield
    act_as("")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )


EMPTY_TABLES = """
    DO $$
    DECLARE
        filled regclass;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR filled IN
            SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
        LOOP
            EXECUTE format('DELETE FROM %s', filled);
        END LOOP;
    END $$
"""


def empty_tables(test_case: object) -> None:
    """Delete every row but those that migrations write; neither triggers nor foreign keys are checked."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(EMPTY_TABLES)


@pytest.fixture(autouse=True, scope="session")
def quickly_emptied_tables() -> Iterator[None]:
    """Empty the tables after a test that commits by DELETE.

    Django truncates each of them, with its indexes, and writes content types and permissions anew: about a second for
    a few rows.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(autouse=True, scope="session")
def reader_server() -> Iterator[ReaderServer | None]:
    """Read files by a reader server; where coverage is measured, by processes of their own that know of it."""
    if config := os.environ.get("COVERAGE_PROCESS_CONFIG"):
        file_reading.READER_ENVIRONMENT["COVERAGE_PROCESS_CONFIG"] = config
        yield None
        return
    server = ReaderServer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_reading, "start_reader", server.start_reader)
        yield server
    server.stop()


@pytest.fixture
def own_reader_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start a process of its own for each file that the test reads, as the portal does."""
    monkeypatch.setattr(file_reading, "start_reader", START_READER)


@pytest.fixture(autouse=True)
def quick_settings(settings: Any) -> None:
    """Hash passwords quickly, and look for a static file when it is asked for.

    The slow hash protects real passwords only. Whitenoise would list all static files again for every test client.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def nothing_read_before() -> None:
    """Forget the calendar that an earlier test has read, and the public pages that it was shown."""
    forget_read()
    pages.clear()
    values.clear()


@pytest.fixture(autouse=True)
def undefined_template_variables() -> Iterator[None]:
    """Fail a test whose pages output a variable that their context does not have."""
    with undefined_variables() as undefined:
        yield
    assert not undefined, f"undefined template variables: {sorted(undefined)}"


@pytest.fixture(scope="session")
def parsed_kinds(shared_folder: Path) -> Path:
    """The folder in which the workers of the run note the kinds of pages that they have parsed."""
    folder = shared_folder / "parsed"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def valid_html(parsed_kinds: Path) -> Iterator[None]:
    """Fail a test that gets a page which is no valid HTML."""
    with invalid_pages(parsed_kinds) as invalid:
        yield
    assert not invalid, "\n".join(sorted(invalid))


@pytest.fixture
def owner_role(db: None) -> Iterator[None]:
    """Act as the owner of the database, who has every right, so that only triggers and constraints refuse an act."""
    with as_owner():
        yield


@pytest.fixture
def officer(db: None) -> User:
    """A customs officer of 泉城海关, whose enterprises `make_certified` makes."""
    return make_user(Role.CUSTOMS, department=make_department("quancheng-customs"))


@pytest.fixture
def other_officer(db: None) -> User:
    """A customs officer of 莱芜海关."""
    return make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))


@pytest.fixture
def credit(db: None) -> User:
    """A credit administrator."""
    return make_user(Role.CREDIT)


@pytest.fixture
def clerk(db: None) -> User:
    """A clerk of 市税务局."""
    return make_user(Role.DEPARTMENT)


@pytest.fixture
def blacklists(db: None) -> None:
    """The blacklists of the reference data, without entries."""
    load_blacklists()


@pytest.fixture
def reference_data(db: None) -> None:
    """The reference data: the 15 departments and the action plan with its measures."""
    load_reference()


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    """An eligible enterprise of 泉城海关."""
    return make_certified(name="济南汀岚进出口有限公司")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a function: user → a client with that user's session."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browser_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing; .ci/run installs it", pytrace=False)
        pytest.skip(NO_BROWSER)
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": path, "args": quiet}
