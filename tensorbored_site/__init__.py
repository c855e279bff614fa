"""The Django project: wiring, no domain logic."""
