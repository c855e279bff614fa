"""Everything that changes what a person keeps."""

from __future__ import annotations

from django.urls import path

from profiles import pin_views, superimposed_views, views

app_name = "profiles"

urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("pins/", pin_views.pins, name="pins"),
    path("superimposed/", superimposed_views.superimposed, name="superimposed"),
    path("settings/", views.settings, name="settings"),
]
