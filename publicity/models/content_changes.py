"""公众页面的版本: a number that grows with every transaction that may change a public page.

Pages are kept as long as the number is the same (publicity/kept_pages.py). The problem: no transaction may wait for
another one only to count itself, and the number must be the new one as soon as the transaction has committed. So each
statement on a table that public pages read inserts a row, which waits for nobody, and the number is a count:

    event                                            settled   rows   version
    at first                                         40        0      40
    a roster inserts enterprises                     40        1      41
    a revocation ends a standing and begins another  40        3      43
    `settle_changes`                                 43        0      43
"""

import pgtrigger
from django.db import InterfaceError, OperationalError, connection, models, transaction

from accounts.models import Department
from approvals.models import Approval
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from feedback.models import MeasureApplication
from incentives.models import ActionPlan, Measure, MeasureVersion, Section
from publicity.models.bulletins import Bulletin
from publicity.models.cases import IncentiveCase
from publicity.models.objections import Objection
from publicity.models.publications import Publication
from reorganisations.models import Reorganisation
from roster.models import Certification, Enterprise, ListRules, RosterSubmission
from screening.models import Standing
from workdays.models import SiteSettings

# One snapshot for both, so that rows that are being settled are counted once.
VERSION = """
    SELECT COALESCE((SELECT settled FROM publicity_contentversion), 0) + (SELECT count(*) FROM publicity_contentchange)
"""
SETTLE = """
    WITH deleted AS (DELETE FROM publicity_contentchange RETURNING id)
    INSERT INTO publicity_contentversion (id, settled) SELECT 1, count(*) FROM deleted
    ON CONFLICT (id) DO UPDATE SET settled = publicity_contentversion.settled + EXCLUDED.settled
"""


class ContentChange(models.Model):
    """One statement that may have changed a public page, until it is settled."""

    class Meta:
        verbose_name = verbose_name_plural = "公众页面的变动"


class ContentVersion(models.Model):
    """How many changes were settled: one row."""

    id = models.PositiveSmallIntegerField("编号", primary_key=True, default=1)
    settled = models.BigIntegerField("已计入的变动数")

    class Meta:
        verbose_name = verbose_name_plural = "公众页面的版本"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="content_version_once")]


def content_version() -> int:
    """Return the version of the content of the public pages.

    Each request for a kept page reads it, so it costs one round trip: the driver's own cursor asks, without a check
    before it whether the connection still works. Where that has broken, Django connects again.
    """
    connection.ensure_connection()
    try:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(VERSION)
            return int(cursor.fetchone()[0])
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        connection.close()
    with connection.cursor() as again:
        again.execute(VERSION)
        return int(again.fetchone()[0])


@transaction.atomic
def settle_changes() -> None:
    """Add the changes up, so that few rows are counted; the version stays the same."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE)


class Counted:
    """The Meta of a proxy of a table that public pages read, with the trigger that counts its changes."""

    proxy = True
    triggers = [
        pgtrigger.Trigger(
            name="content_changed",
            level=pgtrigger.Statement,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.After,
            func="INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;",
        )
    ]


class CountedActionPlan(ActionPlan):
    Meta = Counted


class CountedApproval(Approval):
    Meta = Counted


class CountedBlacklist(Blacklist):
    Meta = Counted


class CountedBlacklistFeed(BlacklistFeed):
    Meta = Counted


class CountedBlacklistImport(BlacklistImport):
    Meta = Counted


class CountedBulletin(Bulletin):
    Meta = Counted


class CountedCase(IncentiveCase):
    Meta = Counted


class CountedCertification(Certification):
    Meta = Counted


class CountedDepartment(Department):
    Meta = Counted


class CountedEnterprise(Enterprise):
    Meta = Counted


class CountedListRules(ListRules):
    Meta = Counted


class CountedMeasure(Measure):
    Meta = Counted


class CountedMeasureApplication(MeasureApplication):
    Meta = Counted


class CountedMeasureVersion(MeasureVersion):
    Meta = Counted


class CountedObjection(Objection):
    Meta = Counted


class CountedPublication(Publication):
    Meta = Counted


class CountedReorganisation(Reorganisation):
    Meta = Counted


class CountedRosterSubmission(RosterSubmission):
    Meta = Counted


class CountedSection(Section):
    Meta = Counted


class CountedSiteSettings(SiteSettings):
    Meta = Counted


class CountedStanding(Standing):
    Meta = Counted
