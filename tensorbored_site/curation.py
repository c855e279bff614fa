"""The admin as we have it: behind our own door, in no frame, for staff only whatever `--auth` says."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import auth
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy


class Curation(AdminSite):
    """Profiles, people and sources, for who looks after them."""

    site_header = "TensorBored"
    site_title = "TensorBored"
    index_title = "Curation"
    site_url = reverse_lazy("index")  # type: ignore[assignment]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Our door is the only one; who has come through it and is no staff is told so."""
        user = cast(Any, request).user
        there = request.GET.get("next", reverse("admin:index"))
        if not user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': there})}")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        reason = "may not curate: that is for staff"
        return render(request, "door/no_role.html", {"reason": reason}, status=403)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Where everybody is led who signs out."""
        auth.logout(request)
        return HttpResponseRedirect(reverse("index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """The page that everybody has for it."""
        return HttpResponseRedirect(reverse("password"))
