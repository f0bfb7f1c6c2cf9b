from importlib import import_module

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "drafts"
    verbose_name = "未提交的内容"

    def ready(self) -> None:
        import_module("drafts.receivers")
