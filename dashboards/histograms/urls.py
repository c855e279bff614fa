"""Histograms below `/histograms/`."""

from __future__ import annotations

from django.urls import path

from dashboards.histograms import views

app_name = "histograms"

urlpatterns = [path("", views.dashboard, name="dashboard"), *views.VIEWS.routes]
