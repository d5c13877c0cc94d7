"""Addresses of practice."""

from __future__ import annotations

from django.urls import path

from huzhu.rooms.practice.views import booking, cycles, faults, group, sessions

app_name = "practice"
urlpatterns = [
    # sessions
    path("contracts/<str:uid>/sessions/new", sessions.new, name="log"),
    path("contracts/<str:uid>/sessions/book", booking.book, name="book"),
    path("sessions/<str:uid>/", sessions.session, name="session"),
    path("sessions/<str:uid>/word", sessions.word, name="word"),
    path("sessions/<str:uid>/decide", sessions.decide, name="decide"),
    path("sessions/<str:uid>/cancel", booking.cancel, name="cancel"),
    path("sessions/<str:uid>/stop-weekly", booking.stop, name="stop-weekly"),
    path("sessions/<str:uid>/agree", booking.agree, name="agree"),
    path("slots/<str:uid>/session", booking.slot, name="slot"),
    path("groups/<str:uid>/practice", group.practice, name="group"),
    # cycles, faults, stalls, adjacency
    path("contracts/<str:uid>/terms/<str:term_uid>/cycle", cycles.step, name="cycle"),
    path("contracts/<str:uid>/terms/<str:term_uid>/mastery", cycles.mastery, name="mastery"),
    path("standing-still/<str:uid>/", cycles.review, name="review"),
    path("contracts/<str:uid>/faults", faults.faults, name="faults"),
    path("contracts/<str:uid>/faults/<str:fault_uid>", faults.fault_close, name="fault-close"),
    path("contracts/<str:uid>/faults/<str:fault_uid>/measure", faults.fault_measure, name="fault-measure"),
    path("contracts/<str:uid>/neighbours", faults.neighbours, name="neighbours"),
    path("neighbours/<str:uid>/answer", faults.neighbours_answer, name="neighbours-answer"),
    path("neighbours/<str:uid>/done", faults.neighbours_done, name="neighbours-done"),
]
