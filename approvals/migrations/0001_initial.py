import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(help_text='模型，如screening.ScreeningHit。', max_length=100, verbose_name='对象类别')),
                ('subject_key', models.CharField(max_length=50, verbose_name='对象编号')),
                ('change', models.JSONField(verbose_name='拟定内容')),
                ('expected_version', models.CharField(help_text='提出人所见的对象版本。', max_length=64, verbose_name='提出时的版本')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='提出时间')),
                ('reason', models.TextField(verbose_name='提出理由')),
                ('state', models.CharField(choices=[('pending', '待复核'), ('approved', '复核同意'), ('rejected', '已退回'), ('withdrawn', '已撤回'), ('superseded', '已失效')], default='pending', max_length=20, verbose_name='状态')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('decision_reason', models.TextField(blank=True, verbose_name='复核意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
            ],
            options={
                'verbose_name': '双人复核',
                'verbose_name_plural': '双人复核',
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'approved', 'rejected', 'withdrawn', 'superseded'])), name='approval_state_known'),
                    models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('subject_type', 'subject_key'), name='approval_pending_once'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='approval_proposed_with_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision_reason', ''), ('state', 'pending')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'approved')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['rejected', 'withdrawn']), models.Q(('decision_reason', ''), _negated=True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', True), ('decision_reason', ''), ('state', 'superseded')), _connector='OR'), name='approval_decided_with_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'rejected']), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='approval_decided_by_other_user'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('decided_by', models.F('proposed_by')), _connector='OR'), name='approval_withdrawn_by_proposer'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='approval_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{pending:approved,pending:rejected,pending:withdrawn,pending:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='f8f9f10f6cc7ab45963ca7ee1937303486436515', operation='UPDATE', pgid='pgtrigger_approval_transition_b52ba', table='approvals_approval', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='proposal_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."subject_type" IS DISTINCT FROM (NEW."subject_type") OR OLD."subject_key" IS DISTINCT FROM (NEW."subject_key") OR OLD."change" IS DISTINCT FROM (NEW."change") OR OLD."expected_version" IS DISTINCT FROM (NEW."expected_version") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7a72a43faaa2d0173d9802cf9d1886d1c5c83821', operation='UPDATE', pgid='pgtrigger_proposal_immutable_1ea4f', table='approvals_approval', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='32603dffc1fd24dbba6e99a9a2e4c06159920fda', operation='DELETE', pgid='pgtrigger_never_deleted_abc56', table='approvals_approval', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'pending\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5cd465bd99a25bed985b8ba75e3b377f07d4a1ca', operation='UPDATE', pgid='pgtrigger_ended_immutable_03f4b', table='approvals_approval', when='BEFORE')),
                ],
            },
        ),
    ]
