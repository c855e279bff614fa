"""What outlives a page."""

from __future__ import annotations

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = "Dashboards"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from profiles import people

        user_logged_in.connect(people.adopt)
