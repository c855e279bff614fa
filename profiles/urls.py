"""Everything that changes what a person keeps."""

from __future__ import annotations

from django.urls import path

from profiles import views

app_name = "profiles"

urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("settings/", views.settings, name="settings"),
]
