"""Audio below `/audio/`."""

from __future__ import annotations

from django.urls import path

from dashboards import sample_views
from dashboards.audio import views
from dashboards.audio.cards import Card

app_name = "audio"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    *sample_views.routes(Card),
    path("sound", views.sound, name="sound"),
    path("facts", views.facts, name="facts"),
    *(path(f"{kind}.png", views.drawing, {"kind": kind}, name=kind) for kind in ("waveform", "spectrogram")),
]
