"""Addresses that belong to no single room."""

from django.urls import path

from huzhu.web.views import today

urlpatterns = [
    path("", today.today, name="today"),
]
