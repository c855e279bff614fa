"""Scalars of TensorFlow 1 and torch: a float in the value itself, and nothing that says what it is."""

from __future__ import annotations

FIELD, PLUGIN, EXTENT = "simple_value", "scalars", 1
