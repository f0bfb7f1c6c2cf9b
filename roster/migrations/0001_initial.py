import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import roster.models.columns
import roster.models.files
import roster.models.match_policy
import roster.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('match_keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='名称、代码的键；与企业有相同的键，才可能是同一主体。', size=None, verbose_name='比对键')),
                ('document_number', models.CharField(blank=True, max_length=200, verbose_name='文号或案号')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='认定部门')),
                ('basis', models.TextField(blank=True, verbose_name='事由')),
                ('listed_on', models.DateField(null=True, verbose_name='列入日期')),
                ('expires_on', models.DateField(null=True, verbose_name='有效期止')),
                ('removed_on', models.DateField(null=True, verbose_name='移出日期')),
            ],
            options={
                'verbose_name': '“黑名单”条目',
                'verbose_name_plural': '“黑名单”条目',
                'ordering': ('pk',),
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
            ],
            options={
                'abstract': False,
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
                ('excludes', models.BooleanField(help_text='命中即暂不纳入；否则仅作提示，不影响资格。', verbose_name='排除')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='法律依据')),
                ('update_days', models.PositiveSmallIntegerField(blank=True, help_text='超过这些天没有新数据即提示过期；留空为没有约定。', null=True, verbose_name='更新周期（天）')),
                ('entry_months', models.PositiveSmallIntegerField(blank=True, help_text='条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。', null=True, verbose_name='条目有效期（月）')),
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
                ('last_good_at', models.DateTimeField(null=True, verbose_name='最近一次成功')),
                ('last_sentence', models.TextField(blank=True, verbose_name='最近的情况')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='设置时间')),
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BlacklistImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to=roster.models.files.stored_name, verbose_name='文件')),
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
                ('mends', models.JSONField(default=list, verbose_name='在页面上改正的单元格')),
                ('refused_count', models.PositiveIntegerField(default=0, verbose_name='须改正的问题数')),
                ('asked_count', models.PositiveIntegerField(default=0, verbose_name='须核实的问题数')),
                ('told_count', models.PositiveIntegerField(default=0, verbose_name='请留意的问题数')),
                ('failure', models.TextField(blank=True, verbose_name='未能处理的原因')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('automatic', models.BooleanField(default=False, help_text='由程序送来，读取后自行确认。', verbose_name='自动确认')),
                ('feed_cursor', models.CharField(blank=True, max_length=500, verbose_name='拉取时的游标')),
                ('held', models.TextField(blank=True, verbose_name='没有自动确认的原因')),
                ('stripped_rows', models.PositiveIntegerField(help_text='有值即原文件含自然人或身份证号，已换为去除之后的文件。', null=True, verbose_name='去除的自然人行数')),
                ('new_count', models.PositiveIntegerField(default=0, verbose_name='新增条目数')),
                ('changed_count', models.PositiveIntegerField(default=0, verbose_name='变更条目数')),
                ('ended_count', models.PositiveIntegerField(default=0, verbose_name='移出条目数')),
                ('unchanged_count', models.PositiveIntegerField(default=0, verbose_name='不变条目数')),
                ('ended_examples', models.JSONField(default=list, help_text='各为主键、主体名称、文号。', verbose_name='移出的条目（部分）')),
            ],
            options={
                'verbose_name': '“黑名单”导入',
                'verbose_name_plural': '“黑名单”导入',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='BlacklistProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('column', models.CharField(blank=True, max_length=3, verbose_name='列')),
                ('code', models.CharField(choices=[('empty', '没有填写'), ('resident_id', '填了身份证号'), ('formula_error', '公式出错'), ('lost_digits', '丢失位数'), ('uscc', '统一社会信用代码有误'), ('org_code', '组织机构代码有误'), ('customs_code', '海关注册编码有误'), ('customs_office', '编码属于其他海关'), ('uscc_twice', '统一社会信用代码重复'), ('uscc_two_names', '同一代码两个名称'), ('customs_code_twice', '海关注册编码重复'), ('certified_on', '认证日期有误'), ('name', '名称有误'), ('name_changed', '名称与已知的不同'), ('customs_code_changed', '海关注册编码已变更'), ('other_office', '在其他海关的名单上'), ('first_time', '首次出现而无代码'), ('natural_person', '自然人'), ('listed_on', '列入日期有误'), ('expires_on', '有效期止有误'), ('removed_on', '移出日期有误'), ('twice', '重复的条目'), ('moved', '填错了列'), ('two_codes', '两个不同的代码'), ('no_name', '未载名称'), ('registration_number', '工商注册号有误'), ('tax_number', '纳税人识别号有误'), ('too_long', '内容过长'), ('superseded', '已有更新的数据')], max_length=30, verbose_name='规则')),
                ('severity', models.CharField(choices=[('refuse', '须改正'), ('ask', '须核实'), ('tell', '请留意')], max_length=10, verbose_name='程度')),
                ('message', models.TextField(verbose_name='问题')),
                ('hint', models.TextField(verbose_name='怎样改正')),
                ('cell', models.TextField(blank=True, verbose_name='单元格内容')),
                ('suggestion', models.TextField(blank=True, help_text='仅供核对后采用，绝不自动改写。', verbose_name='可能应为')),
                ('key', models.CharField(choices=[('name', '主体名称'), ('uscc', '统一社会信用代码'), ('org_code', '组织机构代码'), ('registration_number', '工商注册号'), ('tax_number', '纳税人识别号'), ('customs_code', '海关注册编码'), ('source_id', '来源编号'), ('document_number', '文号或案号'), ('authority', '认定部门'), ('basis', '事由'), ('listed_on', '列入日期'), ('expires_on', '有效期止'), ('removed_on', '移出日期')], max_length=20, verbose_name='字段')),
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
                ('raw', roster.models.columns.CellsField(blank=True, default=list, help_text='从A列起的各单元格', verbose_name='原文')),
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
            ],
            options={
                'verbose_name': '“黑名单”行',
                'verbose_name_plural': '“黑名单”行',
                'ordering': ('line',),
            },
        ),
        migrations.CreateModel(
            name='Certification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certified_on', models.DateField(verbose_name='认证日期')),
                ('until', models.DateField(null=True, verbose_name='退出日期')),
            ],
            options={
                'verbose_name': '高级认证',
                'verbose_name_plural': '高级认证',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='CertificationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('certified_on', models.DateField(verbose_name='认证日期')),
                ('until', models.DateField(null=True, verbose_name='退出日期')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, unique=True, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('name_key', models.CharField(db_index=True, editable=False, max_length=200, verbose_name='规范化名称')),
                ('bigrams', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), editable=False, size=None, verbose_name='名称二元组')),
                ('customs_code', models.CharField(blank=True, db_index=True, max_length=10, verbose_name='海关注册编码')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('match_keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='现用和曾用的名称、编码的键；与“黑名单”条目有相同的键，才可能是同一主体。', size=None, verbose_name='比对键')),
            ],
            options={
                'verbose_name': '企业',
                'verbose_name_plural': '企业',
                'ordering': ('uscc',),
            },
        ),
        migrations.CreateModel(
            name='EnterpriseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('customs_code', models.CharField(blank=True, max_length=10, verbose_name='海关注册编码')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExplainedTitle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='表头')),
                ('key', models.CharField(choices=[('name', '企业名称'), ('uscc', '统一社会信用代码'), ('customs_code', '海关注册编码'), ('certified_on', '认证日期'), ('address', '地址'), ('registration_number', '工商注册号')], max_length=20, verbose_name='含义')),
            ],
            options={
                'verbose_name': '已说明的表头',
                'verbose_name_plural': '已说明的表头',
            },
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
                ('sentence', models.TextField(blank=True, verbose_name='说明')),
            ],
            options={
                'verbose_name': '拉取记录',
                'verbose_name_plural': '拉取记录',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='MatchPolicy',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('second_person', models.CharField(choices=[('none', '不需要：一人核实即生效'), ('confirmations', '核实为同一主体的，须第二人复核'), ('all', '全部结论都须第二人复核')], default='none', max_length=20, verbose_name='第二人复核')),
                ('term_working_days', models.PositiveSmallIntegerField(default=roster.models.match_policy.usual_term, help_text='联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='核实期限（工作日）')),
                ('ask_from', models.PositiveSmallIntegerField(default=60, help_text='达到该分值的，提请核实；不到的只记录。', verbose_name='提请核实的分值')),
                ('ignore_below', models.PositiveSmallIntegerField(default=40, help_text='低于该分值的，不作为命中。', verbose_name='不记录的分值')),
                ('act', models.CharField(choices=[('changed', '修改'), ('proposed', '提出修改'), ('agreed', '复核同意'), ('returned', '退回拟定的修改')], default='changed', max_length=10, verbose_name='事项')),
                ('change_reason', models.TextField(blank=True, verbose_name='依据')),
                ('proposed_second_person', models.CharField(blank=True, choices=[('none', '不需要：一人核实即生效'), ('confirmations', '核实为同一主体的，须第二人复核'), ('all', '全部结论都须第二人复核')], max_length=20, verbose_name='拟定的第二人复核')),
                ('proposed_term_working_days', models.PositiveSmallIntegerField(null=True, verbose_name='拟定的核实期限（工作日）')),
                ('proposed_at', models.DateTimeField(null=True, verbose_name='提出时间')),
                ('proposed_reason', models.TextField(blank=True, verbose_name='提出依据')),
            ],
            options={
                'verbose_name': '比对规则',
                'verbose_name_plural': '比对规则',
            },
        ),
        migrations.CreateModel(
            name='MatchPolicyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('second_person', models.CharField(choices=[('none', '不需要：一人核实即生效'), ('confirmations', '核实为同一主体的，须第二人复核'), ('all', '全部结论都须第二人复核')], default='none', max_length=20, verbose_name='第二人复核')),
                ('term_working_days', models.PositiveSmallIntegerField(default=roster.models.match_policy.usual_term, help_text='联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='核实期限（工作日）')),
                ('ask_from', models.PositiveSmallIntegerField(default=60, help_text='达到该分值的，提请核实；不到的只记录。', verbose_name='提请核实的分值')),
                ('ignore_below', models.PositiveSmallIntegerField(default=40, help_text='低于该分值的，不作为命中。', verbose_name='不记录的分值')),
                ('act', models.CharField(choices=[('changed', '修改'), ('proposed', '提出修改'), ('agreed', '复核同意'), ('returned', '退回拟定的修改')], default='changed', max_length=10, verbose_name='事项')),
                ('change_reason', models.TextField(blank=True, verbose_name='依据')),
                ('proposed_second_person', models.CharField(blank=True, choices=[('none', '不需要：一人核实即生效'), ('confirmations', '核实为同一主体的，须第二人复核'), ('all', '全部结论都须第二人复核')], max_length=20, verbose_name='拟定的第二人复核')),
                ('proposed_term_working_days', models.PositiveSmallIntegerField(null=True, verbose_name='拟定的核实期限（工作日）')),
                ('proposed_at', models.DateTimeField(null=True, verbose_name='提出时间')),
                ('proposed_reason', models.TextField(blank=True, verbose_name='提出依据')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='取消原因')),
                ('document_number', models.CharField(max_length=100, verbose_name='决定文号')),
                ('effective_on', models.DateField(verbose_name='取消日期')),
                ('revoked_at', models.DateTimeField(auto_now_add=True, verbose_name='录入时间')),
                ('restored_on', models.DateField(null=True, verbose_name='恢复日期')),
                ('restored_at', models.DateTimeField(null=True, verbose_name='恢复的录入时间')),
                ('restore_reason', models.TextField(blank=True, verbose_name='恢复原因')),
                ('restore_document', models.CharField(blank=True, max_length=100, verbose_name='恢复文号')),
            ],
            options={
                'verbose_name': '取消资格',
                'verbose_name_plural': '取消资格',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='RosterLeaving',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('customs_code', models.CharField(blank=True, max_length=10, verbose_name='海关注册编码')),
                ('certified_on', models.CharField(max_length=10, verbose_name='认证日期')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('registration_number', models.CharField(blank=True, max_length=30, verbose_name='工商注册号')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='退出原因')),
            ],
            options={
                'verbose_name': '将退出的企业',
                'verbose_name_plural': '将退出的企业',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='RosterProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('column', models.CharField(blank=True, max_length=3, verbose_name='列')),
                ('code', models.CharField(choices=[('empty', '没有填写'), ('resident_id', '填了身份证号'), ('formula_error', '公式出错'), ('lost_digits', '丢失位数'), ('uscc', '统一社会信用代码有误'), ('org_code', '组织机构代码有误'), ('customs_code', '海关注册编码有误'), ('customs_office', '编码属于其他海关'), ('uscc_twice', '统一社会信用代码重复'), ('uscc_two_names', '同一代码两个名称'), ('customs_code_twice', '海关注册编码重复'), ('certified_on', '认证日期有误'), ('name', '名称有误'), ('name_changed', '名称与已知的不同'), ('customs_code_changed', '海关注册编码已变更'), ('other_office', '在其他海关的名单上'), ('first_time', '首次出现而无代码'), ('natural_person', '自然人'), ('listed_on', '列入日期有误'), ('expires_on', '有效期止有误'), ('removed_on', '移出日期有误'), ('twice', '重复的条目'), ('moved', '填错了列'), ('two_codes', '两个不同的代码'), ('no_name', '未载名称'), ('registration_number', '工商注册号有误'), ('tax_number', '纳税人识别号有误'), ('too_long', '内容过长'), ('superseded', '已有更新的数据')], max_length=30, verbose_name='规则')),
                ('severity', models.CharField(choices=[('refuse', '须改正'), ('ask', '须核实'), ('tell', '请留意')], max_length=10, verbose_name='程度')),
                ('message', models.TextField(verbose_name='问题')),
                ('hint', models.TextField(verbose_name='怎样改正')),
                ('cell', models.TextField(blank=True, verbose_name='单元格内容')),
                ('suggestion', models.TextField(blank=True, help_text='仅供核对后采用，绝不自动改写。', verbose_name='可能应为')),
                ('key', models.CharField(choices=[('name', '企业名称'), ('uscc', '统一社会信用代码'), ('customs_code', '海关注册编码'), ('certified_on', '认证日期'), ('address', '地址'), ('registration_number', '工商注册号')], max_length=20, verbose_name='字段')),
            ],
            options={
                'verbose_name': '名单的问题',
                'verbose_name_plural': '名单的问题',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('raw', roster.models.columns.CellsField(blank=True, default=list, help_text='从A列起的各单元格', verbose_name='原文')),
                ('is_refused', models.BooleanField(default=False, verbose_name='须改正')),
                ('name', models.TextField(blank=True, verbose_name='企业名称')),
                ('uscc', models.TextField(blank=True, verbose_name='统一社会信用代码')),
                ('customs_code', models.TextField(blank=True, verbose_name='海关注册编码')),
                ('certified_on', models.TextField(blank=True, verbose_name='认证日期')),
                ('address', models.TextField(blank=True, verbose_name='地址')),
                ('registration_number', models.TextField(blank=True, verbose_name='工商注册号')),
                ('kind', models.CharField(blank=True, choices=[('joining', '新增'), ('leaving', '退出'), ('changed', '变更'), ('unchanged', '不变')], help_text='须改正的行没有。', max_length=20, verbose_name='变化')),
                ('before', models.JSONField(help_text='变更的企业在现行名单上的内容。', null=True, verbose_name='原来')),
            ],
            options={
                'verbose_name': '名单行',
                'verbose_name_plural': '名单行',
                'ordering': ('line',),
            },
        ),
        migrations.CreateModel(
            name='RosterSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to=roster.models.files.stored_name, verbose_name='文件')),
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
                ('mends', models.JSONField(default=list, verbose_name='在页面上改正的单元格')),
                ('refused_count', models.PositiveIntegerField(default=0, verbose_name='须改正的问题数')),
                ('asked_count', models.PositiveIntegerField(default=0, verbose_name='须核实的问题数')),
                ('told_count', models.PositiveIntegerField(default=0, verbose_name='请留意的问题数')),
                ('failure', models.TextField(blank=True, verbose_name='未能处理的原因')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
            ],
            options={
                'verbose_name': '名单报送',
                'verbose_name_plural': '名单报送',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trigger', models.CharField(choices=[('roster', '名单确认'), ('blacklist', '“黑名单”导入'), ('rules', '全部重新比对'), ('repeat', '重跑')], max_length=20, verbose_name='起因')),
                ('is_trial', models.BooleanField(default=False, help_text='只说明会有什么变化，不改变任何命中和资格。', verbose_name='试算')),
                ('ask_from', models.PositiveSmallIntegerField(default=60, verbose_name='提请核实的分值')),
                ('ignore_below', models.PositiveSmallIntegerField(default=40, verbose_name='不记录的分值')),
                ('state', models.CharField(choices=[('waiting', '等待比对'), ('running', '比对中'), ('done', '已完成'), ('failed', '比对失败')], default='waiting', max_length=20, verbose_name='状态')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='创建时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('sides', models.JSONField(default=dict, help_text='企业、条目历史各到第几条，各名单截至哪次导入。', verbose_name='双方的版本')),
                ('enterprise_count', models.PositiveIntegerField(default=0, verbose_name='企业数')),
                ('entry_count', models.PositiveIntegerField(default=0, verbose_name='条目数')),
                ('candidate_count', models.PositiveIntegerField(default=0, verbose_name='候选对数')),
                ('hit_count', models.PositiveIntegerField(default=0, verbose_name='命中数')),
                ('answer', models.CharField(blank=True, help_text='双方与规则相同，则摘要相同。', max_length=32, verbose_name='结果摘要')),
                ('outlook', models.JSONField(default=dict, help_text='新增、消失、改变的命中，改变的激励资格。', verbose_name='带来的变化')),
                ('failure', models.TextField(blank=True, verbose_name='失败原因')),
            ],
            options={
                'verbose_name': '交叉比对',
                'verbose_name_plural': '交叉比对',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ScreeningChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('low', models.BigIntegerField(verbose_name='自条目')),
                ('high', models.BigIntegerField(verbose_name='至条目')),
                ('state', models.CharField(choices=[('waiting', '等待比对'), ('running', '比对中'), ('done', '已完成'), ('failed', '比对失败')], default='waiting', max_length=20, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='处理次数')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='派发时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('entry_count', models.PositiveIntegerField(default=0, verbose_name='条目数')),
                ('candidate_count', models.PositiveIntegerField(default=0, verbose_name='候选对数')),
                ('hit_count', models.PositiveIntegerField(default=0, verbose_name='命中数')),
                ('answer', models.CharField(blank=True, max_length=32, verbose_name='结果摘要')),
                ('outlook', models.JSONField(default=dict, verbose_name='带来的变化')),
                ('failure', models.TextField(blank=True, verbose_name='失败原因')),
            ],
            options={
                'verbose_name': '比对分块',
                'verbose_name_plural': '比对分块',
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='ScreeningHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rung', models.CharField(choices=[('uscc', '统一社会信用代码相同'), ('org_code', '组织机构代码相同'), ('customs_code', '海关注册编码相同'), ('registration_number', '工商注册号相同'), ('name', '名称相同或相近')], max_length=20, verbose_name='匹配方式')),
                ('score', models.PositiveSmallIntegerField(verbose_name='分值')),
                ('reasons', models.JSONField(default=list, help_text='各条规则：rule、text、weight。', verbose_name='理由')),
                ('asked', models.BooleanField(default=False, help_text='须有人核实或复核；否则只是记录。', verbose_name='提请核实')),
                ('holds', models.BooleanField(default=True, verbose_name='仍然匹配')),
                ('fingerprint', models.CharField(help_text='任一方内容改变，原来的核实结论即失效。', max_length=64, verbose_name='双方内容')),
                ('due_on', models.DateField(help_text='期限的最后一日；期满仍未核实，企业转为待核实。已过的，企业在核实之前为待核实。', verbose_name='核实期限')),
                ('decision', models.CharField(choices=[('undecided', '未核实'), ('confirmed', '核实为同一主体'), ('dismissed', '核实为不同主体')], default='undecided', max_length=20, verbose_name='核实结论')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='核实时间')),
                ('decision_reason', models.TextField(blank=True, verbose_name='核实理由')),
                ('proposed_decision', models.CharField(blank=True, choices=[('confirmed', '核实为同一主体'), ('dismissed', '核实为不同主体')], max_length=20, verbose_name='拟定结论')),
                ('proposed_at', models.DateTimeField(null=True, verbose_name='提出时间')),
                ('proposed_reason', models.TextField(blank=True, verbose_name='提出理由')),
                ('asked_again_reason', models.TextField(blank=True, verbose_name='重新核实的缘由')),
            ],
            options={
                'verbose_name': '比对命中',
                'verbose_name_plural': '比对命中',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ScreeningHitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('holds', models.BooleanField(default=True, verbose_name='仍然匹配')),
                ('asked', models.BooleanField(default=False, help_text='须有人核实或复核；否则只是记录。', verbose_name='提请核实')),
                ('rung', models.CharField(choices=[('uscc', '统一社会信用代码相同'), ('org_code', '组织机构代码相同'), ('customs_code', '海关注册编码相同'), ('registration_number', '工商注册号相同'), ('name', '名称相同或相近')], max_length=20, verbose_name='匹配方式')),
                ('score', models.PositiveSmallIntegerField(verbose_name='分值')),
                ('reasons', models.JSONField(default=list, help_text='各条规则：rule、text、weight。', verbose_name='理由')),
                ('fingerprint', models.CharField(help_text='任一方内容改变，原来的核实结论即失效。', max_length=64, verbose_name='双方内容')),
                ('decision', models.CharField(choices=[('undecided', '未核实'), ('confirmed', '核实为同一主体'), ('dismissed', '核实为不同主体')], default='undecided', max_length=20, verbose_name='核实结论')),
                ('decision_reason', models.TextField(blank=True, verbose_name='核实理由')),
                ('proposed_decision', models.CharField(blank=True, choices=[('confirmed', '核实为同一主体'), ('dismissed', '核实为不同主体')], max_length=20, verbose_name='拟定结论')),
                ('proposed_reason', models.TextField(blank=True, verbose_name='提出理由')),
                ('asked_again_reason', models.TextField(blank=True, verbose_name='重新核实的缘由')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('unscreened', '待比对'), ('eligible', '联合激励对象'), ('pending', '待核实'), ('blocked', '暂不纳入'), ('revoked', '已取消'), ('lapsed', '已退出')], max_length=20, verbose_name='状态')),
                ('reasons', models.JSONField(default=list, verbose_name='理由')),
                ('since', models.DateField(help_text='自该日起成立', verbose_name='自')),
                ('until', models.DateField(help_text='该日起不再成立', null=True, verbose_name='至')),
                ('known_at', models.DateTimeField(auto_now_add=True, verbose_name='平台得知时间')),
                ('end_known_at', models.DateTimeField(null=True, verbose_name='平台得知终止的时间')),
            ],
            options={
                'verbose_name': '激励资格',
                'verbose_name_plural': '激励资格',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='完成时间')),
            ],
            options={
                'verbose_name': '清扫',
                'verbose_name_plural': '清扫',
            },
        ),
        migrations.CreateModel(
            name='Blacklist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='名称')),
                ('authority', models.CharField(max_length=100, verbose_name='认定部门')),
                ('excludes', models.BooleanField(help_text='命中即暂不纳入；否则仅作提示，不影响资格。', verbose_name='排除')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='法律依据')),
                ('update_days', models.PositiveSmallIntegerField(blank=True, help_text='超过这些天没有新数据即提示过期；留空为没有约定。', null=True, verbose_name='更新周期（天）')),
                ('entry_months', models.PositiveSmallIntegerField(blank=True, help_text='条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。', null=True, verbose_name='条目有效期（月）')),
            ],
            options={
                'verbose_name': '“黑名单”领域',
                'verbose_name_plural': '“黑名单”领域',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('excludes', False), models.Q(('legal_basis', ''), _negated=True), _connector='OR'), name='blacklist_excludes_with_legal_basis'), models.CheckConstraint(condition=models.Q(('update_days__isnull', True), ('update_days__gt', 0), _connector='OR'), name='blacklist_update_days_positive'), models.CheckConstraint(condition=models.Q(('entry_months__isnull', True), ('entry_months__gt', 0), _connector='OR'), name='blacklist_entry_months_positive')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_blacklistevent" ("authority", "code", "entry_months", "excludes", "id", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_days") VALUES (NEW."authority", NEW."code", NEW."entry_months", NEW."excludes", NEW."id", NEW."legal_basis", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."update_days"); RETURN NULL;', hash='d4d8d1dfda29729c5e87d6d6a546f3a6a24dd43b', operation='INSERT', pgid='pgtrigger_insert_insert_ac9a8', table='roster_blacklist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_blacklistevent" ("authority", "code", "entry_months", "excludes", "id", "legal_basis", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_days") VALUES (NEW."authority", NEW."code", NEW."entry_months", NEW."excludes", NEW."id", NEW."legal_basis", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."update_days"); RETURN NULL;', hash='bfa8c6ebb0e2c31b7b25075219325e095f2ea163', operation='UPDATE', pgid='pgtrigger_update_update_ff52d', table='roster_blacklist', when='AFTER')),
        ),
        migrations.AddField(
            model_name='blacklistentry',
            name='blacklist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='roster.blacklist', verbose_name='领域'),
        ),
        migrations.AddField(
            model_name='blacklistentryevent',
            name='blacklist',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.blacklist', verbose_name='领域'),
        ),
        migrations.AddField(
            model_name='blacklistentryevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='blacklistentryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.blacklistentry'),
        ),
        migrations.AddField(
            model_name='blacklistevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='blacklistevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.blacklist'),
        ),
        migrations.AddField(
            model_name='blacklistfeed',
            name='blacklist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='roster.blacklist', verbose_name='领域'),
        ),
        migrations.AddField(
            model_name='blacklistfeed',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设置人'),
        ),
        migrations.AddField(
            model_name='blacklistfeedevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='blacklistfeedevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.blacklistfeed'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='blacklist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='roster.blacklist', verbose_name='领域'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='feed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='roster.blacklistfeed', verbose_name='数据接口'),
        ),
        migrations.AddField(
            model_name='blacklistimport',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人'),
        ),
        migrations.AddField(
            model_name='blacklistfeed',
            name='last_import',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.blacklistimport', verbose_name='最近取得的文件'),
        ),
        migrations.AddField(
            model_name='blacklistentryevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='在该次导入比对完成之前，条目仍然有效。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.blacklistimport', verbose_name='不再列出它的导入'),
        ),
        migrations.AddField(
            model_name='blacklistentry',
            name='ended_by',
            field=models.ForeignKey(help_text='在该次导入比对完成之前，条目仍然有效。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended_entries', to='roster.blacklistimport', verbose_name='不再列出它的导入'),
        ),
        migrations.AddField(
            model_name='blacklistentry',
            name='touched_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='roster.blacklistimport', verbose_name='最近一次新增或变更它的导入'),
        ),
        migrations.AddField(
            model_name='blacklistproblem',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='roster.blacklistimport'),
        ),
        migrations.AddField(
            model_name='blacklistrow',
            name='submission',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='roster.blacklistimport'),
        ),
        migrations.AddField(
            model_name='blacklistentryevent',
            name='row',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.blacklistrow', verbose_name='依据的行'),
        ),
        migrations.AddField(
            model_name='blacklistentry',
            name='row',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='roster.blacklistrow', verbose_name='依据的行'),
        ),
        migrations.AddField(
            model_name='certification',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='accounts.department', verbose_name='主管海关'),
        ),
        migrations.AddField(
            model_name='certificationevent',
            name='office',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.department', verbose_name='主管海关'),
        ),
        migrations.AddField(
            model_name='certificationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='certificationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.certification'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=django.contrib.postgres.indexes.GinIndex(fields=['bigrams'], name='enterprise_bigrams'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=django.contrib.postgres.indexes.GinIndex(fields=['match_keys'], name='enterprise_match_keys'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(django.contrib.postgres.indexes.OpClass('uscc', name='text_pattern_ops'), name='enterprise_uscc_prefix'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.CheckConstraint(condition=models.Q(('uscc__regex', '^[0-9A-HJ-NP-RTUWXY]{18}$')), name='enterprise_uscc_shape'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='enterprise_named'),
        ),
        migrations.AddField(
            model_name='certificationevent',
            name='enterprise',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.enterprise', verbose_name='企业'),
        ),
        migrations.AddField(
            model_name='certification',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='roster.enterprise', verbose_name='企业'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_enterpriseevent" ("address", "customs_code", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "uscc") VALUES (NEW."address", NEW."customs_code", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registration_number", NEW."uscc"); RETURN NULL;', hash='c14bbf9609581a5eca5630a941dce9f422247ea7', operation='INSERT', pgid='pgtrigger_insert_insert_8963b', table='roster_enterprise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."customs_code" IS DISTINCT FROM (NEW."customs_code") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."registration_number" IS DISTINCT FROM (NEW."registration_number") OR OLD."uscc" IS DISTINCT FROM (NEW."uscc"))', func='INSERT INTO "roster_enterpriseevent" ("address", "customs_code", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "uscc") VALUES (NEW."address", NEW."customs_code", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_number", NEW."uscc"); RETURN NULL;', hash='6c9aa52741ea2e72390adde2b529fad76aa6c0e4', operation='UPDATE', pgid='pgtrigger_update_update_d79d9', table='roster_enterprise', when='AFTER')),
        ),
        migrations.AddField(
            model_name='enterpriseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='enterpriseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.enterprise'),
        ),
        migrations.AddField(
            model_name='explainedtitle',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explained_titles', to='accounts.department', verbose_name='海关'),
        ),
        migrations.AddField(
            model_name='feedpull',
            name='feed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pulls', to='roster.blacklistfeed', verbose_name='接口'),
        ),
        migrations.AddField(
            model_name='feedpull',
            name='submission',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pulls', to='roster.blacklistimport', verbose_name='导入'),
        ),
        migrations.AddField(
            model_name='matchpolicy',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人'),
        ),
        migrations.AddField(
            model_name='matchpolicy',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='matchpolicyevent',
            name='changed_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人'),
        ),
        migrations.AddField(
            model_name='matchpolicyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='matchpolicyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.matchpolicy'),
        ),
        migrations.AddField(
            model_name='matchpolicyevent',
            name='proposed_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='revocation',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revocations', to='roster.enterprise', verbose_name='企业'),
        ),
        migrations.AddField(
            model_name='revocation',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.department', verbose_name='主管海关'),
        ),
        migrations.AddField(
            model_name='revocation',
            name='restored_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='恢复人'),
        ),
        migrations.AddField(
            model_name='revocation',
            name='revoked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取消人'),
        ),
        migrations.AddField(
            model_name='certificationevent',
            name='row',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.rosterrow', verbose_name='依据的名单行'),
        ),
        migrations.AddField(
            model_name='certification',
            name='row',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='roster.rosterrow', verbose_name='依据的名单行'),
        ),
        migrations.AddField(
            model_name='rostersubmission',
            name='base',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.rostersubmission', verbose_name='比较时最近一次确认的报送'),
        ),
        migrations.AddField(
            model_name='rostersubmission',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='rostersubmission',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='accounts.department', verbose_name='报送海关'),
        ),
        migrations.AddField(
            model_name='rostersubmission',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人'),
        ),
        migrations.AddField(
            model_name='rosterrow',
            name='submission',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='roster.rostersubmission'),
        ),
        migrations.AddField(
            model_name='rosterproblem',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='roster.rostersubmission'),
        ),
        migrations.AddField(
            model_name='rosterleaving',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leavings', to='roster.rostersubmission'),
        ),
        migrations.AddField(
            model_name='certificationevent',
            name='closed_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.rostersubmission', verbose_name='使其退出的报送'),
        ),
        migrations.AddField(
            model_name='certification',
            name='closed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closed_certifications', to='roster.rostersubmission', verbose_name='使其退出的报送'),
        ),
        migrations.AddField(
            model_name='screening',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人'),
        ),
        migrations.AddField(
            model_name='screening',
            name='blacklist_import',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='roster.blacklistimport', verbose_name='“黑名单”导入'),
        ),
        migrations.AddField(
            model_name='screening',
            name='repeats',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repetitions', to='roster.screening', verbose_name='重跑哪一次'),
        ),
        migrations.AddField(
            model_name='screening',
            name='submission',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='roster.rostersubmission', verbose_name='名单报送'),
        ),
        migrations.AddField(
            model_name='certification',
            name='screened_by',
            field=models.ForeignKey(db_index=False, help_text='为空即尚未比对，绝不视为通过。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='roster.screening', verbose_name='首次完成的交叉比对'),
        ),
        migrations.AddField(
            model_name='screeningchunk',
            name='screening',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='roster.screening'),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='asked_again_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回或重开人'),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核实人'),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='roster.enterprise', verbose_name='企业'),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='roster.blacklistentry', verbose_name='条目'),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='screening',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='roster.screening', verbose_name='发现它的比对'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='asked_again_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回或重开人'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核实人'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.screeninghit'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='proposed_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='screeninghitevent',
            name='screening',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.screening', verbose_name='发现它的比对'),
        ),
        migrations.AddField(
            model_name='standing',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='roster.enterprise', verbose_name='企业'),
        ),
        migrations.AddField(
            model_name='standing',
            name='previous',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='roster.standing', verbose_name='前一状态'),
        ),
        migrations.AddConstraint(
            model_name='sweep',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='sweep_one_row'),
        ),
        migrations.AddConstraint(
            model_name='blacklistimport',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('status', roster.states.SubmissionState['WITHDRAWN']), _negated=True), ('automatic', False), models.Q(('file', ''), _negated=True)), fields=('blacklist', 'sha256'), name='blacklist_same_bytes_once'),
        ),
        migrations.AddConstraint(
            model_name='blacklistimport',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'processing', 'checked', 'confirmed', 'failed', 'withdrawn'])), name='blacklist_status_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistimport',
            trigger=pgtrigger.compiler.Trigger(name='blacklist_status_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{received:processing,received:withdrawn,processing:checked,processing:failed,processing:withdrawn,checked:confirmed,checked:withdrawn,checked:received,failed:withdrawn,failed:received}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d440f1498a0ce0b884fecf385a9d7d6c89d4bf64', operation='UPDATE', pgid='pgtrigger_blacklist_status_moves_4f6d6', table='roster_blacklistimport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistimport',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7ce002ace213d9b0b5333524364e87ef17fb37f4', operation='DELETE', pgid='pgtrigger_never_deleted_ad2e2', table='roster_blacklistimport', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='blacklistfeed',
            index=models.Index(condition=models.Q(('enabled', True)), fields=['next_at'], name='feed_due'),
        ),
        migrations.AddConstraint(
            model_name='blacklistfeed',
            constraint=models.CheckConstraint(condition=models.Q(('every_minutes__gte', 1), ('stale_after_minutes__gte', models.F('every_minutes'))), name='feed_terms'),
        ),
        migrations.AddConstraint(
            model_name='blacklistfeed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cursor_field', ''), ('cursor_parameter', '')), models.Q(models.Q(('cursor_parameter', ''), _negated=True), models.Q(('cursor_field', ''), _negated=True)), _connector='OR'), name='feed_cursor_comes_and_goes'),
        ),
        migrations.AddConstraint(
            model_name='blacklistfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('enabled', True), ('mode', 'full')), fields=('blacklist',), name='feed_one_whole_list'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a24a060631b52caec85dd9992592b34136404ca1', operation='DELETE', pgid='pgtrigger_kept_a0113', table='roster_blacklistfeed', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_blacklistfeedevent" ("address", "cursor_field", "cursor_parameter", "enabled", "every_minutes", "mode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after_minutes") VALUES (NEW."address", NEW."cursor_field", NEW."cursor_parameter", NEW."enabled", NEW."every_minutes", NEW."mode", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stale_after_minutes"); RETURN NULL;', hash='f60ac3f00dd8786163bf8a8544ae90de509b85d8', operation='INSERT', pgid='pgtrigger_insert_insert_b1959', table='roster_blacklistfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistfeed',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."cursor_field" IS DISTINCT FROM (NEW."cursor_field") OR OLD."cursor_parameter" IS DISTINCT FROM (NEW."cursor_parameter") OR OLD."enabled" IS DISTINCT FROM (NEW."enabled") OR OLD."every_minutes" IS DISTINCT FROM (NEW."every_minutes") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."stale_after_minutes" IS DISTINCT FROM (NEW."stale_after_minutes"))', func='INSERT INTO "roster_blacklistfeedevent" ("address", "cursor_field", "cursor_parameter", "enabled", "every_minutes", "mode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after_minutes") VALUES (NEW."address", NEW."cursor_field", NEW."cursor_parameter", NEW."enabled", NEW."every_minutes", NEW."mode", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stale_after_minutes"); RETURN NULL;', hash='45bf4800a73a7b59cef54594d7a1d9d1cfd0888a', operation='UPDATE', pgid='pgtrigger_update_update_80586', table='roster_blacklistfeed', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='blacklistrow',
            constraint=models.UniqueConstraint(fields=('submission', 'line'), name='blacklist_line_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistrow',
            trigger=pgtrigger.compiler.Trigger(name='of_a_submission', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT FROM (SELECT DISTINCT submission_id FROM added) one\n                    WHERE NOT EXISTS (SELECT FROM roster_blacklistimport WHERE id = one.submission_id)\n                ) THEN\n                    RAISE EXCEPTION 'a row belongs to a submission' USING ERRCODE = 'foreign_key_violation';\n                END IF;\n                RETURN NULL;\n            ", hash='717d98fbc907befd524d97fef8c4a79aefcee615', level='STATEMENT', operation='INSERT', pgid='pgtrigger_of_a_submission_b5084', referencing='REFERENCING NEW TABLE AS added ', table='roster_blacklistrow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistrow',
            trigger=pgtrigger.compiler.Trigger(name='of_one_submission', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."submission_id" IS DISTINCT FROM (NEW."submission_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8d5b6095815c32b8a1a8bbbf2324790305b8939c', operation='UPDATE', pgid='pgtrigger_of_one_submission_d1666', table='roster_blacklistrow', when='BEFORE')),
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
            index=django.contrib.postgres.indexes.GinIndex(fields=['match_keys'], name='blacklist_entry_match_keys'),
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
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_blacklistentryevent" ("authority", "basis", "blacklist_id", "customs_code", "document_number", "ended_by_id", "expires_on", "id", "key", "listed_on", "name", "name_key", "org_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "removed_on", "row_id", "source_id", "tax_number", "uscc") VALUES (NEW."authority", NEW."basis", NEW."blacklist_id", NEW."customs_code", NEW."document_number", NEW."ended_by_id", NEW."expires_on", NEW."id", NEW."key", NEW."listed_on", NEW."name", NEW."name_key", NEW."org_code", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registration_number", NEW."removed_on", NEW."row_id", NEW."source_id", NEW."tax_number", NEW."uscc"); RETURN NULL;', hash='8c608f3ceae16df4aa45e9929c40209d359f5dc5', operation='INSERT', pgid='pgtrigger_insert_insert_18ce5', table='roster_blacklistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blacklistentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."blacklist_id" IS DISTINCT FROM (NEW."blacklist_id") OR OLD."customs_code" IS DISTINCT FROM (NEW."customs_code") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."listed_on" IS DISTINCT FROM (NEW."listed_on") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."org_code" IS DISTINCT FROM (NEW."org_code") OR OLD."registration_number" IS DISTINCT FROM (NEW."registration_number") OR OLD."removed_on" IS DISTINCT FROM (NEW."removed_on") OR OLD."row_id" IS DISTINCT FROM (NEW."row_id") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."tax_number" IS DISTINCT FROM (NEW."tax_number") OR OLD."uscc" IS DISTINCT FROM (NEW."uscc"))', func='INSERT INTO "roster_blacklistentryevent" ("authority", "basis", "blacklist_id", "customs_code", "document_number", "ended_by_id", "expires_on", "id", "key", "listed_on", "name", "name_key", "org_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_number", "removed_on", "row_id", "source_id", "tax_number", "uscc") VALUES (NEW."authority", NEW."basis", NEW."blacklist_id", NEW."customs_code", NEW."document_number", NEW."ended_by_id", NEW."expires_on", NEW."id", NEW."key", NEW."listed_on", NEW."name", NEW."name_key", NEW."org_code", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_number", NEW."removed_on", NEW."row_id", NEW."source_id", NEW."tax_number", NEW."uscc"); RETURN NULL;', hash='a6bbe4ac969cafea03b6a867bd28076fd289023b', operation='UPDATE', pgid='pgtrigger_update_update_d1cb7', table='roster_blacklistentry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='explainedtitle',
            constraint=models.UniqueConstraint(fields=('office', 'title'), name='title_explained_once'),
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
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d35484a39ea92c31e74e7845ae8cedf5bb8943fb', operation='DELETE', pgid='pgtrigger_kept_d5f7b', table='roster_feedpull', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='matchpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='match_policy_is_one'),
        ),
        migrations.AddConstraint(
            model_name='matchpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('second_person__in', ['none', 'confirmations', 'all'])), name='match_policy_second_known'),
        ),
        migrations.AddConstraint(
            model_name='matchpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('term_working_days__gte', 1), ('term_working_days__lte', 60)), name='match_policy_term_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='matchpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('ask_from__lte', 100), ('ignore_below__lte', models.F('ask_from'))), name='match_policy_thresholds_in_order'),
        ),
        migrations.AddConstraint(
            model_name='matchpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['changed', 'proposed', 'agreed', 'returned'])), name='match_policy_act_known'),
        ),
        migrations.AddConstraint(
            model_name='matchpolicy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_at__isnull', True), ('proposed_by__isnull', True), ('proposed_reason', ''), ('proposed_second_person', ''), ('proposed_term_working_days__isnull', True)), models.Q(('proposed_at__isnull', False), ('proposed_by__isnull', False), ('proposed_second_person__in', ['none', 'confirmations', 'all']), ('proposed_term_working_days__gte', 1), ('proposed_term_working_days__lte', 60), models.Q(('proposed_reason', ''), _negated=True)), _connector='OR'), name='match_policy_proposed_with_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpolicy',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3b2db1ab3e22568f654fba01c511f8623e6aa3af', operation='DELETE', pgid='pgtrigger_never_deleted_9d9dc', table='roster_matchpolicy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpolicy',
            trigger=pgtrigger.compiler.Trigger(name='second_person_loosened_by_two', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (((OLD."second_person" = \'all\' AND NOT (NEW."second_person" = \'all\')) OR (NEW."second_person" = \'none\' AND OLD."second_person" = \'confirmations\')) AND (OLD."proposed_by_id" IS NULL OR NEW."changed_by_id" IS NULL OR OLD."proposed_by_id" = (NEW."changed_by_id") OR NOT (OLD."proposed_second_person" = (NEW."second_person"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1937c15ff23c38edb6eff4b4e31f479571dff211', operation='UPDATE', pgid='pgtrigger_second_person_loosened_by_two_e4b1c', table='roster_matchpolicy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpolicy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_matchpolicyevent" ("act", "ask_from", "change_reason", "changed_by_id", "ignore_below", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_reason", "proposed_second_person", "proposed_term_working_days", "second_person", "term_working_days") VALUES (NEW."act", NEW."ask_from", NEW."change_reason", NEW."changed_by_id", NEW."ignore_below", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."proposed_reason", NEW."proposed_second_person", NEW."proposed_term_working_days", NEW."second_person", NEW."term_working_days"); RETURN NULL;', hash='c9dc7b4aec90659114072184788759408a3f82f7', operation='INSERT', pgid='pgtrigger_insert_insert_8fe7c', table='roster_matchpolicy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpolicy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."act" IS DISTINCT FROM (NEW."act") OR OLD."ask_from" IS DISTINCT FROM (NEW."ask_from") OR OLD."change_reason" IS DISTINCT FROM (NEW."change_reason") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."ignore_below" IS DISTINCT FROM (NEW."ignore_below") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_reason" IS DISTINCT FROM (NEW."proposed_reason") OR OLD."proposed_second_person" IS DISTINCT FROM (NEW."proposed_second_person") OR OLD."proposed_term_working_days" IS DISTINCT FROM (NEW."proposed_term_working_days") OR OLD."second_person" IS DISTINCT FROM (NEW."second_person") OR OLD."term_working_days" IS DISTINCT FROM (NEW."term_working_days"))', func='INSERT INTO "roster_matchpolicyevent" ("act", "ask_from", "change_reason", "changed_by_id", "ignore_below", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_reason", "proposed_second_person", "proposed_term_working_days", "second_person", "term_working_days") VALUES (NEW."act", NEW."ask_from", NEW."change_reason", NEW."changed_by_id", NEW."ignore_below", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."proposed_reason", NEW."proposed_second_person", NEW."proposed_term_working_days", NEW."second_person", NEW."term_working_days"); RETURN NULL;', hash='30eaeca0f8095d5cb15a1a0abf32a2af21a958e2', operation='UPDATE', pgid='pgtrigger_update_update_02b83', table='roster_matchpolicy', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.UniqueConstraint(condition=models.Q(('restored_on__isnull', True)), fields=('enterprise',), name='revocation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('document_number', ''), _negated=True)), name='revocation_with_reason_and_document'),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(('restored_on__isnull', True), models.Q(('restored_at__isnull', False), ('restored_by__isnull', False), ('restored_on__gte', models.F('effective_on')), models.Q(('restore_reason', ''), _negated=True), models.Q(('restore_document', ''), _negated=True)), _connector='OR'), name='revocation_restored_with_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revocation',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0f19660f2bdb6659969786868552c6ed31ea2b6f', operation='DELETE', pgid='pgtrigger_never_deleted_b7711', table='roster_revocation', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rostersubmission',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', [roster.states.SubmissionState['WITHDRAWN'], roster.states.SubmissionState['CONFIRMED']]), _negated=True), fields=('office', 'sha256'), name='roster_same_bytes_once'),
        ),
        migrations.AddConstraint(
            model_name='rostersubmission',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'processing', 'checked', 'confirmed', 'failed', 'withdrawn'])), name='roster_status_known'),
        ),
        migrations.AddConstraint(
            model_name='rostersubmission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', roster.states.SubmissionState['CONFIRMED']), _negated=True), models.Q(('confirmed_at__isnull', False), ('refused_count', 0)), _connector='OR'), name='roster_confirmed_without_refusal'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rostersubmission',
            trigger=pgtrigger.compiler.Trigger(name='roster_status_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{received:processing,received:withdrawn,processing:checked,processing:failed,processing:withdrawn,checked:confirmed,checked:withdrawn,checked:received,failed:withdrawn,failed:received}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='87dc359eea62da0c63921d14b85451ee7d9fe7bf', operation='UPDATE', pgid='pgtrigger_roster_status_moves_5c69b', table='roster_rostersubmission', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rostersubmission',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='32ff0bc3535a6efd2e93eda840eb069ebc9de395', operation='DELETE', pgid='pgtrigger_never_deleted_b6a96', table='roster_rostersubmission', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.UniqueConstraint(fields=('submission', 'line'), name='roster_line_once'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.CheckConstraint(condition=models.Q(('is_refused', False), ('kind', ''), _connector='OR'), name='roster_refused_changes_nothing'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'changed'), _negated=True), ('before__isnull', False), _connector='OR'), name='roster_changed_from_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterrow',
            trigger=pgtrigger.compiler.Trigger(name='of_a_submission', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT FROM (SELECT DISTINCT submission_id FROM added) one\n                    WHERE NOT EXISTS (SELECT FROM roster_rostersubmission WHERE id = one.submission_id)\n                ) THEN\n                    RAISE EXCEPTION 'a row belongs to a submission' USING ERRCODE = 'foreign_key_violation';\n                END IF;\n                RETURN NULL;\n            ", hash='33b672e7e1762f78f66186c664f7c95628dd6183', level='STATEMENT', operation='INSERT', pgid='pgtrigger_of_a_submission_ae224', referencing='REFERENCING NEW TABLE AS added ', table='roster_rosterrow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterrow',
            trigger=pgtrigger.compiler.Trigger(name='of_one_submission', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."submission_id" IS DISTINCT FROM (NEW."submission_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='61d624108c6949083cff1a109c696a53ce9fc3b6', operation='UPDATE', pgid='pgtrigger_of_one_submission_e6149', table='roster_rosterrow', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rosterleaving',
            constraint=models.UniqueConstraint(fields=('submission', 'uscc'), name='roster_leaves_once'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='screening_state_known'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('blacklist_import__isnull', True), ('repeats__isnull', True), ('submission__isnull', False), ('trigger', 'roster')), models.Q(('blacklist_import__isnull', False), ('repeats__isnull', True), ('submission__isnull', True), ('trigger', 'blacklist')), models.Q(('asked_by__isnull', False), ('blacklist_import__isnull', True), ('repeats__isnull', True), ('submission__isnull', True), ('trigger', 'rules')), models.Q(('asked_by__isnull', False), ('blacklist_import__isnull', True), ('repeats__isnull', False), ('submission__isnull', True), ('trigger', 'repeat')), _connector='OR'), name='screening_has_its_cause'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('is_trial', False), ('trigger', 'rules'), _connector='OR'), name='screening_trial_of_rules'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('ask_from__lte', 100), ('ignore_below__lte', models.F('ask_from'))), name='screening_thresholds_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screening',
            trigger=pgtrigger.compiler.Trigger(name='screening_state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:running,running:done,running:failed,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='118b9a27b363d80fee2ccd7ff8c05d31cc0d000e', operation='UPDATE', pgid='pgtrigger_screening_state_moves_1fc81', table='roster_screening', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('enterprise',), name='certification_open_once'),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('certified_on')), _connector='OR'), name='certification_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('until__isnull', True)), models.Q(('closed_by__isnull', False), ('until__isnull', False)), _connector='OR'), name='certification_closed_by_submission'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certification',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_certificationevent" ("certified_on", "closed_by_id", "enterprise_id", "id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_id", "until") VALUES (NEW."certified_on", NEW."closed_by_id", NEW."enterprise_id", NEW."id", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."row_id", NEW."until"); RETURN NULL;', hash='e8e700f6dcfaba2c4c1535c6817c8d0d08353f09', operation='INSERT', pgid='pgtrigger_insert_insert_d30af', table='roster_certification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certification',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."certified_on" IS DISTINCT FROM (NEW."certified_on") OR OLD."closed_by_id" IS DISTINCT FROM (NEW."closed_by_id") OR OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."row_id" IS DISTINCT FROM (NEW."row_id") OR OLD."until" IS DISTINCT FROM (NEW."until"))', func='INSERT INTO "roster_certificationevent" ("certified_on", "closed_by_id", "enterprise_id", "id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_id", "until") VALUES (NEW."certified_on", NEW."closed_by_id", NEW."enterprise_id", NEW."id", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."row_id", NEW."until"); RETURN NULL;', hash='2b73aa6ddb4ff03202bc677e86fb390368b0164e', operation='UPDATE', pgid='pgtrigger_update_update_11f4a', table='roster_certification', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='screeningchunk',
            index=models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['screening'], name='chunk_waiting'),
        ),
        migrations.AddConstraint(
            model_name='screeningchunk',
            constraint=models.UniqueConstraint(fields=('screening', 'number'), name='chunk_number_once'),
        ),
        migrations.AddConstraint(
            model_name='screeningchunk',
            constraint=models.CheckConstraint(condition=models.Q(('low__lte', models.F('high'))), name='chunk_range_in_order'),
        ),
        migrations.AddConstraint(
            model_name='screeningchunk',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='chunk_state_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screeningchunk',
            trigger=pgtrigger.compiler.Trigger(name='chunk_state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:running,running:done,running:failed,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='ec1cd0651ce0c0e62ac947034bc8a5bc1e3de5c2', operation='UPDATE', pgid='pgtrigger_chunk_state_moves_4a874', table='roster_screeningchunk', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='screeninghit',
            index=models.Index(condition=models.Q(('decision', roster.states.Decision['UNDECIDED']), ('holds', True)), fields=['due_on'], name='hit_waiting_by_term'),
        ),
        migrations.AddConstraint(
            model_name='screeninghit',
            constraint=models.UniqueConstraint(fields=('enterprise', 'entry'), name='hit_once_for_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='screeninghit',
            constraint=models.CheckConstraint(condition=models.Q(('decision', roster.states.Decision['UNDECIDED']), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='hit_decided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='screeninghit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_at__isnull', True), ('proposed_by__isnull', True), ('proposed_decision', ''), ('proposed_reason', '')), models.Q(('proposed_at__isnull', False), ('proposed_by__isnull', False), ('proposed_decision__in', ['confirmed', 'dismissed']), models.Q(('proposed_reason', ''), _negated=True)), _connector='OR'), name='hit_proposed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='screeninghit',
            constraint=models.CheckConstraint(condition=models.Q(('proposed_by__isnull', True), ('decided_by__isnull', True), models.Q(models.Q(('decided_by', models.F('proposed_by')), _negated=True), ('decision', models.F('proposed_decision'))), _connector='OR'), name='hit_agreed_by_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screeninghit',
            trigger=pgtrigger.compiler.Trigger(name='hit_decision_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."decision", \':\', NEW."decision") = ANY(\'{undecided:confirmed,undecided:dismissed,confirmed:undecided,dismissed:undecided}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."decision" IS DISTINCT FROM NEW."decision") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "decision" from "%" to "%" on table %\', OLD."decision", NEW."decision", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a3d6225b8b88ad0ae41ba0554649f705bb1aba60', operation='UPDATE', pgid='pgtrigger_hit_decision_moves_13f2f', table='roster_screeninghit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screeninghit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_screeninghitevent" ("asked", "asked_again_by_id", "asked_again_reason", "decided_by_id", "decision", "decision_reason", "fingerprint", "holds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_decision", "proposed_reason", "reasons", "rung", "score", "screening_id") VALUES (NEW."asked", NEW."asked_again_by_id", NEW."asked_again_reason", NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."fingerprint", NEW."holds", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."proposed_decision", NEW."proposed_reason", NEW."reasons", NEW."rung", NEW."score", NEW."screening_id"); RETURN NULL;', hash='b131c65e5d276bc9cf0d5fc11e2cbae2fcfea2aa', operation='INSERT', pgid='pgtrigger_insert_insert_3a776', table='roster_screeninghit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='screeninghit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked" IS DISTINCT FROM (NEW."asked") OR OLD."asked_again_by_id" IS DISTINCT FROM (NEW."asked_again_by_id") OR OLD."asked_again_reason" IS DISTINCT FROM (NEW."asked_again_reason") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decision" IS DISTINCT FROM (NEW."decision") OR OLD."decision_reason" IS DISTINCT FROM (NEW."decision_reason") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."holds" IS DISTINCT FROM (NEW."holds") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_decision" IS DISTINCT FROM (NEW."proposed_decision") OR OLD."proposed_reason" IS DISTINCT FROM (NEW."proposed_reason") OR OLD."reasons" IS DISTINCT FROM (NEW."reasons") OR OLD."rung" IS DISTINCT FROM (NEW."rung") OR OLD."score" IS DISTINCT FROM (NEW."score") OR OLD."screening_id" IS DISTINCT FROM (NEW."screening_id"))', func='INSERT INTO "roster_screeninghitevent" ("asked", "asked_again_by_id", "asked_again_reason", "decided_by_id", "decision", "decision_reason", "fingerprint", "holds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_decision", "proposed_reason", "reasons", "rung", "score", "screening_id") VALUES (NEW."asked", NEW."asked_again_by_id", NEW."asked_again_reason", NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."fingerprint", NEW."holds", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."proposed_decision", NEW."proposed_reason", NEW."reasons", NEW."rung", NEW."score", NEW."screening_id"); RETURN NULL;', hash='035d5dcd1b1c44b80f36097d437497740e3f876e', operation='UPDATE', pgid='pgtrigger_update_update_6b5d3', table='roster_screeninghit', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['state', 'enterprise'], name='standing_current'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('enterprise',), name='standing_current_once'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_known_at__isnull', True), ('until__isnull', True)), models.Q(('end_known_at__isnull', False), ('until__gte', models.F('since'))), _connector='OR'), name='standing_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['unscreened', 'eligible', 'pending', 'blocked', 'revoked', 'lapsed'])), name='standing_state_known'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(condition=models.Q(('previous__isnull', True)), fields=('enterprise',), name='standing_first_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standing',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bf7fd0455dbc421f77ef96a87cac2a728cd35777', operation='DELETE', pgid='pgtrigger_never_deleted_e3916', table='roster_standing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standing',
            trigger=pgtrigger.compiler.Trigger(name='only_ended', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.until IS NOT NULL\n                        OR (NEW.enterprise_id, NEW.previous_id, NEW.state, NEW.reasons, NEW.since, NEW.known_at)\n                        IS DISTINCT FROM\n                        (OLD.enterprise_id, OLD.previous_id, OLD.state, OLD.reasons, OLD.since, OLD.known_at)\n                    THEN\n                        RAISE EXCEPTION 'a standing is never edited, only ended';\n                    END IF;\n                    RETURN NEW;\n                ", hash='e38937b7c324a0d2ea508bf313f82ce0bd8fc700', operation='UPDATE', pgid='pgtrigger_only_ended_702c3', table='roster_standing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standing',
            trigger=pgtrigger.compiler.Trigger(name='follows_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE before text; firm bigint; ended date;', func="\n                    IF NEW.previous_id IS NULL THEN\n                        before := 'lapsed';\n                    ELSE\n                        SELECT state, enterprise_id, until INTO before, firm, ended\n                        FROM roster_standing WHERE id = NEW.previous_id;\n                        IF firm <> NEW.enterprise_id OR ended IS NULL OR ended > NEW.since THEN\n                            RAISE EXCEPTION 'a standing follows one of the same firm that has ended';\n                        END IF;\n                    END IF;\n                    IF (before, NEW.state) NOT IN (('lapsed', 'unscreened'), ('lapsed', 'blocked'), ('lapsed', 'revoked'), ('unscreened', 'eligible'), ('unscreened', 'pending'), ('unscreened', 'blocked'), ('unscreened', 'revoked'), ('unscreened', 'lapsed'), ('eligible', 'unscreened'), ('eligible', 'pending'), ('eligible', 'blocked'), ('eligible', 'revoked'), ('eligible', 'lapsed'), ('pending', 'unscreened'), ('pending', 'eligible'), ('pending', 'blocked'), ('pending', 'revoked'), ('pending', 'lapsed'), ('blocked', 'unscreened'), ('blocked', 'eligible'), ('blocked', 'pending'), ('blocked', 'revoked'), ('blocked', 'lapsed'), ('revoked', 'unscreened'), ('revoked', 'eligible'), ('revoked', 'pending'), ('revoked', 'blocked'), ('revoked', 'lapsed'), ('unscreened', 'unscreened'), ('eligible', 'eligible'), ('pending', 'pending'), ('blocked', 'blocked'), ('revoked', 'revoked'), ('lapsed', 'lapsed')) THEN\n                        RAISE EXCEPTION 'no standing goes from % to %', before, NEW.state;\n                    END IF;\n                    RETURN NEW;\n                ", hash='8ef7d826a07ddbc84a8bbde27dc166382339567d', operation='INSERT', pgid='pgtrigger_follows_as_the_table_says_8f27f', table='roster_standing', when='BEFORE')),
        ),
    ]
