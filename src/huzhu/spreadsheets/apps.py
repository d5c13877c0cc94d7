from importlib import import_module

from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "huzhu.spreadsheets"
    label = "spreadsheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("huzhu.spreadsheets.reactions")
