"""Addresses of production."""

from django.urls import path

from huzhu.rooms.production.views import group, own, units

app_name = "production"
urlpatterns = [
    path("me/plan", own.mine, name="mine"),
    path("me/wage", own.wage, name="wage"),
    path("groups/<str:uid>/plan", group.plan, name="group"),
    path("groups/<str:uid>/plan/enter", group.enter, name="enter"),
    path("groups/<str:uid>/below-plan", group.below, name="below-plan"),
    path("units/<str:uid>/plan", units.plan, name="unit"),
    path("units/<str:uid>/causes", units.causes, name="causes"),
    path("units/<str:uid>/indicators", units.indicators, name="indicators"),
]
