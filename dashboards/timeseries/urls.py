"""Time Series below `/timeseries/`."""

from __future__ import annotations

from django.urls import path

from dashboards.timeseries import completions, downloads, superimposed, table, views

app_name = "timeseries"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("series", views.series, name="series"),
    path("table", table.table, name="table"),
    path("tags", completions.completions, name="tags"),
    path("superimpose", superimposed.add_menu, name="superimpose"),
    path("superimposed", superimposed.card_menu, name="superimposed"),
    path("downloads", downloads.menu, name="downloads"),
    *(path(f"points.{kind}", downloads.points, {"kind": kind}, name=kind) for kind in downloads.TYPES),
    *(path(f"figure.{kind}", downloads.figure, {"kind": kind}, name=kind) for kind in downloads.PICTURES),
]
