"""Addresses of campaigns."""

from django.urls import path

from huzhu.rooms.campaigns.views import campaigns

app_name = "campaigns"
urlpatterns = [
    path("units/<str:uid>/campaigns", campaigns.unit, name="unit"),
    path("campaigns/<str:uid>/", campaigns.page, name="page"),
    path("campaigns/<str:uid>/<str:verb>", campaigns.act, name="act"),
]
