from typing import Any

from celery.signals import task_prerun
from django.apps import AppConfig
from django.core.signals import request_started

from workdays.cache import forget_read


class WorkdaysConfig(AppConfig):
    name = "workdays"
    verbose_name = "工作日历与站点设置"

    def ready(self) -> None:
        """Let every request and every task read the calendar and the site settings anew."""
        request_started.connect(_forget, dispatch_uid="workdays")
        task_prerun.connect(_forget, dispatch_uid="workdays")


def _forget(**kwargs: Any) -> None:
    forget_read()
