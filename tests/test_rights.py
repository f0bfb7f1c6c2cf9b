"""What the application's database role cannot do, tried in SQL on every record (credit_portal/rights.py)."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta

import pgtrigger
import psycopg2
import pytest
from django.apps import apps
from django.db import InternalError, connection, models, transaction
from django.utils import timezone
from psycopg2.errors import InsufficientPrivilege

from accounts.models import User
from audit.models import AuditEvent
from audit.recording import record
from audit.types import EventType
from credit_portal.rights import (
    APPEND_ONLY,
    DELETED,
    ENDED,
    READ,
    REPLACED,
    columns_of,
    is_history,
    record_models,
)
from foundation.postgres.roles import APPLICATION, OWNER
from publicity.actions.publications import withdraw_publication
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise, RosterSubmission
from screening.models import Standing
from tests.factories import make_certified, make_user
from tests.roles import as_owner
from tests.spreadsheet_files import roster_line
from tests.steps import publish_enterprises, put_in_force
from tests.workers import database_url

pytestmark = pytest.mark.django_db
RECORDS = record_models()
OF_THE_SERVER = (
    "SET session_replication_role = replica",
    f"SET ROLE {OWNER}",
    f"ALTER ROLE {APPLICATION} SUPERUSER",
    "CREATE ROLE another",
    "CREATE SCHEMA another",
    "CREATE TABLE public.another (id int)",
    "CREATE FUNCTION public.another() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(name) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "ALTER TABLE roster_enterprise DISABLE TRIGGER ALL",
    "UPDATE django_migrations SET name = ''",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/another'",
    "SELECT pg_read_file('postgresql.conf')",
)


Allowed = Callable[..., bool]


@pytest.fixture(scope="module")
def is_allowed(django_db_setup: None) -> Iterator[Allowed]:
    """Return whether SQL is allowed on a connection that signed in as the application; what it did is undone."""
    with closing(psycopg2.connect(database_url(APPLICATION))) as application, application.cursor() as cursor:

        def run(*statements: str) -> bool:
            try:
                for statement in statements:
                    cursor.execute(statement)
            except InsufficientPrivilege:
                return False
            finally:
                application.rollback()
            return True

        yield run


def attacks_on(model: type[models.Model]) -> Iterator[str]:
    """Yield statements that would change what is recorded in the table of the model."""
    table = model._meta.db_table
    free = columns_of(model, ENDED.get(model._meta.label, ()))
    for column in (str(field.column) for field in model._meta.concrete_fields):
        if column not in free:
            yield f'UPDATE {table} SET "{column}" = "{column}"'
    yield f"DELETE FROM {table}"
    yield f"TRUNCATE {table} CASCADE"
    yield f"ALTER TABLE {table} DISABLE TRIGGER ALL"
    yield f"ALTER TABLE {table} ADD COLUMN another int"
    yield f"DROP TABLE {table} CASCADE"
    yield f"COPY {table} TO PROGRAM 'true'"
    yield f"CREATE RULE another AS ON DELETE TO {table} DO INSTEAD NOTHING"
    if is_history(model):
        yield f"INSERT INTO {table} DEFAULT VALUES"


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_record_is_not_changed_by_the_application(is_allowed: Allowed, model: type[models.Model]) -> None:
    triggers = ",".join(trigger.get_pgid(model) for trigger in getattr(model._meta, "triggers", ()))
    ignored = f"SET pgtrigger.ignore = '{{{triggers}}}'"
    assert not [attack for attack in attacks_on(model) if is_allowed(ignored, attack)]


@pytest.mark.parametrize("statement", OF_THE_SERVER)
def test_application_has_no_right_of_the_owner_or_of_the_server(is_allowed: Allowed, statement: str) -> None:
    assert not is_allowed(statement)


def test_queries_of_pages_are_not_compiled() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_rights_name_models_that_exist_and_no_model_twice() -> None:
    named = [*APPEND_ONLY, *ENDED, *REPLACED, *DELETED, *READ]
    assert {apps.get_model(label)._meta.label for label in named} == set(named)
    assert len(named) - len(set(named)) == 0


def test_publications_and_cases_are_records() -> None:
    assert {Publication, IncentiveCase} <= set(RECORDS)


def test_functions_of_triggers_act_as_the_owner_on_the_tables_of_the_portal() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid AND NOT t.tgisinternal"
            " WHERE p.proconfig IS NULL OR has_function_privilege(%s, p.oid, 'EXECUTE')",
            [APPLICATION],
        )
        assert cursor.fetchall() == []


def test_history_is_written_whatever_the_session_sets(enterprise: Enterprise) -> None:
    """A temporary table takes the place of no table, and no trigger is ignored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(tgname, ',') FROM pg_trigger WHERE NOT tgisinternal")
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{cursor.fetchone()[0]}}}"])
        cursor.execute("CREATE TEMPORARY TABLE roster_enterpriseevent (LIKE roster_enterpriseevent)")
        cursor.execute("SET LOCAL search_path = pg_temp, public")
        cursor.execute("UPDATE public.roster_enterprise SET address = '另一地址'")
        cursor.execute("DROP TABLE pg_temp.roster_enterpriseevent")
    assert enterprise.events.filter(address="另一地址").count() == 1


def test_triggers_refuse_the_owner_too_and_are_not_ignored() -> None:
    record(EventType.SIGNED_IN, target=make_user(), by=None)
    refused = pytest.raises(InternalError, match="Cannot update or delete rows")
    with as_owner(), pgtrigger.ignore(), refused, transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.parametrize(
    "model", [model for model in RECORDS if not is_history(model)], ids=lambda model: model._meta.label
)
def test_moment_of_a_record_is_set_by_the_database(model: type[models.Model]) -> None:
    moments = [field for field in model._meta.concrete_fields if getattr(field, "auto_now_add", False)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'record_moment' AND tgrelid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone()[0] == len(moments)


def test_event_that_is_dated_back_has_the_moment_of_its_writing() -> None:
    record(EventType.SIGNED_IN, target=make_user(), by=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditevent (at, type, kind, actor_username, actor_name, actor_department, target_label,"
            " target_key, target_text, purpose, data, changes, request_id)"
            " SELECT '2020-01-01', type, kind, '', '', '', target_label, target_key, target_text, '', data, changes, ''"
            " FROM audit_auditevent"
        )
    first, forged = AuditEvent.objects.order_by("pk")
    assert (forged.at - first.at).total_seconds() < 60


def test_standing_is_known_from_the_moment_of_its_writing_on(enterprise: Enterprise) -> None:
    """The application may only write moments of the present transaction."""
    standings = Standing.objects.current().filter(enterprise=enterprise)
    other = {"enterprise": make_certified(), "state": "blocked", "since": date(2020, 1, 1), "until": date(2020, 1, 2)}
    for moment in (timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)):
        known = {"known_at": moment, "end_known_at": moment}
        for change in (
            lambda moment=moment: standings.update(known_until=moment),
            lambda moment=moment: standings.update(until=date(2100, 1, 1), end_known_at=moment),
            lambda known=known: Standing.objects.create(**other, **known),
        ):
            with pytest.raises(InternalError, match="from the moment of its writing on"), transaction.atomic():
                change()


def test_confirmed_file_and_its_rows_are_kept(officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    submission = put_in_force(officer, [roster_line(1), roster_line(2)], as_of=timezone.localdate())
    for change in (
        lambda: RosterSubmission.objects.update(filename="another.xlsx"),
        lambda: RosterSubmission.objects.update(confirmed_at=timezone.now()),
        lambda: submission.rows.filter(kind="unchanged")._raw_delete("default"),
    ):
        with pytest.raises(InternalError, match="a confirmed file"), transaction.atomic():
            change()


def test_end_of_a_record_is_not_changed(enterprise: Enterprise, credit: User) -> None:
    """The application may set the columns that end a row, and only once."""
    publish_enterprises(enterprises=[enterprise], by=credit)
    withdraw_publication(
        publication=Publication.objects.get(), withdrawal_reason="other", withdrawal_note="来函", by=credit
    )
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Publication.objects.update(withdrawn_at=None, withdrawn_by=None)


@pytest.mark.parametrize("model", [apps.get_model(label) for label in ENDED], ids=lambda model: model._meta.label)
def test_every_record_that_ends_has_a_trigger_that_keeps_its_end(model: type[models.Model]) -> None:
    names = {trigger.name for trigger in model._meta.triggers}
    assert names & {"ended_immutable", "standing_immutable", "changed_only_as_recorded", "public_case_is_publishable"}
