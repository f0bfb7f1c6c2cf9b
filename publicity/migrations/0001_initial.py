import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('approvals', '0001_initial'),
        ('blacklists', '0001_initial'),
        ('feedback', '0001_initial'),
        ('incentives', '0001_initial'),
        ('reorganisations', '0001_initial'),
        ('roster', '0001_initial'),
        ('screening', '0001_initial'),
        ('workdays', '0001_initial'),
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
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('phone', '来电'), ('visit', '来访'), ('letter', '来信')], max_length=10, verbose_name='渠道')),
                ('subject', models.CharField(choices=[('certification', '海关高级认证'), ('publication', '名单公布'), ('case', '联合激励案例'), ('other', '其他公开内容')], max_length=20, verbose_name='反映事项')),
                ('enterprise_name', models.CharField(blank=True, max_length=100, verbose_name='反映的企业')),
                ('body', models.TextField(verbose_name='异议内容')),
                ('sealed_name', models.TextField(blank=True, help_text='密钥不在数据库中。', verbose_name='加密的异议人')),
                ('sealed_contact', models.TextField(blank=True, help_text='密钥不在数据库中。', verbose_name='加密的联系方式')),
                ('erased_at', models.DateTimeField(null=True, verbose_name='异议人信息删除时间')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('working_days', models.PositiveSmallIntegerField(verbose_name='期限的工作日数')),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='代录时间')),
                ('state', models.CharField(choices=[('waiting', '待核实'), ('corrected', '已答复（更正）'), ('kept', '已答复（不予更正）')], default='waiting', max_length=20, verbose_name='状态')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('document_number', models.CharField(blank=True, max_length=100, verbose_name='依据文件')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='publicity.incentivecase', verbose_name='所涉案例')),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='roster.enterprise', verbose_name='企业')),
                ('in_charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='承办单位')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代录人')),
            ],
            options={
                'verbose_name': '异议',
                'verbose_name_plural': '异议',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'corrected', 'kept'])), name='objection_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['phone', 'visit', 'letter']), ('subject__in', ['certification', 'publication', 'case', 'other'])), name='objection_choices_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='objection_answered_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), models.Q(('sealed_name', ''), _negated=True), models.Q(('sealed_contact', ''), _negated=True)), models.Q(('answered_at__isnull', False), ('erased_at__isnull', False), ('sealed_contact', ''), ('sealed_name', '')), _connector='OR'), name='objector_erased_after_the_answer')],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='objection_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:corrected,waiting:kept}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='adac3ac4a89782f4dc686a1420ac7d238a72a079', operation='UPDATE', pgid='pgtrigger_objection_transition_f985f', table='publicity_objection', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'waiting\'))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "due_on", "state", "answer", "document_number", "answered_by_id", "answered_at" rows from % table\', TG_TABLE_NAME;', hash='25ea920bd87447bf503d22b33f1286ac106650ab', operation='UPDATE OF "due_on", "state", "answer", "document_number", "answered_by_id", "answered_at"', pgid='pgtrigger_ended_immutable_46264', table='publicity_objection', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e47685ac7aac9c1287c357348cf41b802277e504', operation='DELETE', pgid='pgtrigger_never_deleted_b218a', table='publicity_objection', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': '公众页面的变动',
                'verbose_name_plural': '公众页面的变动',
            },
        ),
        migrations.CreateModel(
            name='CountedActionPlan',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('incentives.actionplan',),
        ),
        migrations.CreateModel(
            name='CountedBlacklist',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('blacklists.blacklist',),
        ),
        migrations.CreateModel(
            name='CountedBlacklistImport',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('blacklists.blacklistimport',),
        ),
        migrations.CreateModel(
            name='CountedCase',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publicity.incentivecase',),
        ),
        migrations.CreateModel(
            name='CountedCertification',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('roster.certification',),
        ),
        migrations.CreateModel(
            name='CountedDepartment',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.department',),
        ),
        migrations.CreateModel(
            name='CountedEnterprise',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('roster.enterprise',),
        ),
        migrations.CreateModel(
            name='CountedMeasure',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('incentives.measure',),
        ),
        migrations.CreateModel(
            name='CountedMeasureApplication',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('feedback.measureapplication',),
        ),
        migrations.CreateModel(
            name='CountedMeasureVersion',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('incentives.measureversion',),
        ),
        migrations.CreateModel(
            name='CountedPublication',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publicity.publication',),
        ),
        migrations.CreateModel(
            name='CountedReorganisation',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('reorganisations.reorganisation',),
        ),
        migrations.CreateModel(
            name='CountedRosterSubmission',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('roster.rostersubmission',),
        ),
        migrations.CreateModel(
            name='CountedSection',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('incentives.section',),
        ),
        migrations.CreateModel(
            name='CountedSiteSettings',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('workdays.sitesettings',),
        ),
        migrations.CreateModel(
            name='CountedStanding',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('screening.standing',),
        ),
        migrations.CreateModel(
            name='ContentVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False, verbose_name='编号')),
                ('settled', models.BigIntegerField(verbose_name='已计入的变动数')),
            ],
            options={
                'verbose_name': '公众页面的版本',
                'verbose_name_plural': '公众页面的版本',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='content_version_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedactionplan',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='1f770f27156a1fc2db6964584e0ce37b95e01e7c', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_c3b90', table='incentives_actionplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedblacklist',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='6b59648b61c34f60effbeb92970fb3e9bacdc9dc', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_eae36', table='blacklists_blacklist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedblacklistimport',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='1449d113fb2b7c8d1899816ea98affa5c56abdaf', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_bc9b8', table='blacklists_blacklistimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedcase',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='0c0a21d5744972238f28295f7ccea843428f00ca', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_9f4a6', table='publicity_incentivecase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedcertification',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='6f561c4c27df87d11a3eb2af54b936761374b3a4', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_e6e25', table='roster_certification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counteddepartment',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='05c4786d54b80cc3b49b443fd11e79fc37db8e56', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_b13c8', table='accounts_department', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedenterprise',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='ca0b0d3b4fe7ed284b9f391f1fed919697591769', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_6fea6', table='roster_enterprise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedmeasure',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='cc2fc1bef824604a2e9b0f156b5ac5eea3093e2a', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_fd85e', table='incentives_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedmeasureapplication',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='571ac10aeacf580759c67ed6eae74836d494b41a', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_d1cbc', table='feedback_measureapplication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedmeasureversion',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='293e0c44b8bd2e32a79cc882b925ac4768839e41', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_396c8', table='incentives_measureversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedpublication',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='0bc439c1c2d7c277218efd6de03e27559962cff9', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_0ccb9', table='publicity_publication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedreorganisation',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='2a9d43712b95deec1d49e9c999a777fcd39d2c1b', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_262a0', table='reorganisations_reorganisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedrostersubmission',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='14e7adb96f1ff3caf82c73ea9c1aa6f1a18ba631', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_3e871', table='roster_rostersubmission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedsection',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='81add8d9b945357e1a42cc5e9e561a3f7a36d508', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_4dc1c', table='incentives_section', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedsitesettings',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='1a8a8ec88083c852c391e4a147ebe15b02f9582a', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_747cd', table='workdays_sitesettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedstanding',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='cd7db5875e8f2d5eace4532ef233bc8ad38d1d8a', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_f75be', table='screening_standing', when='AFTER')),
        ),
        migrations.CreateModel(
            name='CountedApproval',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('approvals.approval',),
        ),
        migrations.CreateModel(
            name='CountedBlacklistFeed',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('blacklists.blacklistfeed',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedapproval',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='e21aceffa4103cc202a782ce47ece8726803e15f', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_c6f4a', table='approvals_approval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedblacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='ff7d56bda1a3add5ca6db8acb31b093fe4980ca9', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_fbe81', table='blacklists_blacklistfeed', when='AFTER')),
        ),
    ]
