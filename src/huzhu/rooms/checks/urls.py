"""Addresses of checks."""

from django.urls import path

from huzhu.rooms.checks.views import paper

app_name = "checks"
urlpatterns = [
    path("units/<str:uid>/paper", paper.paper, name="paper"),
    path("units/<str:uid>/paper/contracts", paper.standing, name="paper-standing"),
    path("units/<str:uid>/paper/ended", paper.ended, name="paper-ended"),
    path("units/<str:uid>/paper/modes", paper.modes, name="paper-modes"),
]
