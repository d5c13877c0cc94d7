"""Addresses of skills."""

from django.urls import path

from huzhu.rooms.skills.views import (
    catalogue,
    group,
    keys,
    levels,
    measuring,
    own,
    parts,
    sitting,
    standards,
    start,
    units,
)

app_name = "skills"
urlpatterns = [
    path("me", own.me, name="me"),
    path("me/assess", own.assess, name="assess-me"),
    path("me/curve/<str:technique>", own.curve, name="curve"),
    path("me/opinion/<str:technique>", own.opinion, name="opinion"),
    path("groups/<str:uid>/skills", group.matrix, name="group"),
    path("groups/<str:uid>/skills/<str:person>/<str:technique>", group.records, name="records"),
    path("groups/<str:uid>/grid", measuring.grid, name="grid"),
    path("groups/<str:uid>/assess", sitting.assess, name="assess"),
    path("groups/<str:uid>/assess/<str:sitting>", sitting.sitting, name="sitting"),
    path("groups/<str:uid>/assess/<str:sitting>/<str:person>/<str:technique>", sitting.card, name="card"),
    path("groups/<str:uid>/central", parts.central, name="central"),
    path("groups/<str:uid>/supplement", parts.group_word, name="supplement"),
    path("groups/<str:uid>/differences", parts.differences, name="differences"),
    path("groups/<str:uid>/months", measuring.months, name="months"),
    path("groups/<str:uid>/key-problems", keys.key_problems, name="key-problems"),
    path("groups/<str:uid>/key-problems/<str:problem>/close", keys.close, name="key-problem-close"),
    path("groups/<str:uid>/start", start.names, name="start"),
    path("groups/<str:uid>/start/trade", start.trade, name="start-trade"),
    path("groups/<str:uid>/start/first", start.first, name="start-first"),
    path("units/<str:uid>/skills", units.totals, name="unit"),
    path("units/<str:uid>/techniques", catalogue.catalogue, name="catalogue"),
    path("units/<str:uid>/techniques/map", catalogue.mapping, name="map"),
    path("units/<str:uid>/techniques/map/<str:technique>/undo", catalogue.unmap, name="unmap"),
    path("units/<str:uid>/techniques/<str:technique>", catalogue.technique, name="technique"),
    path("units/<str:uid>/techniques/<str:technique>/back", catalogue.bring_back, name="technique-back"),
    path("units/<str:uid>/techniques/<str:technique>/move", catalogue.move, name="technique-move"),
    path("units/<str:uid>/techniques/<str:technique>/needs/<str:need>/drop", catalogue.drop_need, name="need-drop"),
    path("units/<str:uid>/techniques/<str:technique>/standard", standards.standard, name="standard"),
    path("units/<str:uid>/techniques/<str:technique>/standard/publish", standards.publish, name="standard-publish"),
    path("units/<str:uid>/techniques/<str:technique>/standard/discard", standards.discard, name="standard-discard"),
    path("units/<str:uid>/levels", levels.levels, name="levels"),
    path("units/<str:uid>/posts", levels.posts, name="posts"),
]
