"""Text below `/text/`."""

from __future__ import annotations

from django.urls import path

from dashboards.text import views

app_name = "text"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("steps", views.steps, name="steps"),
    path("difference", views.difference, name="difference"),
    path("raw", views.raw, name="raw"),
]
