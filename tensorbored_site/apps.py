"""The project as an app of its own, for its system checks and the `runserver` command."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "tensorbored_site"
    verbose_name = "TensorBored"

    def ready(self) -> None:
        from tensorbored_site import checks  # noqa: F401  # registers itself


class CurationConfig(AdminConfig):
    """Django's admin, as our own site."""

    default_site = "tensorbored_site.curation.Curation"
