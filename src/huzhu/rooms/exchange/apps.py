from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "huzhu.rooms.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("clauses", "notices", "reactions", "today", "sections", "story", "slots"):
            import_module(f"huzhu.rooms.exchange.{furniture}")
