import django.contrib.postgres.fields
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
            name='StandingEvent',
            fields=[
                ('standing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='webhook_event', serialize=False, to='screening.standing', verbose_name='激励资格')),
                ('kind', models.CharField(blank=True, choices=[('standing.gained', '成为联合激励对象'), ('standing.lost', '不再是联合激励对象'), ('standing.changed', '其他状态变动'), ('test', '测试')], max_length=20, verbose_name='事件')),
            ],
            options={
                'verbose_name': '推送的事件',
                'verbose_name_plural': '推送的事件',
            },
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='用于哪个系统')),
                ('address', models.CharField(max_length=500, verbose_name='地址')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('standing.gained', '成为联合激励对象'), ('standing.lost', '不再是联合激励对象'), ('standing.changed', '其他状态变动')], max_length=20), size=None, verbose_name='推送的事件')),
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
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('standing.gained', '成为联合激励对象'), ('standing.lost', '不再是联合激励对象'), ('standing.changed', '其他状态变动'), ('test', '测试')], max_length=20, verbose_name='事件')),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='编号')),
                ('state', models.CharField(choices=[('waiting', '待投递'), ('done', '已送达'), ('failed', '未能送达')], default='waiting', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='产生时间')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='下次投递')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='最近一次投递')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='HTTP 状态')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='应答')),
                ('reason', models.JSONField(help_text='代码和参数。', null=True, verbose_name='未送达的原因')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.endpoint', verbose_name='推送接口')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.standingevent', verbose_name='推送的事件')),
            ],
            options={
                'verbose_name': '投递',
                'verbose_name_plural': '投递',
                'ordering': ('-pk',),
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'failed'))), fields=['endpoint', 'next_at'], name='delivery_not_delivered')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'event'), name='delivery_event_once'), models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('kind', 'test')), models.Q(models.Q(('kind', 'test'), _negated=True), ('event__isnull', False)), _connector='OR'), name='delivery_of_an_event_or_a_test'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'failed'])), name='delivery_state_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='delivery_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:done,waiting:failed,done:waiting,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='eac3bc9acea513ce4c258d191f6ea815019ab828', operation='UPDATE', pgid='pgtrigger_delivery_transition_ee577', table='webhooks_delivery', when='BEFORE')),
        ),
    ]
