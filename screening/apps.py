from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "screening"
    verbose_name = "交叉比对与激励资格"

    def ready(self) -> None:
        # Receivers are connected when their module is loaded, which needs the models.
        import screening.receivers  # noqa: F401, PLC0415
