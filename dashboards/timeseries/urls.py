"""Time Series below `/timeseries/`."""

from __future__ import annotations

from django.urls import path

from dashboards.timeseries import views

app_name = "timeseries"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("series", views.series, name="series"),
]
