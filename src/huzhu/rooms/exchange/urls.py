"""Addresses of exchange."""

from django.urls import path

from huzhu.rooms.exchange.views import help as calls
from huzhu.rooms.exchange.views import questions

app_name = "exchange"
urlpatterns = [
    path("groups/<str:uid>/questions", questions.group, name="group"),
    path("groups/<str:uid>/questions/ask", questions.ask_group, name="ask"),
    path("contracts/<str:uid>/questions/ask", questions.ask_partner, name="ask-partner"),
    path("questions/<str:uid>/", questions.question, name="question"),
    path("questions/<str:uid>/answer", questions.answer, name="answer"),
    path("questions/<str:uid>/accept", questions.accept, name="accept"),
    path("questions/<str:uid>/again", questions.ask_again, name="ask-again"),
    path("questions/<str:uid>/withdraw", questions.withdraw, name="withdraw"),
    path("help", calls.start, name="help"),
    path("help/call", calls.call, name="call"),
    path("help/<str:uid>/", calls.page, name="help-call"),
    path("help/<str:uid>/take", calls.take, name="help-take"),
    path("help/<str:uid>/take-back", calls.take_back, name="help-take-back"),
    path("machines/<str:uid>/help", calls.start, name="help-machine"),
]
