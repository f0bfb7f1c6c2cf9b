import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='时间')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='操作人编号')),
                ('actor_username', models.CharField(blank=True, max_length=50, verbose_name='操作人用户名')),
                ('actor_name', models.CharField(blank=True, max_length=50, verbose_name='操作人')),
                ('actor_department', models.CharField(blank=True, max_length=50, verbose_name='操作人的成员单位')),
                ('verb', models.CharField(max_length=50, verbose_name='操作')),
                ('target_type', models.CharField(max_length=100, verbose_name='对象类别')),
                ('target_id', models.CharField(max_length=50, verbose_name='对象编号')),
                ('target_label', models.CharField(max_length=200, verbose_name='对象')),
                ('detail', models.JSONField(default=dict, verbose_name='详情')),
            ],
            options={
                'verbose_name': '审计日志',
                'verbose_name_plural': '审计日志',
                'ordering': ('-pk',),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0450288fcb55201b346da4e2d56d2293ba7aac03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_00dfa', table='audit_auditevent', when='BEFORE')),
        ),
    ]
