"""Addresses of shifts, rotas and holidays."""

from django.urls import path

from huzhu.base.calendar.views import machines, mine, rotas, shifts

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
    path("groups/<str:uid>/machines", machines.machines, name="machines"),
    path("groups/<str:uid>/machines/new", machines.new, name="machine-new"),
    path("machines/<str:uid>", machines.machine, name="machine"),
    path("machines/<str:uid>/change", machines.change, name="machine-change"),
    path("me/week", mine.week, name="week"),
    path("me/times", mine.times, name="times"),
    path("me/calendar", mine.feed, name="feed"),
    path("slots/<str:uid>/agree", mine.agree_to, name="agree"),
    path("slots/<str:uid>/cancel", mine.cancel, name="cancel"),
    path("calendar/<str:token>.ics", mine.ics, name="ics"),
]
