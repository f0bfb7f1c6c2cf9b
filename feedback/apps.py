from importlib import import_module

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "措施实施与反馈"

    def ready(self) -> None:
        # Its receiver must hear of standings in whatever process writes them.
        import_module("feedback.tasks")
