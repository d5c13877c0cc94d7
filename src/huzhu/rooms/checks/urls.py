"""Addresses of checks."""

from django.urls import path

from huzhu.rooms.checks.views import findings, paper, private, sitting

app_name = "checks"
urlpatterns = [
    path("groups/<str:uid>/sitting", sitting.sitting, name="sitting"),
    path("groups/<str:uid>/sitting/conditions", sitting.conditions, name="conditions"),
    path("groups/<str:uid>/sitting/talks", private.talks, name="talks"),
    path("groups/<str:uid>/findings", sitting.raise_finding, name="raise"),
    path("checks/<str:uid>/take", sitting.decide, name="take"),
    path("findings/<str:uid>/", findings.finding, name="finding"),
    path("contracts/<str:uid>/own", private.own, name="own"),
    path("contracts/<str:uid>/own/talked", private.talked, name="talked"),
    path("talks", private.my_talks, name="my-talks"),
    path("units/<str:uid>/checks", findings.unit_checks, name="unit"),
    path("units/<str:uid>/checks/report", findings.report, name="report"),
    path("units/<str:uid>/paper", paper.paper, name="paper"),
    path("units/<str:uid>/paper/contracts", paper.standing, name="paper-standing"),
    path("units/<str:uid>/paper/ended", paper.ended, name="paper-ended"),
    path("units/<str:uid>/paper/modes", paper.modes, name="paper-modes"),
    path("units/<str:uid>/look-first", paper.look_first, name="look-first"),
]
