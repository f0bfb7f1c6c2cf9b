"""What the application's database role may do with each table; every `migrate` grants exactly this (docs/adr/0013).

The owner's role migrates and loads reference data. Web, workers and beat connect as the application's role, which owns
nothing and creates nothing but temporary tables. What the rights do not allow, no defect and no stolen password of the
portal can do: a record is neither edited nor deleted nor dated back, and no trigger is switched off.

Triggers are the second line. `pgtrigger.ignore` does not switch them off. Their functions act as the owner, so that
only they write history, and find the portal's tables whatever the search path of the session is, so that no temporary
table takes the place of one.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from audit.transactions import CREATE_FUNCTION
from foundation.postgres.roles import APPLICATION
from foundation.postgres.sql import SQL, Composed, Identifier, Literal, column_list

# Rows that are written once and never changed.
APPEND_ONLY = (
    "admin.LogEntry",
    "audit.AuditBatch",
    "audit.AuditEvent",
    "certificates.Certificate",
    "certificates.Checkpoint",
    "certificates.Cosignature",
    "certificates.LogEntry",
    "certificates.LogNode",
    "feedback.AdviceReminder",
    "feedback.Announcement",
    "feedback.AnswerChange",
    "feedback.ApplicationChange",
    "feedback.CorrectionAcknowledgement",
    "feedback.MonthConfirmation",
    "feedback.ProcessedStanding",
    "feedback.StandingChange",
    "feedback.ReportSupplement",
    "feedback.TermChange",
    "incentives.MeasureVersion_departments",
    "incentives.Section",
    "mailing.MailedNotice",
    "publicity.Bulletin_chosen",
    "publicity.PublishedChange",
    "reports.PeriodReport",
    "reports.ReportedEnterprise",
    "screening.LookUpReceipt",
    "webhooks.FollowedStanding",
    "workdays.CalendarException",
    "workdays.CalendarYear",
    "workdays.SiteSettings",
)
# Rows of which only these fields change: those that end, answer or decide them, and those whose former content an
# append-only row keeps.
ENDED = {
    "accounts.PasswordLink": ("closed_at",),
    "approvals.Approval": ("state", "decided_by", "decided_at", "decision_reason"),
    "blacklists.FeedPull": ("outcome", "status", "size", "seconds", "message", "submission"),
    "certificates.CosigningKey": ("retired_at",),
    "feedback.ApplicationReceipt": ("department", "received_by", "received_at"),
    "feedback.Assignment": ("ended_at", "end_reason"),
    "feedback.DepartmentMonth": ("in_charge", "state", "waiting_since", "working_days", "due_on", "changes_since"),
    "feedback.Evidence": ("removed_with",),
    "feedback.Inquiry": ("state", "answer", "answered_by", "answered_at", "read_by", "read_at"),
    "feedback.MeasureApplication": (
        *("version", "standing", "kind", "sub_item", "condition_met", "benefits_person", "applied_on"),
        *(
            "applied_until",
            "competition",
            "backfill_reason",
            "business_number",
            "contact",
            "days_saved",
            "amount",
            "inspections_avoided",
        ),
        *("description", "stopped_on", "cancelled_at", "in_charge"),
    ),
    "feedback.Notice": ("read_by", "read_at", "acknowledged_by", "acknowledged_at"),
    "feedback.StopAdvice": ("due_on", "state", "answered_by", "answered_at", "answer"),
    "feedback.ReportReceipt": ("department", "received_by", "received_at"),
    "feedback.TypicalMark": ("unmarked_by", "unmarked_at"),
    "feedback.ViolationReport": (
        *("state", "decided_by", "decided_at", "decision_reason", "revocation", "suspension"),
        *("in_charge", "due_on", "withdrawn_by", "withdrawn_at", "withdrawal_reason"),
    ),
    "incentives.ActionPlan": ("state", "approval", "ends_on"),
    "incentives.MeasureVersion": ("withdrawal",),
    "mailing.Mail": ("state", "attempts", "next_at", "tried_at", "fault", "answer"),
    "reorganisations.Reorganisation": ("approval", "state", "done_at", "target", "left_out"),
    "publicity.IncentiveCase": (
        *("application", "title", "body", "published_at"),
        *("withdrawn_at", "withdrawn_by", "withdrawal_reason", "withdrawal_note"),
    ),
    "publicity.Objection": (
        *("in_charge", "due_on", "state", "answer", "document_number", "answered_by", "answered_at"),
        *("sealed_name", "sealed_contact", "erased_at"),
        *("office", "marked_by", "marked_at", "opinion", "opinion_by", "opinion_at"),
    ),
    "publicity.ObjectionEvidence": ("file", "filename", "erased_at"),
    "publicity.Bulletin": (
        *("year", "number", "state", "approval", "published_at"),
        *("joined_count", "changed_count", "left_count", "public_count"),
        *("closed_by", "closed_at", "close_reason"),
    ),
    "publicity.Hold": ("lifted_by", "lifted_at"),
    # A trigger writes the end of a publication by the loss of the standing.
    "publicity.Publication": (
        *("fields", "left_with", "removal_submitted_at", "removal_submitted_by"),
        *("withdrawn_at", "withdrawn_by", "withdrawal_reason", "withdrawal_note"),
    ),
    "reports.PeriodReportRequest": ("attempts", "report", "ended_at"),
    "staffing.Absence": ("ended_by", "ended_at"),
    "roster.ListRules": ("withdrawn_by", "withdrawn_at", "withdrawal_reason"),
    "screening.Revocation": (
        *("restored_on", "restored_by", "restored_at", "restore_reason", "restore_document", "approval"),
    ),
    "screening.ScreenedPeriod": ("until",),
    "screening.Suspension": (
        *("lifted_on", "lifted_by", "lifted_at", "lift_reason", "lift_document", "replaced_by", "approval"),
    ),
    "screening.Standing": ("until", "end_known_at", "known_until"),
    "webhooks.Event": ("number",),
}
# Rows of files, of which only these fields change. They are replaced while a file is read again; triggers keep those of
# a confirmed file.
REPLACED: dict[str, tuple[str, ...]] = {
    "blacklists.BlacklistRow": (),
    "roster.RosterRemoval": ("reason",),
    "roster.RosterRow": (),
}
# Rows that are deleted: work on files, downloads, sessions, tokens, former passwords, second factors, attempts to sign
# in, drafts, what has acted once, old deliveries, changes that
# are added up, and settings of which only the present ones matter.
DELETED = (
    "accounts.FormerPassword",
    "accounts.SecondFactor",
    "accounts.Session",
    "axes.AccessAttempt",
    "axes.AccessAttemptExpiration",
    "axes.AccessLog",
    "blacklists.BlacklistHeading",
    "blacklists.BlacklistProblem",
    "blacklists.ParsedTable",
    "drafts.AnsweredRequest",
    "drafts.Draft",
    "drafts.DraftCookie",
    "drafts.DraftFile",
    "drafts.UsedKey",
    "exports.Export",
    "feedback.Following",
    "feedback.SavedSearch",
    "publicity.ContentChange",
    "publicity.OpenDataFile",
    "publicity.UsedChallenge",
    "otp_static.StaticDevice",
    "otp_static.StaticToken",
    "roster.RosterHeading",
    "roster.RosterProblem",
    "screening.ImportImpact",
    "webhooks.Delivery",
)
# What the application only reads: what Django writes when it migrates, and a table of axes that is not used.
READ = (
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "axes.AccessFailureLog",
    "contenttypes.ContentType",
)
# `pgtrigger.ignore` is read by no trigger, whoever sets it.
NEVER_IGNORED = """
    CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
        LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""
# The functions of triggers act as the owner, on the tables of the portal.
ACT_AS_OWNER = """
    DO $$
    DECLARE
        function regprocedure;
    BEGIN
        FOR function IN SELECT oid FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
        LOOP
            EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', function);
        END LOOP;
    END $$
"""
# The moment at which a record was written is the database's. Only the owner may load records of an earlier time.
RECORD_MOMENT = """
    CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.{column} := clock_timestamp();
            RETURN NEW;
        END
    $$;
    CREATE OR REPLACE TRIGGER record_moment BEFORE INSERT ON {table}
        FOR EACH ROW WHEN (current_user = {application}) EXECUTE FUNCTION {function}()
"""


def grant_rights(**kwargs: Any) -> None:
    """Grant the application its rights on the migrated database, and no more (a receiver of `post_migrate`).

    A database that is migrated in part gets them with the rest.
    """
    with connection.cursor() as cursor:
        if not {model._meta.db_table for model in stored_models()} <= set(connection.introspection.table_names(cursor)):
            return
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if not cursor.fetchone():
            raise ImproperlyConfigured(
                f"数据库没有{APPLICATION}这个角色：请先以超级用户运行python -m foundation.postgres.roles。"
            )
        cursor.execute(SQL(";\n").join([*_second_line(), *_nothing(), *_granted()]))


def _second_line() -> Iterator[SQL | Composed]:
    """Let triggers do what the rights of the application do not allow, whatever its session has set."""
    yield SQL(NEVER_IGNORED)
    yield SQL(CREATE_FUNCTION)
    for model in record_models():
        for field in model._meta.concrete_fields:
            if getattr(field, "auto_now_add", False) and not is_history(model):
                yield SQL(RECORD_MOMENT).format(
                    function=Identifier(f"{model._meta.db_table}_moment"),
                    column=Identifier(str(field.column)),
                    table=Identifier(model._meta.db_table),
                    application=Literal(APPLICATION),
                )
    yield SQL(ACT_AS_OWNER)


def _nothing() -> Iterator[Composed]:
    """Take away what anybody but the owner may do, and let the application connect."""
    database, application = Identifier(connection.settings_dict["NAME"]), Identifier(APPLICATION)
    for place in (SQL("DATABASE {}").format(database), SQL("SCHEMA public")):
        yield SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(place, application)
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield SQL(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC, {{}}").format(application)
    yield SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, application)
    yield SQL("GRANT USAGE ON SCHEMA public TO {}").format(application)
    yield SQL("GRANT EXECUTE ON FUNCTION audit_transaction, standing_holds, _pgtrigger_should_ignore TO {}").format(
        application
    )


def _granted() -> Iterator[Composed]:
    application = Identifier(APPLICATION)
    yield SQL("GRANT SELECT ON django_migrations TO {}").format(application)
    for model in stored_models():
        rights = SQL(", ").join(rights_on(model))
        yield SQL("GRANT {} ON {} TO {}").format(rights, Identifier(model._meta.db_table), application)


def rights_on(model: type[models.Model]) -> Iterator[SQL | Composed]:
    """Return the rights of the application on the table of the model."""
    label = model._meta.label
    yield SQL("SELECT")
    if label not in READ and not is_history(model):
        yield SQL("INSERT")
    if label in DELETED or label in REPLACED:
        yield SQL("DELETE")
    fields = {**ENDED, **REPLACED}.get(label)
    if fields:
        yield SQL("UPDATE ({})").format(column_list(columns_of(model, fields)))
    elif fields is None and label not in (*APPEND_ONLY, *READ) and not is_history(model):
        yield SQL("UPDATE")


def columns_of(model: type[models.Model], fields: Iterable[str]) -> list[str]:
    """Return the columns of the fields."""
    return [str(model._meta.get_field(field).column) for field in fields]


def is_history(model: type[models.Model]) -> bool:
    """Whether triggers write the rows of the model."""
    return model._meta.app_label == "pghistory" or hasattr(model, "pgh_tracked_model")


def stored_models() -> list[type[models.Model]]:
    """Return the models that have a table of their own."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def record_models() -> list[type[models.Model]]:
    """Return the models whose rows are records: history, logs, and what is only ended after it was written."""
    labels = {*APPEND_ONLY, *ENDED}
    return [model for model in stored_models() if model._meta.label in labels or is_history(model)]
