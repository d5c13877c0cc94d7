from importlib import import_module

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "huzhu.base.followup"
    label = "followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("huzhu.base.followup.unfinished")
