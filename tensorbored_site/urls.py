"""The pages around the dashboards, then one loop: a new dashboard needs no line here."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from dashboards.dashboard import dashboards
from profiles import data_api, menu_views, shared_views
from tensorbored_site import door, help, shell

urlpatterns = [
    path("", shell.index, name="index"),
    path("runs/", shell.runs, name="runs"),
    path("status/", shell.status, name="status"),
    path("help/", help.page, name="help"),
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("token/", door.bring_token, name="token"),
    path("password/", door.password, name="password"),
    path("admin/", admin.site.urls),
    path("profiles/", include("profiles.urls")),
    path("s/<path:rest>", menu_views.gone, name="gone"),
    path("data/profile", data_api.default_profile, name="default-profile"),
    path("data/run_colors", shared_views.run_colors, name="shared-run-colors"),
    path("data/", include("dashboards.api")),
    *(path(f"{dashboard.label}/", include(f"{dashboard.name}.urls")) for dashboard in dashboards()),
]

handler404 = shell.missing

if settings.SSO:  # its own pages to sign in and out lead to ours
    urlpatterns += [
        path("sso/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),
        path("sso/logout/", RedirectView.as_view(pattern_name="index")),
        path("sso/", include("allauth.urls")),
    ]
