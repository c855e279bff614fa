"""What the admin has beside users and groups: profiles, logdirs with their roles, sessions, the log."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from profiles import sharing
from profiles.models import Grant, Role, Saved, Session, Share, Source
from profiles.saved_admin import SavedAdmin, name_of

admin.site.register(Saved, SavedAdmin)


class GrantInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who may do more than everybody: one line a user or a group."""

    model = Grant
    extra = 1
    autocomplete_fields = ("user", "group")
    verbose_name_plural = "roles: each for a user or for a group"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Logdirs, each made known by the server that looks at it; their admins give roles."""

    list_display = ("name", "everyone", "granted", "created")
    fields = ("name", "everyone", "created")
    readonly_fields = ("name", "created")
    inlines = (GrantInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        every = super().get_queryset(request).annotate(grants_count=Count("grants"))
        user = cast(Any, request).user
        return every if user.is_superuser else every.filter(pk__in=_administered(user).values("source"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(cast(Any, request).user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return _administers(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return _administers(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return bool(cast(Any, request).user.is_superuser)

    @admin.display(description="roles")
    def granted(self, obj: Any) -> int:
        """How many users and groups have one."""
        return int(obj.grants_count)


@admin.register(Share)
class ShareAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Views that have a short address; deleting one has it lead nowhere. What they show is not shown here."""

    list_display = ("slug", "maker", "logdir", "path", "created")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("slug", "user__username")
    date_hierarchy = "created"

    @admin.display(description="shared by", ordering="user__username")
    def maker(self, obj: Share) -> str:
        """Who has made it."""
        return obj.user.get_username() if obj.user else "a browser"

    @admin.display(description="logdir")
    def logdir(self, obj: Share) -> str:
        """Of what it is."""
        return name_of(obj.source)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Share | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Views that are shared", **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: Share) -> None:
        sharing.revoke(Share.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Share]) -> None:
        sharing.revoke(queryset)


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Browsers in which somebody has signed in; deleting one signs it out."""

    list_display = ("user", "expire_date")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("user__username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).filter(user__isnull=False)


@admin.register(LogEntry)
class LogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who has changed what; nobody writes it by hand."""

    list_display = ("action_time", "user", "content_type", "object_repr", "message")
    list_display_links = None
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username")
    date_hierarchy = "action_time"

    @admin.display(description="what")
    def message(self, obj: LogEntry) -> str:
        """In words."""
        return obj.get_change_message() or obj.get_action_flag_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False


def _administers(request: HttpRequest, source: Source | None) -> bool:
    """Whether a member of the staff may give roles, for this source or for any."""
    user = cast(Any, request).user
    if user.is_superuser:
        return True
    theirs = _administered(user)
    return bool(user.is_staff and (theirs.filter(source=source) if source else theirs).exists())


def _administered(user: Any) -> QuerySet[Grant]:
    """The roles by which somebody is an admin."""
    return Grant.objects.filter(Q(user=user) | Q(group__in=user.groups.all()), role=Role.ADMIN)
