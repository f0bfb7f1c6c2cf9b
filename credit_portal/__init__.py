"""Configuration: settings, URLs, the Celery application, health pages. No package imports this one."""

from credit_portal.celery import app as celery_app

__all__ = ["celery_app"]
