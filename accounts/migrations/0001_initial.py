import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=50, unique=True, verbose_name='名称')),
                ('order', models.PositiveSmallIntegerField(help_text='文件列举的先后', unique=True, verbose_name='顺序')),
                ('is_customs', models.BooleanField(default=False, help_text='报送名单、取消资格的单位', verbose_name='海关')),
                ('customs_code_prefixes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, help_text='该海关核发的编码的前四或五位，以逗号分隔；名单中出现其他海关的前缀时提请核实。', size=None, verbose_name='海关注册编码前缀')),
                ('asks_purpose', models.BooleanField(default=False, help_text='勾选后，该单位的账号查询企业前须填写用途，记入审计日志；即时生效。', verbose_name='查询须填用途')),
                ('is_lead', models.BooleanField(default=False, help_text='接收全部反馈、对外公布的单位', verbose_name='牵头单位')),
                ('former_names', models.JSONField(default=list, editable=False, verbose_name='曾用名')),
                ('closed_on', models.DateField(editable=False, help_text='自该日起不再办理业务。', null=True, verbose_name='撤销日期')),
                ('established_on', models.DateField(editable=False, help_text='为空即文件列举的单位。', null=True, verbose_name='设立日期')),
            ],
            options={
                'verbose_name': '成员单位',
                'verbose_name_plural': '成员单位',
                'ordering': ('order',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_lead', True)), fields=('is_lead',), name='one_department_leads'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='closed_without_accounts', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."closed_on" IS NOT NULL)', func="\n                    IF EXISTS (SELECT FROM accounts_user WHERE department_id = NEW.id AND is_active) THEN\n                        RAISE EXCEPTION 'a closed department has no active account';\n                    END IF;\n                    RETURN NEW;\n                ", hash='6b801dffb860405aa114496f52a9e8b6bf7c3737', operation='UPDATE', pgid='pgtrigger_closed_without_accounts_851ef', table='accounts_department', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='former_names_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."former_names" IS DISTINCT FROM (NEW."former_names") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func="\n                    IF NEW.name = OLD.name\n                        OR NEW.former_names - -1 IS DISTINCT FROM OLD.former_names\n                        OR NEW.former_names -> -1 ->> 'name' IS DISTINCT FROM OLD.name\n                        OR (NEW.former_names -> -1 ->> 'until')::date <= (OLD.former_names -> -1 ->> 'until')::date\n                    THEN\n                        RAISE EXCEPTION 'a department keeps each former name with the day of the next one';\n                    END IF;\n                    RETURN NEW;\n                ", hash='55978506e4fa2e1346f474eaee50831b620ae3a8', operation='UPDATE', pgid='pgtrigger_former_names_kept_beef6', table='accounts_department', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(error_messages={'unique': '该用户名已被使用。'}, help_text='英文字母、数字和 @ . + - _，不分大小写。', max_length=50, unique=True, validators=[django.contrib.auth.validators.ASCIIUsernameValidator(message='用户名只能由英文字母、数字和 @ . + - _ 组成。')], verbose_name='用户名')),
                ('full_name', models.CharField(max_length=50, verbose_name='姓名')),
                ('role', models.CharField(choices=[('customs', '海关经办'), ('department', '部门经办'), ('credit', '信用管理'), ('system', '系统管理'), ('auditor', '审计')], max_length=20, verbose_name='角色')),
                ('is_active', models.BooleanField(default=True, help_text='停用后不能登录；账号不删除。', verbose_name='启用')),
                ('former_departments', models.JSONField(default=list, editable=False, help_text='各单位当时的名称，以及离开的时间；由数据库记载。', verbose_name='曾属单位')),
                ('ends_on', models.DateField(blank=True, help_text='含当日，次日起账号停用；没有期限的不填。', null=True, verbose_name='有效期至')),
                ('email', models.EmailField(blank=True, help_text='设置密码的链接发到这里；不填的，链接由您转交，另凭他人看到的验证码使用。', max_length=254, verbose_name='邮箱')),
                ('password_chosen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='密码设置时间')),
                ('password_reset_at', models.DateTimeField(editable=False, help_text='本人下次登录时告知，告知后清除。', null=True, verbose_name='重设密码的时间')),
                ('factor_reset_at', models.DateTimeField(editable=False, help_text='本人下次登录时告知，告知后清除。', null=True, verbose_name='重设第二重验证的时间')),
                ('department', models.ForeignKey(blank=True, help_text='系统管理与审计属于平台，不填。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.department', verbose_name='成员单位')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
                'ordering': ('username',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('username__regex', '^[A-Za-z0-9@.+_-]+$')), name='user_name_ascii'),
                    models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='user_name_once', violation_error_message='该用户名已被使用，不分大小写。'),
                    models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='user_email_once', violation_error_message='该邮箱已用于另一个账号；每人须用本人的邮箱。'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['customs', 'department', 'credit', 'system', 'auditor'])), name='user_role_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', True), ('role__in', ['system', 'auditor'])), models.Q(models.Q(('role__in', ['system', 'auditor']), _negated=True), ('department__isnull', False)), _connector='OR'), name='user_department_by_role', violation_error_message='系统管理、审计不属于任何成员单位；其他角色必须选择成员单位。'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='role_fits_department', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE department accounts_department%ROWTYPE;', func="\n                    SELECT * INTO department FROM accounts_department WHERE id = NEW.department_id;\n                    IF NEW.role = 'customs' AND NOT department.is_customs THEN\n                        RAISE EXCEPTION 'a customs officer belongs to a customs office';\n                    END IF;\n                    IF NEW.role = 'credit' AND NOT department.is_lead THEN\n                        RAISE EXCEPTION 'a credit administrator belongs to the leading department';\n                    END IF;\n                    IF NEW.is_active AND department.closed_on IS NOT NULL THEN\n                        RAISE EXCEPTION 'an account of a closed department is not active';\n                    END IF;\n                    RETURN NEW;\n                ", hash='1b0567bbbc8d6ba8505f374dd046d63494005bf8', operation='INSERT OR UPDATE', pgid='pgtrigger_role_fits_department_3c521', table='accounts_user', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='former_departments_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."former_departments" IS DISTINCT FROM (NEW."former_departments"))', declare='DECLARE department accounts_department%ROWTYPE;', func="\n                    NEW.former_departments := OLD.former_departments;\n                    IF NEW.department_id IS DISTINCT FROM OLD.department_id THEN\n                        SELECT * INTO department FROM accounts_department WHERE id = OLD.department_id;\n                        NEW.former_departments := OLD.former_departments || jsonb_build_object(\n                            'name', COALESCE(department.name, ''),\n                            'former_names', COALESCE(department.former_names, '[]'),\n                            'until', now()\n                        );\n                    END IF;\n                    RETURN NEW;\n                ", hash='28e99255533218c12ffe7422a35acff6610bfe17', operation='UPDATE', pgid='pgtrigger_former_departments_kept_a9386', table='accounts_user', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='administrator_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ends_on" IS NULL AND OLD."is_active" AND OLD."role" = \'system\' AND (NOT NEW."is_active" OR NOT (NEW."role" = \'system\') OR NEW."ends_on" IS NOT NULL))', func="\n                    PERFORM pg_advisory_xact_lock(hashtext('accounts.administrator_kept'));\n                    IF NOT EXISTS (\n                        SELECT FROM accounts_user WHERE role = 'system' AND is_active AND ends_on IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'the last active system administrator stays';\n                    END IF;\n                    RETURN NULL;\n                ", hash='bb3c5bd7e92d4d2b676b7a9f69ce981ce79adc15', operation='UPDATE', pgid='pgtrigger_administrator_kept_42b53', table='accounts_user', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='end_sessions', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."password" IS DISTINCT FROM (NEW."password") OR NOT NEW."is_active")', func='\n                    DELETE FROM accounts_session WHERE user_id = NEW.id;\n                    RETURN NULL;\n                ', hash='34acdab9a47ebfc33f99ef55d4d16b3d998426a9', operation='UPDATE', pgid='pgtrigger_end_sessions_950de', table='accounts_user', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='密码')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '用过的密码',
                'verbose_name_plural': '用过的密码',
            },
        ),
        migrations.CreateModel(
            name='PasswordLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='摘要')),
                ('needs_code', models.BooleanField(help_text='链接由他人转交的，须凭验证码。', verbose_name='须凭验证码')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发出时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('closed_at', models.DateTimeField(help_text='已用过，或已由新的链接代替。', null=True, verbose_name='失效时间')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发出人')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='password_links', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '设置密码的链接',
                'verbose_name_plural': '设置密码的链接',
                'ordering': ('-pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('user',), name='password_link_open_once'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='ended_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='caf53ad86dd5d90b22c6a94bc4b66f51d183d317', operation='UPDATE', pgid='pgtrigger_ended_immutable_808af', table='accounts_passwordlink', when='BEFORE')),
                ],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('public_id', models.UUIDField(help_text='页面以此指称；会话的密钥不出现在页面上。', null=True, verbose_name='编号')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                ('began_at', models.DateTimeField(null=True, verbose_name='登录时间')),
                ('used_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最近使用')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='地址')),
                ('browser', models.CharField(blank=True, max_length=50, verbose_name='浏览器')),
            ],
            options={
                'verbose_name': '登录',
                'verbose_name_plural': '登录',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_key', models.TextField(help_text='加密所用的密钥不在数据库中。', verbose_name='加密的密钥')),
                ('drift', models.SmallIntegerField(default=0, verbose_name='手机时间的偏差')),
                ('last_step', models.BigIntegerField(verbose_name='上次验证码的时间')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_factor', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '第二重验证',
                'verbose_name_plural': '第二重验证',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='用于哪个系统')),
                ('permissions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None, verbose_name='权限')),
                ('sha256', models.CharField(editable=False, max_length=64, unique=True, verbose_name='摘要')),
                ('expires_on', models.DateField(help_text='含当日，最长一年。', verbose_name='有效期至')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='签发时间')),
                ('used_at', models.DateTimeField(editable=False, null=True, verbose_name='最近使用')),
                ('used_from', models.GenericIPAddressField(editable=False, null=True, verbose_name='最近使用的地址')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='撤销时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '接口令牌',
                'verbose_name_plural': '接口令牌',
                'ordering': ('-pk',),
            },
        ),
    ]
