"""The settings of all environments, read from environment variables (.env.example, docs/ops.md)."""

import re
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from foundation.environment import EVERYWHERE, PRIVATE_NETWORKS, env, networks, secret, with_password

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    # Before accounts, whose admin takes their pages away.
    "django_otp",
    "django_otp.plugins.otp_static",
    "credit_portal",
    "workbench",
    "certificates",
    "publicity",
    "reports",
    "reorganisations",
    "mailing",
    "feedback",
    "webhooks",
    "screening",
    "blacklists",
    "roster",
    "drafts",
    "uploads",
    "incentives",
    "staffing",
    "approvals",
    "workdays",
    "accounts",
    "exports",
    "audit",
    "foundation",
    "accounts.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.postgres",
    "axes",
    "whitenoise.runserver_nostatic",
    "credit_portal.static_files.ServedFilesConfig",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
]
if DEMO:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Answers with a finished page before the others begin.
    "publicity.kept_pages.KeptPagesMiddleware",
    # Outside of all that reads or changes the content of an answer.
    "foundation.web.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.caching.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "audit.requests.RequestInfoMiddleware",
    # Each of these may refuse a request before its view, in this order. CsrfViewMiddleware reads the body, so method,
    # length and permission are checked before it. DraftMiddleware reads the body of a browser on which somebody was
    # signed in.
    "foundation.web.middleware.MethodNotAllowedMiddleware",
    "foundation.web.bodies.BodyLimitMiddleware",
    "drafts.middleware.DraftMiddleware",
    "accounts.access.DefaultDenyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "foundation.web.middleware.RejectUnstorableTextMiddleware",
    "foundation.web.middleware.ActionDeniedMiddleware",
    "drafts.middleware.OneUseMiddleware",
    "accounts.steps.StepsMiddleware",
]

# The folder of the metrics (credit_portal/metrics); without it nothing is measured.
PROMETHEUS_MULTIPROC_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", default="")
if PROMETHEUS_MULTIPROC_DIR:
    MIDDLEWARE.insert(0, "credit_portal.metrics.requests.RequestMetricsMiddleware")

ROOT_URLCONF = "credit_portal.urls"
WSGI_APPLICATION = "credit_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "foundation.web.context_processors.site",
                "workdays.context_processors.site",
            ],
            "builtins": ["drafts.templatetags.form_tokens"],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL")}
if password := secret("DATABASE_PASSWORD", default=""):
    DATABASES["default"]["PASSWORD"] = password
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What each web process takes for finished public pages (publicity/kept_pages.py).
KEPT_PAGES_MEGABYTES = env.int("KEPT_PAGES_MEGABYTES", default=32)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.AccountBackend"]
# Waits after failed attempts to sign in. The form shows the sentence, so the middleware of axes is not needed (W002).
AXES_HANDLER = "accounts.lock_out.LockOutHandler"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "accounts.passwords.ChineseMinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
    {"NAME": "accounts.passwords.CharacterClassesValidator"},
    {"NAME": "accounts.passwords.HistoryValidator"},
]
# As 等保 asks (docs/security.md, «Passwords»); 0 for neither.
PASSWORD_CLASSES = env.int("PASSWORD_CLASSES", default=0 if DEMO else 3)
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=0 if DEMO else 90)
# A link by which somebody chooses a password is valid for so many hours.
PASSWORD_LINK_HOURS = env.int("PASSWORD_LINK_HOURS", default=72)
# The page of an enterprise is in feedback, which roster must not import.
ABSOLUTE_URL_OVERRIDES = {"roster.enterprise": lambda enterprise: f"/desk/enterprises/{enterprise.uscc}/"}

LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "workbench:home"
# This page sets a cookie, for its form: Chromium then drops the pages that it keeps in memory for going back.
LOGOUT_REDIRECT_URL = "accounts:login"

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["credit_portal.formats"]

# History is looked up by the row that it describes, never by that row's foreign keys. Each event has the whole context,
# who acted, in its own row, which is never changed (foundation/postgres/acting.py).
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_APPEND_ONLY = True

STATIC_URL = "static/"
# The folder that is served. The manifest of its files is beside it (credit_portal/static_files.py).
STATIC_ROOT = VAR_DIR / "static" / "files"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.str("STATICFILES_STORAGE", default="credit_portal.static_files.HashedFilesStorage")},
}
# Maps, which only developers' tools ask for, take as long to compress as everything else.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
WHITENOISE_USE_FINDERS = env.bool("WHITENOISE_USE_FINDERS", default=DEBUG)

# Size limit of an uploaded, pushed or pulled file; a larger one is refused with a message.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
# Private networks that feeds may be pulled from; other private addresses are refused (docs/feeds.md).
FEED_ALLOWED_NETWORKS = networks("FEED_ALLOWED_NETWORKS", default="")
# Private networks that webhooks may be sent to, likewise (docs/webhooks.md).
WEBHOOK_ALLOWED_NETWORKS = networks("WEBHOOK_ALLOWED_NETWORKS", default="")
# Deliveries that are done are deleted after so many days, 90 at the least (webhooks.models.REPLAY_DAYS).
WEBHOOK_DELIVERY_DAYS = env.int("WEBHOOK_DELIVERY_DAYS", default=365)
# The virus scanner of every uploaded and pulled file: host:port or the path of a socket. Empty: none.
CLAMD = env.str("CLAMD", default="")
if CLAMD and not re.fullmatch(r"/.+|[^:]+:\d+", CLAMD):
    raise ImproperlyConfigured(f"CLAMD 应为“主机:端口”或套接字的路径 (host:port or a path)：{CLAMD}")
# The keys of what is encrypted in the database: the first encrypts, all decrypt.
DATA_KEYS = secret("DATA_KEYS", default="").replace(",", " ").split()
# The keys by which certificates are signed: the first of each algorithm signs, all verify (docs/ops.md).
CERTIFICATE_KEYS = secret("CERTIFICATE_KEYS", default="").replace(",", " ").split()
# The name of the log of certificates, which is its address without https:// and never changes.
LOG_ORIGIN = env.str("LOG_ORIGIN", default=f"{ALLOWED_HOSTS[0]}/log")
FILE_UPLOAD_PERMISSIONS = 0o640

CELERY_BROKER_URL = with_password(
    env.str("REDIS_URL", default="redis://127.0.0.1:6379/0"), secret("REDIS_PASSWORD", default="")
)
# Where all processes of web count the requests of the API together: beside the messages of the broker.
RATE_LIMIT_URL = secret("RATE_LIMIT_URL", default="") or CELERY_BROKER_URL
if not RATE_LIMIT_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("RATE_LIMIT_URL 应以 redis://、rediss:// 或 unix:// 开头 (a Redis or Valkey)")
CELERY_TASK_IGNORE_RESULT = True
# The row is the queue (docs/adr/0004): a message that cannot be sent now is sent by the next sweep.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    # A sender gives up at once. A worker waits for its broker: CELERY_BROKER_CONNECTION_MAX_RETRIES.
    "max_retries": 0,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
# KB. A child of a worker that has ever taken more is replaced after its task, so that what one file took is free again.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=10)
# The monitor sends it as a bearer token to /readyz, which without it does not exist. Empty: for nobody.
MONITOR_TOKEN = secret("MONITOR_TOKEN", default="")
# /readyz answers 503 when the last sweep is more than this many seconds ago.
SWEEP_LATE_SECONDS = env.int("SWEEP_LATE_SECONDS", default=120)
# Tasks that process changed standings: sent when standings are written, and by beat (docs/flow.md).
STANDING_FOLLOWERS = [
    "feedback.tasks.notify_standing_changes",
    "publicity.tasks.publish_returned",
    "webhooks.tasks.record_events",
]
# Tasks that count open terms again: sent when the calendar changes, and by beat, as a release may bring a year.
CALENDAR_FOLLOWERS = ["feedback.tasks.recount_terms", "publicity.tasks.recount_objections"]
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "screening.tasks.sweep", "schedule": SWEEP_SECONDS},
    "reassess-dates": {"task": "screening.tasks.reassess_due", "schedule": max(SWEEP_SECONDS, 60)},
    "close-audit": {"task": "audit.tasks.close_batch", "schedule": max(SWEEP_SECONDS, 60)},
    "switch-off-ended": {"task": "accounts.tasks.switch_off_ended_accounts", "schedule": max(SWEEP_SECONDS, 300)},
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": max(SWEEP_SECONDS, 3600)},
    "erase-failures": {"task": "accounts.tasks.erase_failures", "schedule": max(SWEEP_SECONDS, 3600)},
    "erase-drafts": {"task": "drafts.tasks.erase_outdated", "schedule": max(SWEEP_SECONDS, 3600)},
    "discard-unread": {"task": "blacklists.tasks.discard_unread_files", "schedule": max(SWEEP_SECONDS, 3600)},
    "discard-held": {"task": "roster.tasks.discard_held_rows", "schedule": max(SWEEP_SECONDS, 3600)},
    "delete-expired-exports": {
        "task": "exports.tasks.delete_expired_exports",
        "schedule": max(SWEEP_SECONDS, 300),
    },
    "send-lookups": {"task": "feedback.tasks.send_waiting_lookups", "schedule": SWEEP_SECONDS},
    "erase-lookup-texts": {"task": "feedback.tasks.erase_lookup_texts", "schedule": max(SWEEP_SECONDS, 3600)},
    "open-months": {"task": "feedback.tasks.open_months", "schedule": max(SWEEP_SECONDS, 3600)},
    "send-mails": {"task": "mailing.tasks.send_mails", "schedule": max(SWEEP_SECONDS, 60)},
    "send-digests": {"task": "feedback.tasks.send_digests", "schedule": max(SWEEP_SECONDS, 3600)},
    "make-reports": {"task": "reports.tasks.make_due_reports", "schedule": max(SWEEP_SECONDS, 3600)},
    "send-requested-reports": {"task": "reports.tasks.send_requested_reports", "schedule": SWEEP_SECONDS},
    "missed-losses": {"task": "feedback.tasks.notify_missed_losses", "schedule": max(SWEEP_SECONDS, 60)},
    "remind-of-advice": {"task": "feedback.tasks.remind_of_advice", "schedule": max(SWEEP_SECONDS, 3600)},
    "recount-terms": {"task": "feedback.tasks.recount_terms", "schedule": max(SWEEP_SECONDS, 3600)},
    "count-dashboard": {"task": "reports.tasks.count_dashboard", "schedule": max(SWEEP_SECONDS, 900)},
    "make-open-data": {"task": "publicity.tasks.make_open_data", "schedule": max(SWEEP_SECONDS, 3600)},
    "settle-changes": {"task": "publicity.tasks.settle_changes", "schedule": max(SWEEP_SECONDS, 60)},
    "recount-objections": {"task": "publicity.tasks.recount_objections", "schedule": max(SWEEP_SECONDS, 3600)},
    "hand-over-objections": {"task": "publicity.tasks.hand_over_objections", "schedule": max(SWEEP_SECONDS, 3600)},
    "erase-challenges": {"task": "publicity.tasks.erase_challenges", "schedule": max(SWEEP_SECONDS, 3600)},
    "erase-objectors": {"task": "publicity.tasks.erase_objectors", "schedule": max(SWEEP_SECONDS, 3600)},
    "publish-due": {"task": "publicity.tasks.publish_due", "schedule": SWEEP_SECONDS},
    "publish-returned": {"task": "publicity.tasks.publish_returned", "schedule": SWEEP_SECONDS},
    "carry-out-reorganisations": {"task": "reorganisations.tasks.carry_out_due", "schedule": max(SWEEP_SECONDS, 300)},
    "record-publications": {
        "task": "certificates.tasks.record_publications",
        "schedule": max(SWEEP_SECONDS, 300),
    },
    "sign-checkpoint": {"task": "certificates.tasks.sign_checkpoint", "schedule": max(SWEEP_SECONDS, 300)},
    "follow-standings": {"task": "feedback.tasks.notify_standing_changes", "schedule": SWEEP_SECONDS},
    "delete-deliveries": {"task": "webhooks.tasks.delete_outdated", "schedule": max(SWEEP_SECONDS, 3600)},
    "record-events": {"task": "webhooks.tasks.record_events", "schedule": SWEEP_SECONDS},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.tokens.TokenAuthentication"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.tokens.TokenThrottle", "accounts.tokens.AddressThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "token": env.str("API_TOKEN_RATE", default="600/min"),
        "address": env.str("API_ADDRESS_RATE", default="1200/min"),
        "public": env.str("API_PUBLIC_RATE", default="600/min"),
    },
    "DEFAULT_PERMISSION_CLASSES": ["accounts.access.HoldsPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "foundation.web.paging.ListPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "foundation.web.api.answer_exception",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "信用济南 · 海关高级认证企业联合激励",
    "DESCRIPTION": "报送名单、推送“黑名单”条目、查询企业在任一天的激励资格、登记措施实施、答复停用建议、开具资格证明。",
    "VERSION": "1",
    "TAGS": [
        {"name": "名单报送", "description": "海关报送、确认、撤回本关名单。"},
        {"name": "“黑名单”", "description": "其他领域推送“黑名单”条目。"},
        {"name": "激励措施", "description": "某一天施行的激励措施。"},
        {"name": "激励资格", "description": "查询企业在任一天的激励资格及其依据。"},
        {"name": "企业与措施实施", "description": "查询企业；登记、更正、补充、停止、撤销措施实施。"},
        {"name": "批量查询", "description": "一次查询至多50000家企业。"},
        {"name": "消息与停用建议", "description": "阅读给本部门的消息，答复停用建议。"},
        {"name": "反馈", "description": "答复对措施实施的询问，确认每月的实施情况。"},
        {"name": "失信线索", "description": "报送失信线索，读取处理结果。"},
        {"name": "资格证明", "description": "开具、下载资格证明。"},
        {"name": "统计报告", "description": "读取月报、季报、年报的数字。"},
        {"name": "推送的事件", "description": "补取推送接口没有收到的事件。"},
        {"name": "数据开放", "description": "向社会公布的名单、变动、案例、措施和统计数字，不需要令牌。"},
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    # Docstrings are for developers; the page has Chinese summaries.
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "foundation.web.schema.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "FileMode": "uploads.models.Mode",
        "FileStatus": "uploads.states.SubmissionState",
        "FileStep": "uploads.models.Step",
        "StandingState": "screening.states.StandingState",
        "MeasureKind": "incentives.models.MeasureKind",
        "PeriodKind": "reports.periods.PeriodKind",
        "MonthState": "feedback.states.MonthState",
        "ProblemSeverity": "spreadsheets.problems.SEVERITY_LABELS.items",
        "ReportSeverity": "feedback.states.Severity",
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "drafts.views.csrf_failure"
# By it the portal keeps what a signed-in person typed after the session has ended (drafts).
DRAFT_COOKIE_NAME = "draft"
# Whether requests come through the proxy only, which states the client's address in X-Real-IP (docs/ops.md).
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Only the demo, on the loopback interface, and tests speak plain HTTP.
HTTPS = env.bool("HTTPS", default=not DEMO)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # Asked inside the container, without the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # A browser takes a cookie of such a name from this host over HTTPS only, so no other host can set it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DRAFT_COOKIE_NAME = "__Host-draft"
# HSTS preload: to be in the lists of browsers is the decision of the domain's owner.
SILENCED_SYSTEM_CHECKS = ["security.W021", "axes.W002"]
# The networks that system accounts and Django admin are used from. The demo and tests are used from everywhere.
ADMIN_NETWORKS = networks("ADMIN_NETWORKS", default=PRIVATE_NETWORKS if HTTPS else EVERYWHERE)
SESSION_ENGINE = "accounts.sessions"
# A session ends at last after SESSION_COOKIE_AGE seconds, and before that after as many minutes without activity.
SESSION_COOKIE_AGE = env.int("SESSION_MAX_HOURS", default=8) * 3600
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=480 if DEMO else 30)
# The roles that need a second factor. Waits after wrong codes are those of signing in, not of django-otp.
SECURED_ROLES = ["customs", "credit", "system", "auditor"] if HTTPS else []
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=SECURED_ROLES)
OTP_STATIC_THROTTLE_FACTOR = 0
# Messages name enterprises; a cookie would keep them in the browser after signing out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# A screening is split into chunks of this many primary keys of entries. Up to this few enterprises make one chunk;
# they, or as few entries of a chunk, are looked up by index.
SCREENING_CHUNK_ENTRIES = env.int("SCREENING_CHUNK_ENTRIES", default=500_000)
SCREENING_FEW_ENTERPRISES = env.int("SCREENING_FEW_ENTERPRISES", default=1_000)
# A chunk that was sent to a worker and is not done is sent again after this many seconds.
SCREENING_RESEND_SECONDS = env.int("SCREENING_RESEND_SECONDS", default=60)
# The values of the site settings (站点设置) until the system administrator saves them in Django admin.
# A department answers stop advice within this many working days.
STOP_ADVICE_TERM_WORKING_DAYS = env.int("STOP_ADVICE_TERM_WORKING_DAYS", default=10)
# A notice that nobody has read after so many working days is shown to 市发展改革委.
NOTICE_READ_TERM_WORKING_DAYS = env.int("NOTICE_READ_TERM_WORKING_DAYS", default=3)
# The competent customs office decides a violation report within this many working days.
REPORT_DECISION_TERM_WORKING_DAYS = env.int("REPORT_DECISION_TERM_WORKING_DAYS", default=15)
# A department confirms what it logged for a month within this many working days after its end.
MONTH_CONFIRMATION_WORKING_DAYS = env.int("MONTH_CONFIRMATION_WORKING_DAYS", default=5)
# A department is reminded of stop advice so many working days before the end of the term, and so many after it.
ADVICE_REMINDER_BEFORE = env.int("ADVICE_REMINDER_BEFORE", default=2)
ADVICE_REMINDER_AFTER = env.int("ADVICE_REMINDER_AFTER", default=1)
# An objection is answered within this many working days.
OBJECTION_TERM_WORKING_DAYS = env.int("OBJECTION_TERM_WORKING_DAYS", default=10)
# New data of an excluding blacklist is due after so many days, unless its source has agreed something else.
BLACKLIST_UPDATE_DAYS = env.int("BLACKLIST_UPDATE_DAYS", default=31)
# Another report about the same enterprise within so many days is asked about.
REPORT_AGAIN_DAYS = env.int("REPORT_AGAIN_DAYS", default=30)
# A screening that is not done after so many minutes is shown on the home pages of those who have to act.
SCREENING_ALARM_MINUTES = env.int("SCREENING_ALARM_MINUTES", default=60)
# An account that nobody has used for so many days, or that ends within so many, is shown to the system administrator.
ACCOUNT_IDLE_DAYS = env.int("ACCOUNT_IDLE_DAYS", default=90)
ACCOUNT_ENDING_DAYS = env.int("ACCOUNT_ENDING_DAYS", default=14)
# Whether a second person approves each publication of the list, and whether an enterprise that has its standing back is
# published again without an act of a person.
PUBLICATION_APPROVAL = env.bool("PUBLICATION_APPROVAL", default=False)
PUBLISH_RETURNED = env.bool("PUBLISH_RETURNED", default=False)

# How many forms for filing an objection, or asking for its state, an address may send in an hour; how many objections
# it may file in a day; how many may be filed about one enterprise in a day.
OBJECTION_TRIES_PER_HOUR = env.int("OBJECTION_TRIES_PER_HOUR", default=30)
OBJECTIONS_FROM_ADDRESS_PER_DAY = env.int("OBJECTIONS_FROM_ADDRESS_PER_DAY", default=10)
OBJECTIONS_ABOUT_ENTERPRISE_PER_DAY = env.int("OBJECTIONS_ABOUT_ENTERPRISE_PER_DAY", default=5)
# Name, contact and evidence of an objector are erased so many days after the answer.
OBJECTOR_DAYS = env.int("OBJECTOR_DAYS", default=90)

# Links for choosing a password, and notices for the mailboxes of departments, go by mail where there is a mail server;
# the demo writes its mails into files.
EMAIL_HOST, EMAIL_PORT = env.str("MAIL_HOST", default=""), env.int("MAIL_PORT", default=587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.str("MAIL_USER", default=""), secret("MAIL_PASSWORD", default="")
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_PORT == 465, EMAIL_PORT == 587
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="portal@localhost")
MAIL_IN_USE = DEMO or bool(EMAIL_HOST)
# The address of the portal, as mails name it.
PORTAL_URL = env.str("PORTAL_URL", default=f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}").rstrip("/")
if DEMO:
    EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", VAR_DIR / "mail"

# The footer that government sites must have; a value that is not set is not shown.
UNSET = "（演示）" if DEMO else ""
SITE = {
    "organizer": env.str("SITE_ORGANIZER", default="济南市发展和改革委员会"),
    "operator": env.str("SITE_OPERATOR", default=""),
    "phone": env.str("SITE_PHONE", default=UNSET),
    "address": env.str("SITE_ADDRESS", default=UNSET),
    "site_code": env.str("SITE_CODE", default=UNSET),
    "icp": env.str("SITE_ICP", default="ICP备案（演示）" if DEMO else ""),
    "police": env.str("SITE_POLICE", default="公安备案（演示）" if DEMO else ""),
}

# Where weaknesses of the portal are reported, in /.well-known/security.txt (RFC 9116).
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
if SECURITY_CONTACT and not re.fullmatch(r"(?:mailto:|https://|tel:)\S+", SECURITY_CONTACT):
    raise ImproperlyConfigured(
        f"SECURITY_CONTACT 应以 mailto:、https:// 或 tel: 开头，如 mailto:security@example.gov.cn：{SECURITY_CONTACT}"
    )

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "credit_portal.logs.PlainFormatter"},
        "json": {"()": "credit_portal.logs.JsonFormatter"},
    },
    "filters": {
        # /healthz and /readyz answer 503 while a part starts, which is no error to log.
        "not_health": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: (
                getattr(record, "status_code", None) != 503
                or getattr(getattr(record, "request", None), "path", "") not in ("/healthz", "/readyz")
            ),
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEMO else "json",
            "filters": ["not_health"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Their own handlers write lines of another form.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "gunicorn.error")},
}
