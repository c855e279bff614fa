"""Images below `/images/`."""

from __future__ import annotations

from django.urls import path

from dashboards.images import compare, views

app_name = "images"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("card", views.card, name="card"),
    path("steps", views.steps, name="steps"),
    path("picture", views.picture, name="picture"),
    path("file", views.file, name="file"),
    path("all", views.every_step, name="all"),
    path("all.zip", views.packed, name="zip"),
    path("compare", compare.page, name="compare"),
    path("compare-steps", compare.steps, name="compare-steps"),
]
