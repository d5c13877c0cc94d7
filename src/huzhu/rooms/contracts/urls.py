"""Addresses of contracts."""

from django.urls import path

from huzhu.rooms.contracts.views import deeds, lasting, measuring, pages, paper, units

app_name = "contracts"
urlpatterns = [
    path("contracts", pages.mine, name="mine"),
    path("contracts/<str:uid>/", pages.page, name="page"),
    path("contracts/<str:uid>/edit", deeds.edit, name="edit"),
    path("contracts/<str:uid>/sign", deeds.sign, name="sign"),
    path("contracts/<str:uid>/steps/<str:step_uid>", deeds.step, name="step"),
    path("contracts/<str:uid>/terms/<str:term_uid>", deeds.close, name="close"),
    path("contracts/<str:uid>/terms/<str:term_uid>/measure", measuring.measure, name="measure"),
    path("contracts/<str:uid>/end", deeds.end, name="end"),
    path("contracts/<str:uid>/revise", lasting.revise, name="revise"),
    path("contracts/<str:uid>/chain", lasting.chain, name="chain"),
    path("contracts/<str:uid>/review", lasting.review, name="review"),
    path("contracts/<str:uid>/review/hold", lasting.hold, name="hold-review"),
    path("contracts/<str:uid>/go-on", lasting.go_on, name="go-on"),
    path("contracts/<str:uid>/wage", lasting.wage, name="wage"),
    path("contracts/<str:uid>/story", lasting.story, name="story"),
    path("contracts/<str:uid>/show", deeds.show, name="show"),
    path("contracts/<str:uid>/print.pdf", paper.contract, name="print"),
    path("contracts/<str:uid>/terms/<str:term_uid>/people", units.ask, name="ask"),
    path("contracts/<str:uid>/part", units.part, name="part"),
    path("units/<str:uid>/contracts/propose", units.propose, name="propose"),
    path("proposals/<str:uid>/", units.proposal, name="proposal"),
    path("proposals/<str:uid>/answer", units.answer, name="answer"),
    path("proposals/<str:uid>/counter", units.counter, name="counter"),
    path("c/<str:uid>", pages.proof, name="proof"),
    path("orientation", deeds.orientation, name="orientation"),
    path("groups/<str:uid>/contracts", pages.group, name="group"),
    path("groups/<str:uid>/invitation.pdf", paper.invitation, name="invitation"),
]
