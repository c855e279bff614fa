"""What a training script imports: light, so neither Django nor numpy is loaded from here."""

from __future__ import annotations

__version__ = "0.1.0"
