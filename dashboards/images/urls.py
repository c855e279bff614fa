"""Images below `/images/`."""

from __future__ import annotations

from django.urls import path

from dashboards import sample_views
from dashboards.images import compare, views
from dashboards.images.cards import Card

app_name = "images"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    *sample_views.routes(Card),
    path("picture", views.picture, name="picture"),
    path("all", views.every_step, name="all"),
    path("compare", compare.page, name="compare"),
    path("compare-steps", compare.steps, name="compare-steps"),
]
