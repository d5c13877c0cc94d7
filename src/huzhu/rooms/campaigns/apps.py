from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "huzhu.rooms.campaigns"
    label = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("clauses", "notices", "reactions", "today"):
            import_module(f"huzhu.rooms.campaigns.{furniture}")
