import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('feedback', '0001_initial'),
        ('roster', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('withdrawal_reason', models.CharField(blank=True, choices=[('requested', '企业申请'), ('wrong', '公布内容有误'), ('doubted', '情况待核实'), ('other', '其他')], max_length=20, verbose_name='撤下原因')),
                ('withdrawal_note', models.TextField(blank=True, verbose_name='撤下说明')),
                ('published_at', models.DateTimeField(auto_now_add=True, verbose_name='公布时间')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='roster.enterprise', verbose_name='企业')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公布人')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤下人')),
            ],
            options={
                'verbose_name': '名单公布',
                'verbose_name_plural': '名单公布',
                'ordering': ('enterprise__sort_key', 'pk'),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('enterprise',), name='published_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_note', ''), ('withdrawal_reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(models.Q(('withdrawal_note', ''), _negated=True), ('withdrawal_reason__in', ['requested', 'wrong', 'doubted', 'other']), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='publication_withdrawn_with_reason'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1a67098d6722550a4d812bafa8f8eac43a483f2d', operation='UPDATE', pgid='pgtrigger_ended_immutable_01beb', table='publicity_publication', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='IncentiveCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('withdrawal_reason', models.CharField(blank=True, choices=[('requested', '企业申请'), ('wrong', '公布内容有误'), ('doubted', '情况待核实'), ('other', '其他')], max_length=20, verbose_name='撤下原因')),
                ('withdrawal_note', models.TextField(blank=True, verbose_name='撤下说明')),
                ('title', models.CharField(max_length=100, verbose_name='标题')),
                ('body', models.TextField(help_text='不写自然人的姓名与身份信息。', verbose_name='内容')),
                ('written_at', models.DateTimeField(auto_now_add=True, verbose_name='编写时间')),
                ('published_at', models.DateTimeField(null=True, verbose_name='公布时间')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='feedback.measureapplication', verbose_name='措施实施')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤下人')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编写人')),
            ],
            options={
                'verbose_name': '联合激励案例',
                'verbose_name_plural': '联合激励案例',
                'ordering': ('-published_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='case_has_title_and_body'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_note', ''), ('withdrawal_reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(models.Q(('withdrawal_note', ''), _negated=True), ('withdrawal_reason__in', ['requested', 'wrong', 'doubted', 'other']), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='case_withdrawn_with_reason')],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='public_case_is_publishable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.published_at IS NOT NULL AND EXISTS (\n                        SELECT 1 FROM feedback_measureapplication\n                        WHERE id = NEW.application_id\n                            AND (benefits_person OR cancelled_at IS NOT NULL OR standing_id IS NULL)\n                    ) AND (\n                        TG_OP = 'INSERT'\n                        OR (OLD.published_at, OLD.application_id)\n                        IS DISTINCT FROM (NEW.published_at, NEW.application_id)\n                    ) THEN\n                        RAISE EXCEPTION 'the application is cancelled, unchecked or benefits a natural person';\n                    END IF;\n                    RETURN NEW;\n                ", hash='e1b83ec728934e3d4cb89534edd0f92803f8d2dd', operation='INSERT OR UPDATE', pgid='pgtrigger_public_case_is_publishable_5ba10', table='publicity_incentivecase', when='BEFORE')),
                ],
            },
        ),
    ]
