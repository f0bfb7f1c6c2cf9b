import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('screening', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowedStanding',
            fields=[
                ('standing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='followed', serialize=False, to='screening.standing', verbose_name='激励资格')),
            ],
            options={
                'verbose_name': '已推送的激励资格',
                'verbose_name_plural': '已推送的激励资格',
            },
        ),
        migrations.CreateModel(
            name='RecordedRevocation',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('screening.revocation',),
        ),
        migrations.CreateModel(
            name='RecordedSuspension',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('screening.suspension',),
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='用于哪个系统')),
                ('address', models.CharField(max_length=500, verbose_name='地址')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('standing.gained', '成为联合激励对象'), ('standing.lost', '不再是联合激励对象'), ('standing.changed', '其他状态变动'), ('revocation.created', '海关取消资格'), ('revocation.restored', '海关恢复资格'), ('suspension.created', '海关暂停资格'), ('suspension.lifted', '海关解除暂停'), ('notice.created', '给本单位的消息'), ('report.created', '报送失信线索'), ('report.supplemented', '补充失信线索'), ('report.withdrawn', '撤回失信线索'), ('report.decided', '处理失信线索'), ('advice.issued', '发出停用建议'), ('advice.answered', '答复停用建议'), ('advice.lifted', '撤销停用建议'), ('inquiry.asked', '询问措施实施'), ('inquiry.answered', '答复询问'), ('month.confirmed', '确认月份'), ('month.changed', '确认后有变动'), ('period_report.made', '生成统计报告')], max_length=20), size=None, verbose_name='推送的事件')),
                ('enabled', models.BooleanField(default=True, verbose_name='启用')),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='连续没有应答的次数')),
                ('paused_until', models.DateTimeField(editable=False, null=True, verbose_name='暂停至')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='设置时间')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设置人')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='成员单位')),
            ],
            options={
                'verbose_name': '推送接口',
                'verbose_name_plural': '推送接口',
                'ordering': ('department', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='EndpointKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=8, verbose_name='密钥编号')),
                ('sealed_secret', models.TextField(help_text='加密所用的密钥不在数据库中。', verbose_name='加密的密钥')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='签发时间')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='失效时间')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='webhooks.endpoint', verbose_name='推送接口')),
            ],
            options={
                'verbose_name': '推送接口的签名密钥',
                'verbose_name_plural': '推送接口的签名密钥',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('expires_at', None)), fields=('endpoint',), name='webhook_key_newest_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True, verbose_name='编号')),
                ('kind', models.CharField(choices=[('standing.gained', '成为联合激励对象'), ('standing.lost', '不再是联合激励对象'), ('standing.changed', '其他状态变动'), ('revocation.created', '海关取消资格'), ('revocation.restored', '海关恢复资格'), ('suspension.created', '海关暂停资格'), ('suspension.lifted', '海关解除暂停'), ('notice.created', '给本单位的消息'), ('advice.issued', '发出停用建议'), ('advice.answered', '答复停用建议'), ('advice.lifted', '撤销停用建议'), ('report.created', '报送失信线索'), ('report.supplemented', '补充失信线索'), ('report.withdrawn', '撤回失信线索'), ('report.decided', '处理失信线索'), ('inquiry.asked', '询问措施实施'), ('inquiry.answered', '答复询问'), ('month.confirmed', '确认月份'), ('month.changed', '确认后有变动'), ('period_report.made', '生成统计报告'), ('test', '测试')], max_length=20, verbose_name='事件')),
                ('departments', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='空即全部。', null=True, size=None, verbose_name='可以知悉的单位')),
                ('subject', models.CharField(max_length=40, verbose_name='事项')),
                ('data', models.JSONField(verbose_name='内容')),
                ('occurred_at', models.DateTimeField(verbose_name='发生时间')),
                ('number', models.BigIntegerField(null=True, unique=True, verbose_name='序号')),
            ],
            options={
                'verbose_name': '推送的事件',
                'verbose_name_plural': '推送的事件',
                'ordering': ('number',),
                'indexes': [models.Index(condition=models.Q(('number', None)), fields=['id'], name='event_without_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('standing.gained', 'standing.lost', 'standing.changed', 'revocation.created', 'revocation.restored', 'suspension.created', 'suspension.lifted', 'notice.created', 'report.created', 'report.supplemented', 'report.withdrawn', 'report.decided', 'advice.issued', 'advice.answered', 'advice.lifted', 'inquiry.asked', 'inquiry.answered', 'month.confirmed', 'month.changed', 'period_report.made'))), name='event_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('standing.gained', '成为联合激励对象'), ('standing.lost', '不再是联合激励对象'), ('standing.changed', '其他状态变动'), ('revocation.created', '海关取消资格'), ('revocation.restored', '海关恢复资格'), ('suspension.created', '海关暂停资格'), ('suspension.lifted', '海关解除暂停'), ('notice.created', '给本单位的消息'), ('advice.issued', '发出停用建议'), ('advice.answered', '答复停用建议'), ('advice.lifted', '撤销停用建议'), ('report.created', '报送失信线索'), ('report.supplemented', '补充失信线索'), ('report.withdrawn', '撤回失信线索'), ('report.decided', '处理失信线索'), ('inquiry.asked', '询问措施实施'), ('inquiry.answered', '答复询问'), ('month.confirmed', '确认月份'), ('month.changed', '确认后有变动'), ('period_report.made', '生成统计报告'), ('test', '测试')], max_length=20, verbose_name='事件')),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='编号')),
                ('state', models.CharField(choices=[('waiting', '待投递'), ('done', '已送达'), ('failed', '未能送达')], default='waiting', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='产生时间')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='下次投递')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='最近一次投递')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='HTTP 状态')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='应答')),
                ('reason', models.JSONField(help_text='代码和参数。', null=True, verbose_name='未送达的原因')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.endpoint', verbose_name='推送接口')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.event', verbose_name='推送的事件')),
            ],
            options={
                'verbose_name': '投递',
                'verbose_name_plural': '投递',
                'ordering': ('-pk',),
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'failed'))), fields=['endpoint', 'next_at'], name='delivery_not_delivered')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'event'), name='delivery_event_once'), models.UniqueConstraint(fields=('endpoint', 'message_id'), name='delivery_message_once'), models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('kind', 'test')), models.Q(models.Q(('kind', 'test'), _negated=True), ('event__isnull', False)), _connector='OR'), name='delivery_of_an_event_or_a_test'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'failed'])), name='delivery_state_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."message_id" IS DISTINCT FROM (NEW."message_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."departments" IS DISTINCT FROM (NEW."departments") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."data" IS DISTINCT FROM (NEW."data") OR OLD."occurred_at" IS DISTINCT FROM (NEW."occurred_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='eb6daf4a37bf612dbd1c2d78e819c5f262f7c2de', operation='UPDATE', pgid='pgtrigger_event_immutable_7df4c', table='webhooks_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d267e4f9791d6a0784c64ba690b6a0b9d187a1f9', operation='UPDATE', pgid='pgtrigger_ended_immutable_9d3eb', table='webhooks_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b5f111d2d7323f58fffe0ce8e9e3f13239fc70ac', operation='DELETE', pgid='pgtrigger_never_deleted_84bb9', table='webhooks_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordedrevocation',
            trigger=pgtrigger.compiler.Trigger(name='event_revocation_created', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO webhooks_event (kind, subject, departments, data, occurred_at)\n            SELECT 'revocation.created', enterprise.uscc, NULL, jsonb_build_object('id', written.id, 'uscc', enterprise.uscc, 'name', enterprise.name, 'office', office.code, 'category', written.category, 'effective_on', written.effective_on, 'document_number', written.document_number), clock_timestamp()\n            FROM written JOIN roster_enterprise enterprise ON enterprise.id = written.enterprise_id JOIN accounts_department office ON office.id = written.office_id ORDER BY written.id;\n            RETURN NULL;\n        ", hash='405443709d6bb6300331033793a34e3d0765f632', level='STATEMENT', operation='INSERT', pgid='pgtrigger_event_revocation_created_b83a6', referencing='REFERENCING NEW TABLE AS written ', table='screening_revocation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordedrevocation',
            trigger=pgtrigger.compiler.Trigger(name='event_revocation_restored', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO webhooks_event (kind, subject, departments, data, occurred_at)\n            SELECT 'revocation.restored', enterprise.uscc, NULL, jsonb_build_object('id', written.id, 'uscc', enterprise.uscc, 'name', enterprise.name, 'office', office.code, 'restored_on', written.restored_on, 'document_number', written.restore_document), clock_timestamp()\n            FROM written JOIN earlier USING (id) JOIN roster_enterprise enterprise ON enterprise.id = written.enterprise_id JOIN accounts_department office ON office.id = written.office_id WHERE earlier.restored_on IS NULL AND written.restored_on IS NOT NULL ORDER BY written.id;\n            RETURN NULL;\n        ", hash='ecfdacbd447129a59bf3f3b8644f201b82a1fa9f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_event_revocation_restored_5b491', referencing='REFERENCING OLD TABLE AS earlier  NEW TABLE AS written ', table='screening_revocation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordedsuspension',
            trigger=pgtrigger.compiler.Trigger(name='event_suspension_created', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO webhooks_event (kind, subject, departments, data, occurred_at)\n            SELECT 'suspension.created', enterprise.uscc, NULL, jsonb_build_object('id', written.id, 'uscc', enterprise.uscc, 'name', enterprise.name, 'office', office.code, 'effective_on', written.effective_on, 'document_number', written.document_number), clock_timestamp()\n            FROM written JOIN roster_enterprise enterprise ON enterprise.id = written.enterprise_id JOIN accounts_department office ON office.id = written.office_id ORDER BY written.id;\n            RETURN NULL;\n        ", hash='1609b2a39ca27ed1aa51b3a36b41bfeb0475de43', level='STATEMENT', operation='INSERT', pgid='pgtrigger_event_suspension_created_9c7e7', referencing='REFERENCING NEW TABLE AS written ', table='screening_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordedsuspension',
            trigger=pgtrigger.compiler.Trigger(name='event_suspension_lifted', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO webhooks_event (kind, subject, departments, data, occurred_at)\n            SELECT 'suspension.lifted', enterprise.uscc, NULL, jsonb_build_object('id', written.id, 'uscc', enterprise.uscc, 'name', enterprise.name, 'office', office.code, 'lifted_on', written.lifted_on, 'document_number', written.lift_document, 'replaced_by', written.replaced_by_id), clock_timestamp()\n            FROM written JOIN earlier USING (id) JOIN roster_enterprise enterprise ON enterprise.id = written.enterprise_id JOIN accounts_department office ON office.id = written.office_id WHERE earlier.lifted_on IS NULL AND written.lifted_on IS NOT NULL ORDER BY written.id;\n            RETURN NULL;\n        ", hash='86049d40e33951eb3d8b836121b2592849e06806', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_event_suspension_lifted_57653', referencing='REFERENCING OLD TABLE AS earlier  NEW TABLE AS written ', table='screening_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='delivery_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:done,waiting:failed,done:waiting,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='eac3bc9acea513ce4c258d191f6ea815019ab828', operation='UPDATE', pgid='pgtrigger_delivery_transition_ee577', table='webhooks_delivery', when='BEFORE')),
        ),
    ]
