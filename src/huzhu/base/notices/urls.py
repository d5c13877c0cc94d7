"""Addresses of notices."""

from django.urls import path

from huzhu.base.notices import views

app_name = "notices"
urlpatterns = [path("me/notices", views.manner, name="manner")]
