import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
import publicity.models.objection_evidence
import publicity.models.publications
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
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='年份')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='编号')),
                ('state', models.CharField(choices=[('waiting', '待审批'), ('scheduled', '待定时公布'), ('published', '已公布'), ('returned', '已退回'), ('cancelled', '已取消')], max_length=20, verbose_name='状态')),
                ('note', models.TextField(verbose_name='公布说明')),
                ('publish_at', models.DateTimeField(null=True, verbose_name='定时公布的时间')),
                ('prepared_at', models.DateTimeField(auto_now_add=True, verbose_name='编制时间')),
                ('published_at', models.DateTimeField(null=True, verbose_name='公布时间')),
                ('joined_count', models.PositiveIntegerField(null=True, verbose_name='新增家数')),
                ('changed_count', models.PositiveIntegerField(null=True, verbose_name='变更家数')),
                ('left_count', models.PositiveIntegerField(null=True, verbose_name='移出家数')),
                ('public_count', models.PositiveIntegerField(null=True, verbose_name='公布后的家数')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='退回时间')),
                ('close_reason', models.TextField(blank=True, verbose_name='退回理由')),
                ('prepared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ('approval', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='审批')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回人')),
                ('chosen', models.ManyToManyField(related_name='+', to='roster.enterprise', verbose_name='拟公布的企业')),
            ],
            options={
                'verbose_name': '名单公布',
                'verbose_name_plural': '名单公布',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'scheduled', 'published', 'returned', 'cancelled'])), name='bulletin_state_known'), models.UniqueConstraint(fields=('year', 'number'), name='bulletin_numbered_once'), models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('year', models.Value(0)), condition=models.Q(('state__in', ('waiting', 'scheduled'))), name='bulletin_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('changed_count__isnull', False), ('joined_count__isnull', False), ('left_count__isnull', False), ('number__isnull', False), ('public_count__isnull', False), ('published_at__isnull', False), ('state', 'published'), ('year__isnull', False)), models.Q(models.Q(('state', 'published'), _negated=True), ('changed_count__isnull', True), ('joined_count__isnull', True), ('left_count__isnull', True), ('number__isnull', True), ('public_count__isnull', True), ('published_at__isnull', True), ('year__isnull', True)), _connector='OR'), name='bulletin_numbered_when_published'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ('returned', 'cancelled')), models.Q(('close_reason', ''), _negated=True)), models.Q(models.Q(('state__in', ('returned', 'cancelled')), _negated=True), ('close_reason', ''), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='bulletin_closed_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='bulletin_scheduled_for_a_time'), models.CheckConstraint(condition=models.Q(('prepared_by__isnull', False), models.Q(('publish_at__isnull', True), ('state', 'published')), _connector='OR'), name='bulletin_prepared_by_somebody'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='bulletin_has_note')],
                'triggers': [pgtrigger.compiler.Trigger(name='bulletin_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:scheduled,waiting:published,waiting:returned,waiting:cancelled,scheduled:published,scheduled:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c32eab8b9f65e50a2d8f47631c5936ad069ad8fc', operation='UPDATE', pgid='pgtrigger_bulletin_transition_beb3c', table='publicity_bulletin', when='BEFORE')), pgtrigger.compiler.Trigger(name='approved_by_another_user', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'waiting\' AND NEW."state" IN (\'scheduled\', \'published\'))', func="\n            IF NOT EXISTS (SELECT FROM approvals_approval WHERE id = NEW.approval_id AND state = 'approved' AND subject_type = 'publicity.Bulletin' AND subject_key = (NEW.id)::text) THEN\n                RAISE EXCEPTION 'a change of publicity.Bulletin is approved by another user';\n            END IF;\n            RETURN NEW;\n        ", hash='ecc6792084bf127986de35910ba6b554cd70de5d', operation='UPDATE', pgid='pgtrigger_approved_by_another_user_62967', table='publicity_bulletin', when='BEFORE')), pgtrigger.compiler.Trigger(name='prepared_for_approval', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."prepared_by_id" IS NOT NULL AND NOT (NEW."state" = \'waiting\'))', func="\n    IF (SELECT publication_approval FROM workdays_sitesettings ORDER BY version DESC LIMIT 1) THEN\n        RAISE EXCEPTION 'another user approves the bulletin';\n    END IF;\n    RETURN NEW;\n", hash='1a9bd45d52ffd4ac7a7794dd445a947b927bd84c', operation='INSERT', pgid='pgtrigger_prepared_for_approval_c6e48', table='publicity_bulletin', when='BEFORE')), pgtrigger.compiler.Trigger(name='numbered_in_order', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'published\')', func="\n    IF NEW.year <> EXTRACT(YEAR FROM NEW.published_at AT TIME ZONE 'Asia/Shanghai')\n        OR NEW.number <> (\n            SELECT COALESCE(MAX(number), 0) + 1 FROM publicity_bulletin WHERE year = NEW.year AND id <> NEW.id\n        )\n        OR EXISTS (SELECT FROM publicity_bulletin WHERE published_at > NEW.published_at AND id <> NEW.id)\n    THEN\n        RAISE EXCEPTION 'bulletins are numbered in the order of publication';\n    END IF;\n    RETURN NEW;\n", hash='ad9193eb771bfca70456c87b017e87368c25cb30', operation='INSERT OR UPDATE', pgid='pgtrigger_numbered_in_order_84b9b', table='publicity_bulletin', when='BEFORE')), pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" IN (\'waiting\', \'scheduled\')))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='be257109e48b7f32288e364237859ceae389ef75', operation='UPDATE', pgid='pgtrigger_ended_immutable_47663', table='publicity_bulletin', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ecf70d0a6eaf5f33dcdc9ceb0f20dd7f3a98f4fa', operation='DELETE', pgid='pgtrigger_never_deleted_fcd0f', table='publicity_bulletin', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='暂不公布的理由')),
                ('held_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='解除时间')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='roster.enterprise', verbose_name='企业')),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除人')),
            ],
            options={
                'verbose_name': '暂不公布',
                'verbose_name_plural': '暂不公布',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('enterprise',), name='held_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='held_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='hold_lifted_by_somebody')],
                'triggers': [pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lifted_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b7b6a2f19bae7d5c9b91bc077e8b54c34f7e3f97', operation='UPDATE', pgid='pgtrigger_ended_immutable_9878d', table='publicity_hold', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9b114273b3581abaaf0e8e635edacd2fa86403e3', operation='DELETE', pgid='pgtrigger_never_deleted_1910b', table='publicity_hold', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=publicity.models.publications.new_number, editable=False, max_length=12, unique=True, verbose_name='公布编号')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('withdrawal_reason', models.CharField(blank=True, choices=[('requested', '企业申请'), ('wrong', '公布内容有误'), ('doubted', '情况待核实'), ('other', '其他')], max_length=20, verbose_name='撤下原因')),
                ('withdrawal_note', models.TextField(blank=True, verbose_name='撤下说明')),
                ('published_at', models.DateTimeField(verbose_name='公布时间')),
                ('fields', models.JSONField(verbose_name='公布的内容')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='失去资格的记录时间')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤下人')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='roster.enterprise', verbose_name='企业')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publicity.bulletin', verbose_name='名单公布')),
                ('left_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='left', to='publicity.bulletin', verbose_name='计入移出的公布')),
                ('removal_submitted_at', models.DateTimeField(null=True, verbose_name='向搜索引擎提交删除的登记时间')),
                ('removal_submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交删除的登记人')),
            ],
            options={
                'verbose_name': '公布的企业',
                'verbose_name_plural': '公布的企业',
                'ordering': ('enterprise__sort_key', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('enterprise',), name='published_once'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_note', ''), ('withdrawal_reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(models.Q(('withdrawal_note', ''), _negated=True), ('withdrawal_reason__in', ['requested', 'wrong', 'doubted', 'other']), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='publication_withdrawn_with_reason'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('ended_at__isnull', True), _connector='OR'), name='publication_over_once'), models.CheckConstraint(condition=models.Q(('left_with__isnull', True), ('withdrawn_at__isnull', False), ('ended_at__isnull', False), _connector='OR'), name='publication_left_when_over'), models.CheckConstraint(condition=models.Q(models.Q(('removal_submitted_at__isnull', True), ('removal_submitted_by__isnull', True)), models.Q(('removal_submitted_at__isnull', False), ('removal_submitted_by__isnull', False), models.Q(('withdrawn_at__isnull', False), ('ended_at__isnull', False), _connector='OR')), _connector='OR'), name='publication_removal_when_over')],
                'triggers': [pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL OR OLD."ended_at" IS NOT NULL)', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "fields", "ended_at", "withdrawn_at", "withdrawn_by_id", "withdrawal_reason", "withdrawal_note" rows from % table\', TG_TABLE_NAME;', hash='3d063580b385ec7c2e1af3cbd75319da36175ffc', operation='UPDATE OF "fields", "ended_at", "withdrawn_at", "withdrawn_by_id", "withdrawal_reason", "withdrawal_note"', pgid='pgtrigger_ended_immutable_01beb', table='publicity_publication', when='BEFORE')), pgtrigger.compiler.Trigger(name='left_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."left_with_id" IS NOT NULL)', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "left_with_id" rows from % table\', TG_TABLE_NAME;', hash='8dc7fdcf21e9a1dea6d202feb6b83f2d9f7c8c4b', operation='UPDATE OF "left_with_id"', pgid='pgtrigger_left_once_e84d2', table='publicity_publication', when='BEFORE')), pgtrigger.compiler.Trigger(name='removal_submitted_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."removal_submitted_at" IS NOT NULL)', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "removal_submitted_at", "removal_submitted_by_id" rows from % table\', TG_TABLE_NAME;', hash='c428d1219c215ef8a57e3cb81eb91ee5a9dcb2c8', operation='UPDATE OF "removal_submitted_at", "removal_submitted_by_id"', pgid='pgtrigger_removal_submitted_once_c656a', table='publicity_publication', when='BEFORE')), pgtrigger.compiler.Trigger(name='held_is_not_published', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT FROM added JOIN publicity_hold held ON held.enterprise_id = added.enterprise_id\n                        WHERE held.lifted_at IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'the enterprise is held';\n                    END IF;\n                    RETURN NULL;\n                ", hash='ecd2543a78e16317903662967a4bdba20f551f1d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_held_is_not_published_0c3ec', referencing='REFERENCING NEW TABLE AS added ', table='publicity_publication', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PublishedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(verbose_name='变更')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='publicity.bulletin', verbose_name='名单公布')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='publicity.publication', verbose_name='公布的企业')),
            ],
            options={
                'verbose_name': '公布的变更',
                'verbose_name_plural': '公布的变更',
                'ordering': ('publication__enterprise__sort_key', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'publication'), name='change_published_once'), models.CheckConstraint(condition=models.Q(('changes', {}), _negated=True), name='published_change_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='PublishedStanding',
            fields=[
            ],
            options={
                'verbose_name': '公布所依据的激励资格',
                'verbose_name_plural': '公布所依据的激励资格',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('screening.standing',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishedstanding',
            trigger=pgtrigger.compiler.Trigger(name='loss_ends_publication', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    UPDATE publicity_publication SET ended_at = added.known_at\n        FROM added\n        WHERE publicity_publication.enterprise_id = added.enterprise_id\n            AND added.until IS NULL AND added.known_until IS NULL\n            AND added.state NOT IN ('eligible', 'unscreened')\n            AND publicity_publication.withdrawn_at IS NULL AND publicity_publication.ended_at IS NULL;\n    RETURN NULL;\n", hash='ac2ce3b7ee50deba355a885c60a87af4cbe79727', level='STATEMENT', operation='INSERT', pgid='pgtrigger_loss_ends_publication_6bb91', referencing='REFERENCING NEW TABLE AS added ', table='screening_standing', when='AFTER')),
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
                ('channel', models.CharField(choices=[('phone', '来电'), ('visit', '来访'), ('letter', '来信'), ('online', '网上提交')], max_length=10, verbose_name='渠道')),
                ('subject', models.CharField(choices=[('certification', '海关高级认证'), ('publication', '名单公布'), ('missing', '名单遗漏'), ('case', '联合激励案例'), ('measure', '激励措施'), ('other', '其他公开内容')], max_length=20, verbose_name='反映事项')),
                ('enterprise_name', models.CharField(blank=True, max_length=100, verbose_name='反映的企业')),
                ('body', models.TextField(verbose_name='异议内容')),
                ('objector_kind', models.CharField(choices=[('enterprise', '企业'), ('citizen', '公民')], max_length=10, verbose_name='异议人类别')),
                ('sealed_name', models.TextField(blank=True, help_text='密钥不在数据库中。', verbose_name='加密的异议人')),
                ('sealed_contact', models.TextField(blank=True, help_text='密钥不在数据库中。', verbose_name='加密的联系方式')),
                ('erased_at', models.DateTimeField(null=True, verbose_name='异议人信息删除时间')),
                ('code_sha256', models.CharField(max_length=64, unique=True, verbose_name='查询码的散列值')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('working_days', models.PositiveSmallIntegerField(verbose_name='期限的工作日数')),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('marked_at', models.DateTimeField(null=True, verbose_name='标注时间')),
                ('opinion', models.TextField(blank=True, verbose_name='主管海关的意见')),
                ('opinion_at', models.DateTimeField(null=True, verbose_name='提出意见的时间')),
                ('state', models.CharField(choices=[('waiting', '待核实'), ('corrected', '已答复（更正）'), ('kept', '已答复（不予更正）')], default='waiting', max_length=20, verbose_name='状态')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('document_number', models.CharField(blank=True, max_length=100, verbose_name='依据文件')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='publicity.incentivecase', verbose_name='所涉案例')),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='roster.enterprise', verbose_name='企业')),
                ('in_charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='承办单位')),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='标注人')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='主管海关')),
                ('opinion_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出意见的人')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代录人')),
            ],
            options={
                'verbose_name': '异议',
                'verbose_name_plural': '异议',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'corrected', 'kept'])), name='objection_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['phone', 'visit', 'letter', 'online']), ('objector_kind__in', ['enterprise', 'citizen']), ('subject__in', ['certification', 'publication', 'missing', 'case', 'measure', 'other'])), name='objection_choices_known'), models.CheckConstraint(condition=models.Q(('channel', 'online'), ('recorded_by__isnull', False), _connector='XOR'), name='objection_recorded_or_filed'), models.CheckConstraint(condition=models.Q(models.Q(('marked_at', None), ('marked_by', None)), models.Q(('enterprise__isnull', False), ('marked_at__isnull', False), ('marked_by__isnull', False), ('subject__in', ('certification', 'publication'))), _connector='OR'), name='objection_marked_beside_an_enterprise'), models.CheckConstraint(condition=models.Q(models.Q(('opinion', ''), ('opinion_at', None), ('opinion_by', None)), models.Q(models.Q(('opinion', ''), _negated=True), ('opinion_at__isnull', False), ('opinion_by__isnull', False)), _connector='OR'), name='objection_opinion_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='objection_answered_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), models.Q(('sealed_name', ''), _negated=True), models.Q(('sealed_contact', ''), _negated=True)), models.Q(('answered_at__isnull', False), ('erased_at__isnull', False), ('sealed_contact', ''), ('sealed_name', '')), _connector='OR'), name='objector_erased_after_the_answer')],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='objection_transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:corrected,waiting:kept}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='adac3ac4a89782f4dc686a1420ac7d238a72a079', operation='UPDATE', pgid='pgtrigger_objection_transition_f985f', table='publicity_objection', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'waiting\'))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "due_on", "state", "answer", "document_number", "answered_by_id", "answered_at", "marked_by_id", "marked_at", "opinion", "opinion_by_id", "opinion_at" rows from % table\', TG_TABLE_NAME;', hash='0247a62494716c028aa68e500e1e99ec230cba0d', operation='UPDATE OF "due_on", "state", "answer", "document_number", "answered_by_id", "answered_at", "marked_by_id", "marked_at", "opinion", "opinion_by_id", "opinion_at"', pgid='pgtrigger_ended_immutable_46264', table='publicity_objection', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e47685ac7aac9c1287c357348cf41b802277e504', operation='DELETE', pgid='pgtrigger_never_deleted_b218a', table='publicity_objection', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='ObjectionEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, upload_to=publicity.models.objection_evidence.objection_evidence_name, verbose_name='文件')),
                ('filename', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='附件时间')),
                ('erased_at', models.DateTimeField(null=True, verbose_name='删除时间')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '异议的证明材料',
                'verbose_name_plural': '异议的证明材料',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), models.Q(('file', ''), _negated=True), models.Q(('filename', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('file', ''), ('filename', '')), _connector='OR'), name='objection_evidence_has_file')],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."erased_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7815ff32c7671cd528718932dd374ca7e826b4b7', operation='UPDATE', pgid='pgtrigger_ended_immutable_8f8d2', table='publicity_objectionevidence', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='745042406e39b1c94afd45422f4f1f0a98bcd9c5', operation='DELETE', pgid='pgtrigger_never_deleted_a87cd', table='publicity_objectionevidence', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='UsedChallenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('used_at', models.DateTimeField(auto_now_add=True)),
                ('objection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publicity.objection')),
            ],
            options={
                'verbose_name': '用过的验证码',
                'verbose_name_plural': '用过的验证码',
                'indexes': [models.Index(fields=['used_at'], name='used_challenge_used_at')],
            },
        ),
        migrations.CreateModel(
            name='OpenDataFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dataset', models.CharField(max_length=20, verbose_name='数据集')),
                ('day', models.DateField(null=True, verbose_name='变动的日期')),
                ('format', models.CharField(max_length=4, verbose_name='格式')),
                ('version', models.CharField(max_length=40, verbose_name='公众页面的版本')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='数据的摘要')),
                ('as_of', models.DateField(null=True, verbose_name='数据截至')),
                ('row_count', models.PositiveIntegerField(verbose_name='行数')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('sha256', models.CharField(max_length=64, verbose_name='文件的SHA-256')),
                ('file', models.FileField(upload_to='', verbose_name='文件')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
            ],
            options={
                'verbose_name': '开放数据的文件',
                'verbose_name_plural': '开放数据的文件',
                'ordering': ('dataset', 'day', 'format'),
                'constraints': [models.UniqueConstraint(fields=('dataset', 'day', 'format'), name='open_data_file_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('file', ''), _negated=True), name='open_data_file_made')],
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
            name='CountedBulletin',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publicity.bulletin',),
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
            name='CountedListRules',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('roster.listrules',),
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
            name='CountedObjection',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publicity.objection',),
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
            model_name='countedbulletin',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='6e4e0a579ba04940aa41590da5e2040f440ddb6f', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_c8a69', table='publicity_bulletin', when='AFTER')),
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
            model_name='countedlistrules',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='229cc769150b9a1448c15779fe634f3215376498', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_14a11', table='roster_listrules', when='AFTER')),
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
            model_name='countedobjection',
            trigger=pgtrigger.compiler.Trigger(name='content_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO publicity_contentchange DEFAULT VALUES; RETURN NULL;', hash='34644fe39e37a3cf0818c679a00396ad06d87387', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_changed_93f12', table='publicity_objection', when='AFTER')),
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
