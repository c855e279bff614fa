"""Audio below `/audio/`."""

from __future__ import annotations

from django.urls import path

from dashboards.audio import views

app_name = "audio"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("card", views.card, name="card"),
    path("steps", views.steps, name="steps"),
    path("sound", views.sound, name="sound"),
    path("file", views.file, name="file"),
    path("facts", views.facts, name="facts"),
    *(path(f"{kind}.png", views.drawing, {"kind": kind}, name=kind) for kind in ("waveform", "spectrogram")),
    path("all.zip", views.packed, name="zip"),
]
