"""Distributions below `/distributions/`."""

from __future__ import annotations

from django.urls import path

from dashboards.distributions import views

app_name = "distributions"

urlpatterns = [path("", views.dashboard, name="dashboard"), *views.VIEWS.routes]
