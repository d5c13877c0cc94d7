"""Addresses of figures."""

from django.urls import path

from huzhu.rooms.statistics.views import figures, rounds

app_name = "statistics"
urlpatterns = [
    path("units/<str:uid>/figures", figures.figures, name="figures"),
    path("units/<str:uid>/figures/contracts", figures.records, name="records"),
    path("rounds/<str:uid>/healthy", rounds.healthy, name="round-healthy"),
]
