from importlib import import_module

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "huzhu.base.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("notices", "reactions", "today"):
            import_module(f"huzhu.base.calendar.{furniture}")
