import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# When the platform learned of an earlier restoration stands in the audit, written in the same transaction.
FROM_THE_AUDIT = """
    UPDATE roster_revocation revocation
    SET restored_at = COALESCE(
        (
            SELECT max(entry.at) FROM accounts_auditentry entry
            WHERE entry.verb = '恢复资格' AND entry.target_type = '企业'
                AND entry.target_id = revocation.enterprise_id::text
                AND entry.detail ->> '文号' = revocation.restore_document
        ),
        revocation.restored_on::timestamptz
    )
    WHERE restored_on IS NOT NULL
"""

# Of older versions only those are known that the hit and the entry still are.
LAST_HITS = """
    UPDATE roster_screeninghitevent event
    SET screening_id = hit.screening_id,
        score = CASE WHEN event.fingerprint = hit.fingerprint AND event.rung = hit.rung THEN hit.score ELSE 0 END,
        reasons = CASE WHEN event.fingerprint = hit.fingerprint AND event.rung = hit.rung
            THEN hit.reasons ELSE '[]'::jsonb END
    FROM roster_screeninghit hit
    WHERE hit.id = event.pgh_obj_id
"""
LAST_ENDS = """
    UPDATE roster_blacklistentryevent event
    SET ended_by_id = entry.ended_by_id
    FROM roster_blacklistentry entry
    WHERE entry.id = event.pgh_obj_id AND entry.row_id = event.row_id AND entry.removed_on = event.removed_on
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_customs_code_prefixes'),
        ('roster', '0007_many_rows_quickly'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='blacklistentry',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='blacklistentry',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='screeninghit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='screeninghit',
            name='update_update',
        ),
        migrations.RenameModel(
            "ScreeningHitHoldsRungDecisionDecidedByDecisionReasonFingerprintEvent", "ScreeningHitEvent"
        ),
        migrations.AddField(
            model_name='blacklistentryevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='在该次导入比对完成之前，条目仍然有效。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.blacklistimport', verbose_name='不再列出它的导入'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='reasons',
            field=models.JSONField(default=list, verbose_name='理由'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='score',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='分值'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='screening',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=0, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.screening', verbose_name='发现它的比对'),
            preserve_default=False,
        ),
        migrations.RunSQL(LAST_HITS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(LAST_ENDS, reverse_sql=migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_blacklistentryevent" ("authority", "basis", "blacklist_id", "document_number", "ended_by_id", "expires_on", "id", "key", "listed_on", "name", "name_key", "org_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_on", "row_id", "uscc") VALUES (NEW."authority", NEW."basis", NEW."blacklist_id", NEW."document_number", NEW."ended_by_id", NEW."expires_on", NEW."id", NEW."key", NEW."listed_on", NEW."name", NEW."name_key", NEW."org_code", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_on", NEW."row_id", NEW."uscc"); RETURN NULL;', hash='c64e78ed4927fcbd78d68a6dd9f3e948f562779e', operation='INSERT', pgid='pgtrigger_insert_insert_18ce5', table='roster_blacklistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."blacklist_id" IS DISTINCT FROM (NEW."blacklist_id") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."listed_on" IS DISTINCT FROM (NEW."listed_on") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."org_code" IS DISTINCT FROM (NEW."org_code") OR OLD."removed_on" IS DISTINCT FROM (NEW."removed_on") OR OLD."row_id" IS DISTINCT FROM (NEW."row_id") OR OLD."uscc" IS DISTINCT FROM (NEW."uscc"))', func='INSERT INTO "roster_blacklistentryevent" ("authority", "basis", "blacklist_id", "document_number", "ended_by_id", "expires_on", "id", "key", "listed_on", "name", "name_key", "org_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_on", "row_id", "uscc") VALUES (NEW."authority", NEW."basis", NEW."blacklist_id", NEW."document_number", NEW."ended_by_id", NEW."expires_on", NEW."id", NEW."key", NEW."listed_on", NEW."name", NEW."name_key", NEW."org_code", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_on", NEW."row_id", NEW."uscc"); RETURN NULL;', hash='2bb7dfe24b1ca6d0cb8c3ca9154fda74a558cfd9', operation='UPDATE', pgid='pgtrigger_update_update_d1cb7', table='roster_blacklistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screeninghit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_screeninghitevent" ("decided_by_id", "decision", "decision_reason", "fingerprint", "holds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "rung", "score", "screening_id") VALUES (NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."fingerprint", NEW."holds", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reasons", NEW."rung", NEW."score", NEW."screening_id"); RETURN NULL;', hash='d4d289b2fc29a9cee2633e1975890e1e90509efd', operation='INSERT', pgid='pgtrigger_insert_insert_3a776', table='roster_screeninghit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screeninghit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decision" IS DISTINCT FROM (NEW."decision") OR OLD."decision_reason" IS DISTINCT FROM (NEW."decision_reason") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."holds" IS DISTINCT FROM (NEW."holds") OR OLD."reasons" IS DISTINCT FROM (NEW."reasons") OR OLD."rung" IS DISTINCT FROM (NEW."rung") OR OLD."score" IS DISTINCT FROM (NEW."score") OR OLD."screening_id" IS DISTINCT FROM (NEW."screening_id"))', func='INSERT INTO "roster_screeninghitevent" ("decided_by_id", "decision", "decision_reason", "fingerprint", "holds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "rung", "score", "screening_id") VALUES (NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."fingerprint", NEW."holds", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reasons", NEW."rung", NEW."score", NEW."screening_id"); RETURN NULL;', hash='add7a496e442a8a2fc3eea290d16defadb3a9a13', operation='UPDATE', pgid='pgtrigger_update_update_6b5d3', table='roster_screeninghit', when='AFTER')),
        ),
        migrations.RemoveConstraint(
            model_name='revocation',
            name='revocation_restored_with_reason',
        ),
        migrations.AddField(
            model_name='revocation',
            name='restored_at',
            field=models.DateTimeField(null=True, verbose_name='恢复的录入时间'),
        ),
        migrations.RunSQL(FROM_THE_AUDIT, reverse_sql=migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(('restored_on__isnull', True), models.Q(('restored_at__isnull', False), ('restored_by__isnull', False), ('restored_on__gte', models.F('effective_on')), models.Q(('restore_reason', ''), _negated=True), models.Q(('restore_document', ''), _negated=True)), _connector='OR'), name='revocation_restored_with_reason'),
        ),
    ]
