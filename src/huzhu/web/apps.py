from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "huzhu.web"
    label = "web"

    def ready(self) -> None:
        import_module("huzhu.web.rulings")
