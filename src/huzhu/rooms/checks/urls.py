"""Addresses of checks."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "checks"
urlpatterns: list[URLPattern] = []
