from importlib import import_module

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "huzhu.rooms.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in (
            "clauses",
            "notices",
            "reactions",
            "today",
            "reactions_sessions",
            "today_sessions",
            "slots",
            "story",
            "sections",
            "unfinished",
        ):
            import_module(f"huzhu.rooms.practice.{furniture}")
