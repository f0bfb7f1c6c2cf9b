"""What Celery's worker and beat import, for the process that forks for each of them (tests/celery_server.py)."""

import gc

import celery.apps.beat
import celery.apps.worker
import celery.bin.celery
import django
import kombu.transport.redis
from celery.concurrency import prefork

from credit_portal.celery import app

IMPORTED = (celery.apps.beat, celery.apps.worker, celery.bin.celery, prefork, kombu.transport.redis)
django.setup()
app.loader.import_default_modules()
gc.freeze()
