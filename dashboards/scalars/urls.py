"""Scalars below `/scalars/`."""

from __future__ import annotations

from django.urls import path

from dashboards.scalars import views

app_name = "scalars"

urlpatterns = [path("", views.dashboard, name="dashboard")]
