from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "huzhu.rooms.statistics"
    label = "statistics"
