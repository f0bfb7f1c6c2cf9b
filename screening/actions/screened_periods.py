"""Record which certifications are screened, and for which the screening has failed (plan §1).

A certification becomes screened when it has been compared with every excluding blacklist, up to the newest confirmed
file of each. It remains screened when a later file is confirmed, unless the screening of that file fails. While an
excluding blacklist has no confirmed file and is not declared unused, nobody is screened. Each file has a screening of
its own, and so has each roster, so several screenings decide together. An example with one blacklist:

    event                                                     new enterprise A  enterprise B, screened before
    a roster adds A, its screening is planned                 not screened      screened
    a file that names A is confirmed                          not screened      screened
    the screening of the roster is done                       not screened      screened
    the screening of the file fails                           failed            failed
    everything is compared again                              screened          screened

`record_screened` takes these steps for open certifications; OUTCOMES is one statement with steps 1 to 6:

1. Find the newest completed screening that compared the certification with everything: of its roster, or of all. Where
   a later roster states another name or number, the screening of the first roster compared the certification only if
   it was finished before. A screening of the receiving roster from before a transfer did not compare it either.
2. Find the files of excluding blacklists that were confirmed after that screening was planned, whose own screening
   is not done, and which still have entries of their own in force. The screening of a later file of the same blacklist
   compares the entries of a failed one as well, so a failed file that such a screening followed is left out.
3. Failed, if a screening of the certification's roster failed and step 1 found no later one, or if step 1 found a
   screening and step 2 a failed file. Other failures change no certification.
4. If step 2 found only files that still wait: as before. A new certification is not screened; one that is screened, or
   whose screening failed, stays so.
5. Otherwise: screened, if step 1 found a screening; without one nothing is recorded.
6. Where an excluding blacklist has neither a confirmed file nor a declaration (尚未启用), nobody is screened, whatever
   steps 3 to 5 gave.
7. End the open period where the outcome differs, and begin another; after step 6 none begins.
"""

from collections.abc import Collection

from django.db import connection, transaction
from django.utils import timezone

from foundation.postgres.sql import SQL
from roster.models import Certification

# From so many certifications on, the table of periods is analysed.
MANY = 1_000
OUTCOMES = """
    CREATE TEMP TABLE outcomes ON COMMIT DROP AS
    -- Step 6: whether an excluding blacklist has neither a confirmed file nor a declaration.
    WITH missing AS (
        SELECT EXISTS (
            SELECT FROM blacklists_blacklist list
            WHERE list.excludes AND list.unused_declared_at IS NULL AND NOT EXISTS (
                SELECT FROM blacklists_blacklistimport import
                WHERE import.blacklist_id = list.id AND import.status = 'confirmed'
            )
        ) AS is_missing
    ),
    -- Step 2, apart from the day: the screenings of files that wait or have failed.
    unresolved AS (
        SELECT screening.id, screening.failure IS NOT NULL AS failed, import.confirmed_at
        FROM screening_screening screening
            JOIN blacklists_blacklistimport import ON import.id = screening.blacklist_import_id
            JOIN blacklists_blacklist list ON list.id = import.blacklist_id
        WHERE list.excludes AND screening.trigger = 'blacklist' AND screening.state <> 'done'
            -- No other screening of the same file is done.
            AND NOT EXISTS (
                SELECT FROM screening_screening other
                WHERE other.blacklist_import_id = import.id AND other.state = 'done'
            )
            -- If it failed: no later file of the blacklist has been compared since.
            AND NOT EXISTS (
                SELECT FROM screening_screening later
                    JOIN blacklists_blacklistimport file ON file.id = later.blacklist_import_id
                WHERE screening.failure IS NOT NULL AND file.blacklist_id = list.id AND later.trigger = 'blacklist'
                    AND later.state = 'done' AND later.started_at > screening.finished_at
            )
            -- The file still has entries of its own in force.
            AND EXISTS (
                SELECT FROM blacklists_blacklistentry entry
                WHERE entry.last_import_id = import.id
                    AND (entry.removed_on IS NULL OR entry.removed_on > %(today)s)
            )
    ),
    -- Step 1: the newest completed screening of everything, or its repetition.
    everything AS (
        SELECT screening.id, screening.started_at
        FROM screening_screening screening LEFT JOIN screening_screening scope ON scope.id = screening.repeats_id
        WHERE screening.state = 'done' AND NOT screening.is_trial
            AND COALESCE(scope.trigger, screening.trigger) = 'everything'
        ORDER BY screening.started_at DESC LIMIT 1
    ),
    -- Step 1: transfers, by the receiving roster.
    transfers AS (
        SELECT transfer.certification_id, received.submission_id, transfer.settled_at
        FROM roster_transfer transfer JOIN roster_rosterrow received ON received.id = transfer.row_id
        WHERE transfer.state = 'done'
    ),
    -- The open certifications, with the rosters that opened and last identified them, and their open periods.
    certified AS (
        SELECT certification.id, opened.confirmed_at AS opened_at, identified.confirmed_at AS identified_at,
            certification.opened_by_id, certification.identified_by_id,
            period.id AS period, period.is_complete
        FROM roster_certification certification
            JOIN roster_rostersubmission opened ON opened.id = certification.opened_by_id
            JOIN roster_rostersubmission identified ON identified.id = certification.identified_by_id
            LEFT JOIN screening_screenedperiod period
                ON period.certification_id = certification.id AND period.until IS NULL
        WHERE certification.until IS NULL AND certification.id = ANY(%(certifications)s)
    ),
    compared AS (
        SELECT certified.*, run.id AS screening, run.started_at, failure.id AS failed_screening
        FROM certified
            -- Step 1: the newest completed screening of the roster or of everything.
            LEFT JOIN LATERAL (
                SELECT done.id, done.started_at FROM screening_screening done
                WHERE (
                        done.submission_id = certified.identified_by_id
                        OR done.submission_id = certified.opened_by_id AND done.finished_at < certified.identified_at
                    )
                    AND done.state = 'done' AND done.trigger = 'roster'
                    AND NOT EXISTS (
                        SELECT FROM transfers WHERE transfers.certification_id = certified.id
                            AND transfers.submission_id = done.submission_id AND transfers.settled_at > done.started_at
                    )
                UNION ALL
                SELECT everything.id, everything.started_at FROM everything
                WHERE everything.started_at > certified.opened_at
                ORDER BY 2 DESC LIMIT 1
            ) AS run ON true
            -- Step 3: a failed screening of the roster, if step 1 found no later one.
            LEFT JOIN LATERAL (
                SELECT failed.id FROM screening_screening failed
                WHERE (
                        failed.submission_id = certified.identified_by_id
                        OR failed.submission_id = certified.opened_by_id
                            AND failed.finished_at < certified.identified_at
                    )
                    AND failed.trigger = 'roster' AND failed.failure IS NOT NULL
                    AND NOT EXISTS (
                        SELECT FROM transfers WHERE transfers.certification_id = certified.id
                            AND transfers.submission_id = failed.submission_id
                            AND transfers.settled_at > failed.created_at
                    )
                    AND (run.started_at IS NULL OR run.started_at < failed.created_at)
                ORDER BY failed.id LIMIT 1
            ) AS failure ON true
    )
    SELECT compared.id AS certification_id, compared.period, compared.is_complete AS was_complete, today.day,
        missing.is_missing,
        -- Steps 3 to 5: false for failed, as before for waiting, true for screened, null for nothing to record.
        CASE WHEN failed THEN COALESCE(failed_screening, failed_import) ELSE compared.screening END AS screening_id,
        CASE WHEN failed THEN false WHEN waiting THEN compared.is_complete
            WHEN compared.screening IS NOT NULL THEN true END AS is_complete
    FROM compared CROSS JOIN LATERAL (
        -- Step 2: the files confirmed after the screening of step 1 was planned.
        SELECT min(unresolved.id) FILTER (WHERE unresolved.failed) AS failed_import,
            failed_screening IS NOT NULL
                OR (compared.screening IS NOT NULL AND COALESCE(bool_or(unresolved.failed), false)) AS failed,
            count(*) > 0 AS waiting
        FROM unresolved WHERE unresolved.confirmed_at > COALESCE(compared.started_at, '-infinity')
    ) AS files CROSS JOIN (SELECT %(today)s::date AS day) AS today CROSS JOIN missing
"""
CHANGED = SQL("""
    CASE WHEN outcome.is_missing THEN outcome.period IS NOT NULL
    ELSE outcome.is_complete IS NOT NULL AND outcome.is_complete IS DISTINCT FROM outcome.was_complete END
""")
END_PERIODS = SQL("""
    UPDATE screening_screenedperiod period SET until = outcome.day FROM outcomes outcome
    WHERE period.id = outcome.period AND {changed}
""").format(changed=CHANGED)
BEGIN_PERIODS = SQL("""
    INSERT INTO screening_screenedperiod (certification_id, screening_id, is_complete, since)
    SELECT certification_id, screening_id, is_complete, day FROM outcomes outcome WHERE {changed} AND NOT is_missing
    ORDER BY certification_id
""").format(changed=CHANGED)
AFFECTED = SQL("""
    SELECT certification.enterprise_id FROM outcomes outcome
        JOIN roster_certification certification ON certification.id = outcome.certification_id
    WHERE {changed}
""").format(changed=CHANGED)


@transaction.atomic
def record_screened(certifications: Collection[int]) -> set[int]:
    """Record what is screened and what failed; return the enterprises for which that changed. Reassess them next.

    `certifications` are primary keys, of which only open ones are considered. Call it in the transaction of the fact,
    with the enterprises locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(OUTCOMES, {"certifications": list(certifications), "today": timezone.localdate()})
        cursor.execute(AFFECTED)
        affected = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(END_PERIODS)
        cursor.execute(BEGIN_PERIODS)
        cursor.execute("DROP TABLE outcomes")
        if len(affected) > MANY:
            # The statistics of the table are outdated: they describe it before these rows.
            cursor.execute("ANALYZE screening_screenedperiod")
    return affected


def open_certifications_of(enterprises: Collection[int]) -> list[int]:
    """The primary keys of the open certifications of these enterprises."""
    certifications = Certification.objects.open().filter(enterprise_id__any_of=set(enterprises))
    return list(certifications.order_by().values_list("pk", flat=True))


def certified_enterprises() -> set[int]:
    """The primary keys of all enterprises with an open certification."""
    return set(Certification.objects.open().order_by().values_list("enterprise_id", flat=True))
