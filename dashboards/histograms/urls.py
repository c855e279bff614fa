"""Histograms below `/histograms/`."""

from __future__ import annotations

from django.urls import path

from dashboards.histograms import views
from dashboards.slice_views import PICTURES, TYPES

app_name = "histograms"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("series", views.series, name="series"),
    path("card", views.card, name="card"),
    path("downloads", views.menu, name="downloads"),
    *(path(f"points.{kind}", views.points, {"kind": kind}, name=kind) for kind in TYPES),
    *(path(f"figure.{kind}", views.figure, {"kind": kind}, name=kind) for kind in PICTURES),
]
