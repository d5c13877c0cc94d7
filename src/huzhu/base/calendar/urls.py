"""Addresses of shifts, rotas and holidays."""

from django.urls import path

from huzhu.base.calendar.views import rotas, shifts

app_name = "calendar"
urlpatterns = [
    path("units/<str:uid>/shifts", shifts.shifts, name="shifts"),
    path("units/<str:uid>/shifts/new", shifts.new_shift, name="shift-new"),
    path("units/<str:uid>/shifts/pattern", shifts.new_pattern, name="pattern-new"),
    path("units/<str:uid>/clock", shifts.clock, name="clock"),
    path("units/<str:uid>/holidays", shifts.holidays, name="holidays"),
    path("units/<str:uid>/holidays/back", shifts.holiday_back, name="holiday-back"),
    path("groups/<str:uid>/rota", rotas.rota, name="rota"),
    path("groups/<str:uid>/rota/set", rotas.setting, name="rota-set"),
]
