"""Everything that changes what a person keeps, and the menu of profiles."""

from __future__ import annotations

from django.urls import path

from profiles import menu_views, mirror_views, pin_views, superimposed_views, views

app_name = "profiles"

urlpatterns = [
    path("", menu_views.panel, name="panel"),
    path("button/", menu_views.button, name="button"),
    path("do/", menu_views.act, name="act"),
    path("import/", menu_views.bring, name="import"),
    path("export/", menu_views.export, name="export"),
    path("export/<str:number>/", menu_views.export, name="export-saved"),
    path("mirror/", mirror_views.mirror, name="mirror"),
    path("restore/", mirror_views.restore, name="restore"),
    path("runs/", views.runs, name="runs"),
    path("pins/", pin_views.pins, name="pins"),
    path("superimposed/", superimposed_views.superimposed, name="superimposed"),
    path("settings/", views.settings, name="settings"),
]
