"""The WSGI application: `gunicorn credit_portal.wsgi`."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from credit_portal.checks import key_fault, rate_fault
from foundation.web.bodies import with_readable_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credit_portal.settings")
application = with_readable_type(get_wsgi_application())
if fault := key_fault() or rate_fault():
    raise ImproperlyConfigured(fault)
