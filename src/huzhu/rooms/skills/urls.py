"""Addresses of skills."""

from django.urls import path

from huzhu.rooms.skills.views import group, keys, measuring, own, sitting, start, units

app_name = "skills"
urlpatterns = [
    path("me", own.me, name="me"),
    path("me/curve/<str:technique>", own.curve, name="curve"),
    path("me/opinion/<str:technique>", own.opinion, name="opinion"),
    path("groups/<str:uid>/skills", group.matrix, name="group"),
    path("groups/<str:uid>/skills/<str:person>/<str:technique>", group.records, name="records"),
    path("groups/<str:uid>/grid", measuring.grid, name="grid"),
    path("groups/<str:uid>/assess", sitting.assess, name="assess"),
    path("groups/<str:uid>/assess/<str:sitting>", sitting.sitting, name="sitting"),
    path("groups/<str:uid>/assess/<str:sitting>/<str:person>/<str:technique>", sitting.card, name="card"),
    path("groups/<str:uid>/months", measuring.months, name="months"),
    path("groups/<str:uid>/key-problems", keys.key_problems, name="key-problems"),
    path("groups/<str:uid>/key-problems/<str:problem>/close", keys.close, name="key-problem-close"),
    path("groups/<str:uid>/start", start.names, name="start"),
    path("groups/<str:uid>/start/trade", start.trade, name="start-trade"),
    path("groups/<str:uid>/start/first", start.first, name="start-first"),
    path("units/<str:uid>/skills", units.totals, name="unit"),
    path("skills/catalogue/<str:uid>", units.catalogue, name="catalogue"),
]
