"""Addresses of exchange."""

from django.urls import path

from huzhu.rooms.exchange.views import clips, questions, sharing
from huzhu.rooms.exchange.views import help as calls

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
    path("groups/<str:uid>/clips", clips.group, name="clips"),
    path("groups/<str:uid>/clips/new", clips.bring_to_group, name="clip-new"),
    path("contracts/<str:uid>/clips/new", clips.bring_to_contract, name="clip-of-contract"),
    path("clips/<str:uid>/", clips.page, name="clip"),
    path("clips/<str:uid>/film", clips.film, name="clip-film"),
    path("clips/<str:uid>/consent", clips.consent, name="clip-consent"),
    path("clips/<str:uid>/steps", clips.steps, name="clip-steps"),
    path("clips/<str:uid>/lesson", clips.lesson, name="clip-lesson"),
    path("clips/<str:uid>/delete", clips.delete, name="clip-delete"),
    path("units/<str:uid>/sharing", sharing.quarter, name="sharings"),
    path("units/<str:uid>/sharing/new", sharing.plan, name="sharing-new"),
    path("sharing/<str:uid>/", sharing.page, name="sharing"),
    path("sharing/<str:uid>/drop", sharing.drop, name="sharing-drop"),
    path("sharing/slot/<str:uid>", sharing.of_slot, name="sharing-slot"),
]
