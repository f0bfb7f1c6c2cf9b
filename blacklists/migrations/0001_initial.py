import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uploads.fields
import uploads.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('approvals', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BlacklistImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to=uploads.models.stored_name, verbose_name='文件')),
                ('filename', models.CharField(max_length=200, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('mode', models.CharField(choices=[('full', '全量'), ('changes', '增量')], max_length=10, verbose_name='方式')),
                ('as_of', models.DateField(verbose_name='截至日期')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                ('status', models.CharField(choices=[('received', '等待处理'), ('processing', '处理中'), ('checked', '待确认'), ('confirmed', '已确认'), ('failed', '未能处理'), ('withdrawn', '已撤回')], default='received', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='处理次数')),
                ('step', models.CharField(choices=[('waiting', '等待处理'), ('reading', '读取文件'), ('understanding', '识别表头与各行'), ('checking', '逐格校验'), ('comparing', '与现有名单比较'), ('done', '完成')], default='waiting', max_length=20, verbose_name='进度')),
                ('reading', models.JSONField(default=dict, help_text='工作表、表头、各列、说明，以及识别时改写的单元格。', verbose_name='怎样读的')),
                ('rows_total', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('layout', models.JSONField(help_text='经办人指定的工作表、表头行和各列；为空即由系统识别。', null=True, verbose_name='指定的表头和列')),
                ('cell_edits', models.JSONField(default=list, verbose_name='在页面上改正的单元格')),
                ('error_count', models.PositiveIntegerField(default=0, verbose_name='须改正的问题数')),
                ('confirm_count', models.PositiveIntegerField(default=0, verbose_name='须核实的问题数')),
                ('notice_count', models.PositiveIntegerField(default=0, verbose_name='请留意的问题数')),
                ('failure_code', models.CharField(blank=True, max_length=30, verbose_name='未能处理的原因')),
                ('failure_params', models.JSONField(default=dict, verbose_name='未能处理的原因的参数')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('automatic', models.BooleanField(default=False, help_text='由程序送来，读取后自行确认。', verbose_name='自动确认')),
                ('feed_cursor', models.CharField(blank=True, max_length=500, verbose_name='拉取时的游标')),
                ('hold_reason', models.JSONField(help_text='代码和参数；为空即没有等待人工确认。', null=True, verbose_name='没有自动确认的原因')),
                ('redacted_rows', models.PositiveIntegerField(help_text='有值即原文件含自然人或身份证号，已换为去除之后的文件。', null=True, verbose_name='去除的自然人行数')),
                ('new_count', models.PositiveIntegerField(default=0, verbose_name='新增条目数')),
                ('changed_count', models.PositiveIntegerField(default=0, verbose_name='变更条目数')),
                ('ended_count', models.PositiveIntegerField(default=0, verbose_name='移出条目数')),
                ('unchanged_count', models.PositiveIntegerField(default=0, verbose_name='不变条目数')),
                ('erased_count', models.PositiveIntegerField(default=0, help_text='文件中有该栏而留空，或改写了已知的代码；逐条列在问题中。', verbose_name='清除或改写已知内容的条目数')),
                ('losing_identifier_count', models.PositiveIntegerField(default=0, help_text='计入移出的条目数：失去的可能正是命中企业所凭的名称或代码。', verbose_name='失去名称或代码的条目数')),
                ('ended_examples', models.JSONField(default=list, help_text='各为主键、主体名称、文号。', verbose_name='移出的条目（部分）')),
            ],
            options={
                'verbose_name': '“黑名单”导入',
                'verbose_name_plural': '“黑名单”导入',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Blacklist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='名称')),
                ('authority', models.CharField(max_length=100, verbose_name='认定部门')),
                ('excludes', models.BooleanField(default=False, help_text='命中即暂不纳入；否则仅作提示，不影响资格。改变须经两人。', verbose_name='排除')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='设列依据')),
                ('exclusion_document', models.CharField(blank=True, help_text='命中即暂不纳入的，须载明；仅作提示的，为空。', max_length=300, verbose_name='暂不纳入所依据的文件')),
                ('exclusion_paragraph', models.CharField(blank=True, max_length=100, verbose_name='暂不纳入所依据的条款')),
                ('update_days', models.PositiveSmallIntegerField(blank=True, help_text='超过这些天没有新数据即提示过期；留空为没有约定。', null=True, verbose_name='更新周期（天）')),
                ('entry_months', models.PositiveSmallIntegerField(blank=True, help_text='条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。', null=True, verbose_name='条目有效期（月）')),
                ('approval', models.OneToOneField(help_text='待复核的效力变更。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.approval', verbose_name='双人复核')),
            ],
            options={
                'verbose_name': '“黑名单”领域',
                'verbose_name_plural': '“黑名单”领域',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='BlacklistEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, verbose_name='代码')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('authority', models.CharField(max_length=100, verbose_name='认定部门')),
                ('excludes', models.BooleanField(default=False, help_text='命中即暂不纳入；否则仅作提示，不影响资格。改变须经两人。', verbose_name='排除')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='设列依据')),
                ('exclusion_document', models.CharField(blank=True, help_text='命中即暂不纳入的，须载明；仅作提示的，为空。', max_length=300, verbose_name='暂不纳入所依据的文件')),
                ('exclusion_paragraph', models.CharField(blank=True, max_length=100, verbose_name='暂不纳入所依据的条款')),
                ('update_days', models.PositiveSmallIntegerField(blank=True, help_text='超过这些天没有新数据即提示过期；留空为没有约定。', null=True, verbose_name='更新周期（天）')),
                ('entry_months', models.PositiveSmallIntegerField(blank=True, help_text='条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。', null=True, verbose_name='条目有效期（月）')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blacklists.blacklist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BlacklistFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=500, verbose_name='地址')),
                ('mode', models.CharField(choices=[('full', '全量'), ('changes', '增量')], max_length=10, verbose_name='方式')),
                ('every_minutes', models.PositiveIntegerField(default=60, verbose_name='每隔多少分钟拉取')),
                ('stale_after_minutes', models.PositiveIntegerField(default=1440, verbose_name='多少分钟没有成功即告警')),
                ('token', models.CharField(blank=True, max_length=1000, verbose_name='授权令牌')),
                ('cursor_parameter', models.CharField(blank=True, max_length=50, verbose_name='游标参数')),
                ('cursor_field', models.CharField(blank=True, max_length=50, verbose_name='新游标所在')),
                ('cursor', models.CharField(blank=True, max_length=500, verbose_name='游标')),
                ('etag', models.CharField(blank=True, max_length=300, verbose_name='上次的 ETag')),
                ('last_modified', models.CharField(blank=True, max_length=100, verbose_name='上次的 Last-Modified')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='上次文件的 SHA-256')),
                ('enabled', models.BooleanField(default=True, verbose_name='启用')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='连续失败次数')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='下次拉取')),
                ('last_tried_at', models.DateTimeField(null=True, verbose_name='最近一次拉取')),
                ('last_success_at', models.DateTimeField(null=True, verbose_name='最近一次成功')),
                ('last_message', models.JSONField(help_text='代码和参数。', null=True, verbose_name='最近的情况')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='设置时间')),
                ('blacklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='blacklists.blacklist', verbose_name='领域')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设置人')),
            ],
            options={
                'verbose_name': '“黑名单”数据接口',
                'verbose_name_plural': '“黑名单”数据接口',
                'ordering': ('blacklist_id', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='BlacklistFeedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('address', models.CharField(max_length=500, verbose_name='地址')),
                ('mode', models.CharField(choices=[('full', '全量'), ('changes', '增量')], max_length=10, verbose_name='方式')),
                ('every_minutes', models.PositiveIntegerField(default=60, verbose_name='每隔多少分钟拉取')),
                ('stale_after_minutes', models.PositiveIntegerField(default=1440, verbose_name='多少分钟没有成功即告警')),
                ('cursor_parameter', models.CharField(blank=True, max_length=50, verbose_name='游标参数')),
                ('cursor_field', models.CharField(blank=True, max_length=50, verbose_name='新游标所在')),
                ('enabled', models.BooleanField(default=True, verbose_name='启用')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blacklists.blacklistfeed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ParsedTable',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='parsed_table', serialize=False, to='blacklists.blacklistimport')),
                ('text', models.TextField(help_text='单元格之间、行之间各以一个控制字符分隔。', verbose_name='各行')),
            ],
            options={
                'verbose_name': '待处理的“黑名单”数据',
                'verbose_name_plural': '待处理的“黑名单”数据',
            },
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='blacklist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='blacklists.blacklist', verbose_name='领域'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='feed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='blacklists.blacklistfeed', verbose_name='数据接口'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人'),
        ),
        migrations.AddField(
            model_name='blacklistfeed',
            name='last_import',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='blacklists.blacklistimport', verbose_name='最近取得的文件'),
        ),
        migrations.CreateModel(
            name='BlacklistEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='组织机构代码（无则规范化名称）与文号；无来源编号的，同一领域内唯一。', max_length=420, verbose_name='条目标识')),
                ('source_id', models.CharField(blank=True, help_text='来源单位对这条记录的编号。', max_length=100, verbose_name='来源编号')),
                ('name', models.CharField(max_length=200, verbose_name='主体名称')),
                ('name_key', models.CharField(db_index=True, max_length=200, verbose_name='规范化名称')),
                ('uscc', models.CharField(blank=True, db_index=True, max_length=18, verbose_name='统一社会信用代码')),
                ('org_code', models.CharField(blank=True, db_index=True, max_length=9, verbose_name='组织机构代码')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('tax_number', models.CharField(blank=True, max_length=20, verbose_name='纳税人识别号')),
                ('customs_code', models.CharField(blank=True, max_length=10, verbose_name='海关注册编码')),
                ('blocking_keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='名称、代码的键；与企业有相同的键，才可能是同一主体。', size=None, verbose_name='比对键')),
                ('document_number', models.CharField(blank=True, max_length=200, verbose_name='文号或案号')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='认定部门')),
                ('basis', models.TextField(blank=True, verbose_name='事由')),
                ('listed_on', models.DateField(null=True, verbose_name='列入日期')),
                ('expires_on', models.DateField(null=True, verbose_name='有效期止')),
                ('removed_on', models.DateField(null=True, verbose_name='移出日期')),
                ('states_expiry', models.BooleanField(default=False, help_text='来源载明了有效期止；否则按领域的条目有效期推算。', verbose_name='载明有效期')),
                ('blacklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='blacklists.blacklist', verbose_name='领域')),
                ('ended_by', models.ForeignKey(help_text='在该次导入比对完成之前，条目仍然有效。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended_entries', to='blacklists.blacklistimport', verbose_name='不再列出它的导入')),
                ('last_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='blacklists.blacklistimport', verbose_name='最近一次新增或变更它的导入')),
            ],
            options={
                'verbose_name': '“黑名单”条目',
                'verbose_name_plural': '“黑名单”条目',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='BlacklistProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('column', models.CharField(blank=True, max_length=3, verbose_name='列')),
                ('code', models.CharField(max_length=30, verbose_name='代码')),
                ('params', models.JSONField(default=dict, verbose_name='参数')),
                ('severity', models.CharField(choices=[('error', '须改正'), ('confirm', '须核实'), ('notice', '请留意')], max_length=10, verbose_name='程度')),
                ('cell', models.TextField(blank=True, verbose_name='单元格内容')),
                ('suggestion', models.TextField(blank=True, help_text='仅供核对后采用，绝不自动改写。', verbose_name='可能应为')),
                ('key', models.CharField(choices=[('name', '主体名称'), ('uscc', '统一社会信用代码'), ('org_code', '组织机构代码'), ('registration_number', '工商注册号'), ('tax_number', '纳税人识别号'), ('customs_code', '海关注册编码'), ('source_id', '来源编号'), ('document_number', '文号或案号'), ('authority', '认定部门'), ('basis', '事由'), ('listed_on', '列入日期'), ('expires_on', '有效期止'), ('removed_on', '移出日期')], max_length=20, verbose_name='字段')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='blacklists.blacklistimport')),
            ],
            options={
                'verbose_name': '“黑名单”的问题',
                'verbose_name_plural': '“黑名单”的问题',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BlacklistRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('raw', uploads.fields.CellsField(blank=True, default=list, help_text='从A列起的各单元格', verbose_name='原文')),
                ('is_refused', models.BooleanField(default=False, verbose_name='须改正')),
                ('name', models.TextField(blank=True, verbose_name='主体名称')),
                ('uscc', models.TextField(blank=True, verbose_name='统一社会信用代码')),
                ('org_code', models.TextField(blank=True, verbose_name='组织机构代码')),
                ('registration_number', models.TextField(blank=True, verbose_name='工商注册号')),
                ('tax_number', models.TextField(blank=True, verbose_name='纳税人识别号')),
                ('customs_code', models.TextField(blank=True, verbose_name='海关注册编码')),
                ('source_id', models.TextField(blank=True, verbose_name='来源编号')),
                ('document_number', models.TextField(blank=True, verbose_name='文号或案号')),
                ('authority', models.TextField(blank=True, verbose_name='认定部门')),
                ('basis', models.TextField(blank=True, verbose_name='事由')),
                ('listed_on', models.TextField(blank=True, verbose_name='列入日期')),
                ('expires_on', models.TextField(blank=True, verbose_name='有效期止')),
                ('removed_on', models.TextField(blank=True, verbose_name='移出日期')),
                ('unstated', models.TextField(blank=True, help_text='文件或该条没有的字段，以空格分隔；对这些字段，已知的内容不变。', verbose_name='未载明的字段')),
                ('submission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='blacklists.blacklistimport')),
            ],
            options={
                'verbose_name': '“黑名单”行',
                'verbose_name_plural': '“黑名单”行',
                'ordering': ('line',),
            },
        ),
        migrations.CreateModel(
            name='BlacklistEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(help_text='组织机构代码（无则规范化名称）与文号；无来源编号的，同一领域内唯一。', max_length=420, verbose_name='条目标识')),
                ('source_id', models.CharField(blank=True, help_text='来源单位对这条记录的编号。', max_length=100, verbose_name='来源编号')),
                ('name', models.CharField(max_length=200, verbose_name='主体名称')),
                ('name_key', models.CharField(max_length=200, verbose_name='规范化名称')),
                ('uscc', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                ('org_code', models.CharField(blank=True, max_length=9, verbose_name='组织机构代码')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('tax_number', models.CharField(blank=True, max_length=20, verbose_name='纳税人识别号')),
                ('customs_code', models.CharField(blank=True, max_length=10, verbose_name='海关注册编码')),
                ('document_number', models.CharField(blank=True, max_length=200, verbose_name='文号或案号')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='认定部门')),
                ('basis', models.TextField(blank=True, verbose_name='事由')),
                ('listed_on', models.DateField(null=True, verbose_name='列入日期')),
                ('expires_on', models.DateField(null=True, verbose_name='有效期止')),
                ('removed_on', models.DateField(null=True, verbose_name='移出日期')),
                ('states_expiry', models.BooleanField(default=False, help_text='来源载明了有效期止；否则按领域的条目有效期推算。', verbose_name='载明有效期')),
                ('blacklist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blacklists.blacklist', verbose_name='领域')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='blacklists.blacklistentry')),
                ('ended_by', models.ForeignKey(db_constraint=False, db_index=False, help_text='在该次导入比对完成之前，条目仍然有效。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blacklists.blacklistimport', verbose_name='不再列出它的导入')),
                ('row', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='blacklists.blacklistrow', verbose_name='依据的行')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='blacklistentry',
            name='row',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='blacklists.blacklistrow', verbose_name='依据的行'),
        ),
        migrations.CreateModel(
            name='FeedPull',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('outcome', models.CharField(choices=[('running', '进行中'), ('unchanged', '没有变化'), ('done', '取得新数据'), ('failed', '失败')], default='running', max_length=10, verbose_name='结果')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='HTTP 状态')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='字节')),
                ('seconds', models.FloatField(default=0, verbose_name='用时（秒）')),
                ('message', models.JSONField(help_text='代码和参数。', null=True, verbose_name='说明')),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pulls', to='blacklists.blacklistfeed', verbose_name='接口')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pulls', to='blacklists.blacklistimport', verbose_name='导入')),
            ],
            options={
                'verbose_name': '拉取记录',
                'verbose_name_plural': '拉取记录',
                'ordering': ('-pk',),
            },
        ),
        migrations.AddConstraint(
            model_name='blacklist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('excludes', True), models.Q(('exclusion_document', ''), _negated=True), models.Q(('exclusion_paragraph', ''), _negated=True)), models.Q(('excludes', False), ('exclusion_document', ''), ('exclusion_paragraph', '')), _connector='OR'), name='blacklist_excludes_by_a_paragraph'),
        ),
        migrations.AddConstraint(
            model_name='blacklist',
            constraint=models.CheckConstraint(condition=models.Q(('update_days__isnull', True), ('update_days__gt', 0), _connector='OR'), name='blacklist_update_days_positive'),
        ),
        migrations.AddConstraint(
            model_name='blacklist',
            constraint=models.CheckConstraint(condition=models.Q(('entry_months__isnull', True), ('entry_months__gt', 0), _connector='OR'), name='blacklist_entry_months_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklist',
            trigger=pgtrigger.compiler.Trigger(name='blacklist_switched_by_two', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."excludes" IS DISTINCT FROM (NEW."excludes") OR OLD."exclusion_document" IS DISTINCT FROM (NEW."exclusion_document") OR OLD."exclusion_paragraph" IS DISTINCT FROM (NEW."exclusion_paragraph"))', func="\n    IF NEW.approval_id IS NOT NULL OR NOT EXISTS (\n        SELECT FROM approvals_approval\n        WHERE id = OLD.approval_id AND subject_type = 'blacklists.Blacklist' AND subject_key = NEW.id::text\n            AND state = 'approved' AND (change ->> 'excludes')::boolean = NEW.excludes\n            AND change ->> 'document' = NEW.exclusion_document AND change ->> 'paragraph' = NEW.exclusion_paragraph\n    ) THEN\n        RAISE EXCEPTION 'blacklist_switched_by_two: another user approves whether a blacklist excludes, and by what law'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'blacklist_switched_by_two';\n    END IF;\n    RETURN NEW;\n", hash='93e946549b60221bcff612747dba9f130702989f', operation='UPDATE', pgid='pgtrigger_blacklist_switched_by_two_0249d', table='blacklists_blacklist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blacklists_blacklistevent" ("authority", "code", "entry_months", "excludes", "exclusion_document", "exclusion_paragraph", "id", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_days") VALUES (NEW."authority", NEW."code", NEW."entry_months", NEW."excludes", NEW."exclusion_document", NEW."exclusion_paragraph", NEW."id", NEW."legal_basis", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."update_days"); RETURN NULL;', hash='a5711ee6e8c5074d8dfddd5b95ac9b678e332878', operation='INSERT', pgid='pgtrigger_insert_insert_442e4', table='blacklists_blacklist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."entry_months" IS DISTINCT FROM (NEW."entry_months") OR OLD."excludes" IS DISTINCT FROM (NEW."excludes") OR OLD."exclusion_document" IS DISTINCT FROM (NEW."exclusion_document") OR OLD."exclusion_paragraph" IS DISTINCT FROM (NEW."exclusion_paragraph") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."legal_basis" IS DISTINCT FROM (NEW."legal_basis") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."update_days" IS DISTINCT FROM (NEW."update_days"))', func='INSERT INTO "blacklists_blacklistevent" ("authority", "code", "entry_months", "excludes", "exclusion_document", "exclusion_paragraph", "id", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_days") VALUES (NEW."authority", NEW."code", NEW."entry_months", NEW."excludes", NEW."exclusion_document", NEW."exclusion_paragraph", NEW."id", NEW."legal_basis", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."update_days"); RETURN NULL;', hash='4ea498d6c3d7dd3cb6a452c6774e6bb1d89bee5c', operation='UPDATE', pgid='pgtrigger_update_update_41186', table='blacklists_blacklist', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='blacklistimport',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('automatic', False), models.Q(('file', ''), _negated=True)), fields=('blacklist', 'sha256'), name='blacklist_same_bytes_once'),
        ),
        migrations.AddConstraint(
            model_name='blacklistimport',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'processing', 'checked', 'confirmed', 'failed', 'withdrawn'])), name='blacklist_status_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistimport',
            trigger=pgtrigger.compiler.Trigger(name='blacklist_status_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{received:processing,received:withdrawn,processing:checked,processing:failed,processing:withdrawn,checked:confirmed,checked:withdrawn,checked:received,failed:withdrawn,failed:received}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='fbc1acfd09d4e538eccbc7c1ee03236c8ab895dc', operation='UPDATE', pgid='pgtrigger_blacklist_status_moves_36b9d', table='blacklists_blacklistimport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistimport',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f63609b16945286190313b4f166057695994b7d0', operation='DELETE', pgid='pgtrigger_never_deleted_acfc7', table='blacklists_blacklistimport', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='blacklistfeed',
            index=models.Index(condition=models.Q(('enabled', True)), fields=['next_at'], name='feed_due'),
        ),
        migrations.AddConstraint(
            model_name='blacklistfeed',
            constraint=models.CheckConstraint(condition=models.Q(('every_minutes__gte', 1), ('stale_after_minutes__gte', models.F('every_minutes'))), name='feed_intervals_ordered'),
        ),
        migrations.AddConstraint(
            model_name='blacklistfeed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cursor_field', ''), ('cursor_parameter', '')), models.Q(models.Q(('cursor_parameter', ''), _negated=True), models.Q(('cursor_field', ''), _negated=True)), _connector='OR'), name='feed_cursor_pair'),
        ),
        migrations.AddConstraint(
            model_name='blacklistfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('enabled', True), ('mode', 'full')), fields=('blacklist',), name='feed_one_full_list'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6de970f40f897a068475a16ac450ef8783cfb91a', operation='DELETE', pgid='pgtrigger_never_deleted_ef50c', table='blacklists_blacklistfeed', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blacklists_blacklistfeedevent" ("address", "cursor_field", "cursor_parameter", "enabled", "every_minutes", "mode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after_minutes") VALUES (NEW."address", NEW."cursor_field", NEW."cursor_parameter", NEW."enabled", NEW."every_minutes", NEW."mode", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stale_after_minutes"); RETURN NULL;', hash='e8679fd0124cab6fdfd5692a178c15033872af30', operation='INSERT', pgid='pgtrigger_insert_insert_45059', table='blacklists_blacklistfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."cursor_field" IS DISTINCT FROM (NEW."cursor_field") OR OLD."cursor_parameter" IS DISTINCT FROM (NEW."cursor_parameter") OR OLD."enabled" IS DISTINCT FROM (NEW."enabled") OR OLD."every_minutes" IS DISTINCT FROM (NEW."every_minutes") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."stale_after_minutes" IS DISTINCT FROM (NEW."stale_after_minutes"))', func='INSERT INTO "blacklists_blacklistfeedevent" ("address", "cursor_field", "cursor_parameter", "enabled", "every_minutes", "mode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after_minutes") VALUES (NEW."address", NEW."cursor_field", NEW."cursor_parameter", NEW."enabled", NEW."every_minutes", NEW."mode", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stale_after_minutes"); RETURN NULL;', hash='a9f73696a0afe5173c0214fbb9aba1907828dddd', operation='UPDATE', pgid='pgtrigger_update_update_5ece8', table='blacklists_blacklistfeed', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='blacklistrow',
            constraint=models.UniqueConstraint(fields=('submission', 'line'), name='blacklist_line_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistrow',
            trigger=pgtrigger.compiler.Trigger(name='row_submission_exists', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT FROM (SELECT DISTINCT submission_id FROM added) one\n                    WHERE NOT EXISTS (SELECT FROM blacklists_blacklistimport WHERE id = one.submission_id)\n                ) THEN\n                    RAISE EXCEPTION 'a row belongs to a submission' USING ERRCODE = 'foreign_key_violation';\n                END IF;\n                RETURN NULL;\n            ", hash='5b339980fe5568c090e89e1d4e7f86af0b727c86', level='STATEMENT', operation='INSERT', pgid='pgtrigger_row_submission_exists_a75c2', referencing='REFERENCING NEW TABLE AS added ', table='blacklists_blacklistrow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistrow',
            trigger=pgtrigger.compiler.Trigger(name='row_submission_readonly', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."submission_id" IS DISTINCT FROM (NEW."submission_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3110da4558ac18f26970755b12662f07fb7005a3', operation='UPDATE', pgid='pgtrigger_row_submission_readonly_d1482', table='blacklists_blacklistrow', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='blacklistentry',
            index=models.Index(fields=['blacklist', 'key'], name='blacklist_entry_by_key'),
        ),
        migrations.AddIndex(
            model_name='blacklistentry',
            index=models.Index(condition=models.Q(('registration_number', ''), _negated=True), fields=['registration_number'], name='blacklist_by_registration'),
        ),
        migrations.AddIndex(
            model_name='blacklistentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['blocking_keys'], name='blacklist_entry_match_keys'),
        ),
        migrations.AddIndex(
            model_name='blacklistentry',
            index=models.Index(condition=models.Q(('customs_code', ''), _negated=True), fields=['customs_code'], name='blacklist_by_customs_code'),
        ),
        migrations.AddConstraint(
            model_name='blacklistentry',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', '')), fields=('blacklist', 'key'), name='blacklist_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='blacklistentry',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('blacklist', 'source_id'), name='blacklist_source_id_once'),
        ),
        migrations.AddConstraint(
            model_name='blacklistentry',
            constraint=models.CheckConstraint(condition=models.Q(('removed_on__isnull', True), ('listed_on__isnull', True), ('removed_on__gte', models.F('listed_on')), _connector='OR'), name='blacklist_removed_after_listed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "blacklists_blacklistentryevent" ("authority", "basis", "blacklist_id", "customs_code", "document_number", "ended_by_id", "expires_on", "id", "key", "listed_on", "name", "name_key", "org_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "removed_on", "row_id", "source_id", "states_expiry", "tax_number", "uscc") VALUES (NEW."authority", NEW."basis", NEW."blacklist_id", NEW."customs_code", NEW."document_number", NEW."ended_by_id", NEW."expires_on", NEW."id", NEW."key", NEW."listed_on", NEW."name", NEW."name_key", NEW."org_code", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registration_number", NEW."removed_on", NEW."row_id", NEW."source_id", NEW."states_expiry", NEW."tax_number", NEW."uscc"); RETURN NULL;', hash='e84446172abd38bfb9a85eee4ae1ca5654f61e1d', operation='INSERT', pgid='pgtrigger_insert_insert_047e9', table='blacklists_blacklistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."blacklist_id" IS DISTINCT FROM (NEW."blacklist_id") OR OLD."customs_code" IS DISTINCT FROM (NEW."customs_code") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."listed_on" IS DISTINCT FROM (NEW."listed_on") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."org_code" IS DISTINCT FROM (NEW."org_code") OR OLD."registration_number" IS DISTINCT FROM (NEW."registration_number") OR OLD."removed_on" IS DISTINCT FROM (NEW."removed_on") OR OLD."row_id" IS DISTINCT FROM (NEW."row_id") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."states_expiry" IS DISTINCT FROM (NEW."states_expiry") OR OLD."tax_number" IS DISTINCT FROM (NEW."tax_number") OR OLD."uscc" IS DISTINCT FROM (NEW."uscc"))', func='INSERT INTO "blacklists_blacklistentryevent" ("authority", "basis", "blacklist_id", "customs_code", "document_number", "ended_by_id", "expires_on", "id", "key", "listed_on", "name", "name_key", "org_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "removed_on", "row_id", "source_id", "states_expiry", "tax_number", "uscc") VALUES (NEW."authority", NEW."basis", NEW."blacklist_id", NEW."customs_code", NEW."document_number", NEW."ended_by_id", NEW."expires_on", NEW."id", NEW."key", NEW."listed_on", NEW."name", NEW."name_key", NEW."org_code", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_number", NEW."removed_on", NEW."row_id", NEW."source_id", NEW."states_expiry", NEW."tax_number", NEW."uscc"); RETURN NULL;', hash='9265698896d587a64ec7650e34e20b1fd3f84b88', operation='UPDATE', pgid='pgtrigger_update_update_2f708', table='blacklists_blacklistentry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='feedpull',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['running', 'unchanged', 'done', 'failed'])), name='pull_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='feedpull',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'done'), _negated=True), ('submission__isnull', False), _connector='OR'), name='pull_new_has_its_file'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feedpull',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='805659320a5156080f4e5a94bdb7ebff8c576104', operation='DELETE', pgid='pgtrigger_never_deleted_b8416', table='blacklists_feedpull', when='BEFORE')),
        ),
    ]
