"""Profiles in the admin: those of the teams that one belongs to, and one's own. Nobody else's are there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe

from profiles import access, defaults, kept_default
from profiles.documents import document_of, text_of
from profiles.drafts import parsed, source_key
from profiles.log import log_default
from profiles.models import Saved, Source
from profiles.request import Request
from profiles.saved_form import NOT_AN_EDITOR, ImportForm, SavedForm, TeamForm, add, teams
from profiles.summary import summary


class SavedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Preview, check, import, export, set as default, copy to a team."""

    form = SavedForm
    actions = ("export", "set_as_default", "copy_to_team")
    list_display = ("name", "belongs_to", "logdir", "pins", "updated")
    list_filter = ("group",)
    list_select_related = ("group", "user")
    search_fields = ("name",)
    readonly_fields = ("preview", "logdir", "created", "updated")
    change_list_template = "admin/profiles/saved/change_list.html"

    # --- who -----------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Saved]:
        user = cast(Any, request).user
        theirs = Q(user=user) | Q(group__in=teams(user))
        return super().get_queryset(request).filter(theirs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return cast(Any, request).user.is_staff  # type: ignore[no-any-return]

    def has_view_permission(self, request: HttpRequest, obj: Saved | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Saved | None = None) -> bool:
        return obj is None or access.may_change(cast(Request, request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Saved | None = None) -> bool:
        return self.has_change_permission(request, obj)

    # --- forms ---------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Saved | None = None) -> Any:
        """Who only looks sees the preview."""
        says = ("preview", "document") if self.has_change_permission(request, obj) else ("preview",)
        where = "source" if self.has_change_permission(request, obj) else "logdir"
        return (
            (None, {"fields": ("name", "group", where)}),
            ("What it says", {"fields": says}),
            (None, {"fields": ("created", "updated")}),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows who fills it in."""
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"asked": cast(Request, request)})

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="profiles_saved_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """One profile or several from a file or a text."""
        asked = request.method == "POST"
        sent = (request.POST, request.FILES) if asked else ()
        form = ImportForm(cast(Request, request), *sent)
        if asked and form.is_valid():
            return self._imported(request, form)
        context = self.admin_site.each_context(request) | {
            "title": "Import profiles",
            "form": form,
            "opts": self.opts,
        }
        return render(request, "admin/profiles/saved/import.html", context, status=422 if asked else 200)

    def _imported(self, request: HttpRequest, form: ImportForm) -> HttpResponse:
        for saved in form.saved():
            self.log_addition(request, saved, "Imported.")
            messages.success(request, f"Imported “{saved.name}”.")
        return HttpResponseRedirect(reverse("admin:profiles_saved_changelist"))

    # --- what is shown -------------------------------------------------------------------------------------

    @admin.display(description="belongs to", ordering="group__name")
    def belongs_to(self, obj: Saved) -> str:
        """The team, or oneself."""
        return f"team {obj.group.name}" if obj.group else "you"

    @admin.display(description="logdir")
    def logdir(self, obj: Saved) -> str:
        """Where it is offered."""
        return name_of(obj.source) if obj.source else "every logdir"

    @admin.display(description="pins")
    def pins(self, obj: Saved) -> int:
        """How many cards are kept at the top."""
        return len(parsed(obj.data).pins)

    @admin.display(description="Preview")
    def preview(self, obj: Saved) -> SafeString:
        """What it says, in lines."""
        lines = summary(parsed(obj.data))
        return mark_safe(render_to_string("admin/profiles/saved/preview.html", {"lines": lines}))

    # --- actions -------------------------------------------------------------------------------------------

    @admin.action(description="Export as JSON")
    def export(self, request: HttpRequest, chosen: QuerySet[Saved]) -> HttpResponse:
        """A file with all that were chosen."""
        response = HttpResponse(text_of(chosen), content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="profiles.json"'
        return response

    @admin.action(description="Set as the default of this logdir")
    def set_as_default(self, request: HttpRequest, chosen: QuerySet[Saved]) -> None:
        """Write it into the logdir, where whoever has no draft of their own sees it."""
        asked = cast(Request, request)
        logdir = defaults.logdir_of(asked.snapshot)
        if len(chosen) != 1:
            messages.error(request, "Choose one profile: a logdir has one default.")
            return
        if not access.may_edit(asked):
            messages.error(request, "Only editors of this logdir may change its default profile.")
        elif logdir is None:
            messages.error(request, "A default profile takes one directory on this machine.")
        else:
            self._write(asked, chosen[0], logdir)

    def _write(self, request: Request, saved: Saved, logdir: Any) -> None:
        source = source_key(request.snapshot)
        _, problem = kept_default.replace(source, logdir, document_of(saved), lambda _: True)
        log_default(request, saved.name)
        if problem:
            messages.warning(request, problem)
            return
        messages.success(request, f"“{saved.name}” is the default of {logdir} now.")

    @admin.action(description="Copy to a team…")
    def copy_to_team(self, request: HttpRequest, chosen: QuerySet[Saved]) -> HttpResponse | None:
        """Ask which one, then let it have what was chosen."""
        form = TeamForm(cast(Any, request).user, request.POST if "team" in request.POST else None)
        if form.is_valid():
            self._copy(cast(Request, request), form.cleaned_data["team"], chosen)
            return None
        context = self.admin_site.each_context(request) | {
            "title": "Copy to a team",
            "form": form,
            "chosen": chosen,
            "opts": self.opts,
        }
        return render(request, "admin/profiles/saved/copy.html", context)

    def _copy(self, request: Request, team: Group, chosen: QuerySet[Saved]) -> None:
        for saved in chosen:
            if not access.may_change(request, Saved(group=team, source=saved.source)):
                messages.error(request, NOT_AN_EDITOR)
                return
            profile = replace(parsed(saved.data), name=saved.name)
            copy = add(profile, cast(Any, request).user, team, saved.source)
            self.log_addition(request, copy, f"Copied from “{saved.name}”.")
            messages.success(request, f"“{copy.name}” is team {team.name}’s now.")


def name_of(source: str) -> str:
    """The directories that a source is, in words."""
    known = Source.objects.filter(key=source).first()
    return known.name if known else "one that is not known here"
