"""The menu of profiles as values: the button in the header and the panel behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from profiles import defaults, history, library, sharing
from profiles.access import may_change, may_edit
from profiles.address import with_address
from profiles.drafts import Sight, parsed, share_of, sight_of, source_key
from profiles.here import Here
from profiles.models import Draft, Saved, Share
from profiles.people import Person, is_known, person_of
from profiles.schema import ProfileData

if TYPE_CHECKING:
    from profiles.request import Request

NEWS = ("Loaded ", "Kept ")  # how labels begin that tell of such
_LISTED = 25  # revisions in the panel


@dataclass(frozen=True)
class Button:
    """``name``: of the active profile. ``is_mirrored``: the browser keeps a copy, which ``version`` names."""

    name: str
    is_unsaved: bool
    has_newer_default: bool
    is_shared: bool
    is_mirrored: bool
    is_known: bool
    version: str
    panel_url: str
    page: str
    own_url: str
    news: str

    @property
    def title(self) -> str:
        """What the button says."""
        return f"Profile: {self.name}" if self.name else "Profiles"


@dataclass(frozen=True)
class Row:
    """A profile that can be loaded. ``team``: whose it is, empty for one's own."""

    number: int
    name: str
    when: str
    time: str
    team: str
    is_active: bool
    may_change: bool
    export_url: str
    view_url: str


@dataclass(frozen=True)
class Moment:
    """A revision of the draft."""

    number: int
    label: str
    when: str
    time: str
    is_now: bool


@dataclass(frozen=True)
class Shared:
    """A view that one has shared: its address, and where it leads."""

    slug: str
    url: str
    page: str
    when: str
    time: str


@dataclass(frozen=True)
class Panel:
    """Everything in `#profiles`. ``undo`` and ``redo``: what each would do, empty where there is nothing."""

    button: Button
    rows: tuple[Row, ...]
    is_active: bool
    may_save: bool
    export_url: str
    view_url: str
    default: str
    may_set_default: bool
    undo: str
    redo: str
    moments: tuple[Moment, ...]
    shares: tuple[Shared, ...]
    suggested: str


def button_of(request: Request, here: Here, said: QueryDict) -> Button:
    """The button over a page whose toolbar says this."""
    sight = sight_of(request)
    draft, active = sight.draft, sight.draft.active if sight.draft else None
    name = active.name if active else "" if draft or not sight.default else sight.profile.name
    return Button(
        name=name,
        is_unsaved=active is not None and is_unsaved(with_address(sight.profile, said), active),
        has_newer_default=sight.has_newer_default,
        is_shared=share_of(request) is not None,
        is_mirrored=person_of(request).user_id is None and share_of(request) is None,
        is_known=draft is not None or is_known(person_of(request)),
        panel_url=_address("panel", here),
        page=here.url,
        own_url=settings.PATH_PREFIX + here.inner,
        news=_news(draft),
        version=f"{draft.pk}-{draft.revision_id}-{active.pk if active else ''}" if draft else "none",
    )


def panel_of(request: Request, here: Here) -> Panel:
    """The panel over a page."""
    sight, person = sight_of(request), person_of(request)
    saved = list(library.listed(person, source_key(request.snapshot)))
    active = sight.draft.active if sight.draft else None
    back = history.previous(sight.draft) if sight.draft else None
    forth = history.following(sight.draft) if sight.draft else None
    button = button_of(request, here, here.said)
    return Panel(
        button=button,
        rows=tuple(_row(request, person, each, active, datetime.now()) for each in saved),
        is_active=active is not None,
        export_url=_address("export", here),
        view_url=_address("export", here, view="1"),
        may_save=active is not None and may_change(request, active),
        default=sight.default.profile.name if sight.default else "",
        may_set_default=may_set_default(request),
        undo=_current(sight.draft) if back else "",
        redo=forth.label if forth else "",
        moments=_moments(sight),
        shares=tuple(_shared(each) for each in sharing.made_by(person, source_key(request.snapshot))),
        suggested=library.free_name(button.name or "My Profile", [each.name for each in saved]),
    )


def is_unsaved(profile: ProfileData, active: Saved) -> bool:
    """Whether there is something in a profile that is not in the one it came from."""
    kept = parsed(active.data)
    return replace(profile, name=kept.name, modified=kept.modified) != kept


def may_set_default(request: Request) -> bool:
    """There is a file to be written, and whoever asks may."""
    has_file = share_of(request) is None and defaults.logdir_of(request.snapshot) is not None
    return has_file and may_edit(request)


def _news(draft: Draft | None) -> str:
    """What has just been done that this page was loaded anew for, and may be undone."""
    if not draft or not draft.revision or not draft.revision.label.startswith(NEWS):
        return ""
    age = timezone.now() - draft.revision.created
    return draft.revision.label if age < history.AT_ONCE else ""


def local(then: datetime) -> datetime:
    """The time of day on this machine."""
    return then.astimezone()


def _address(name: str, here: Here, **said: str) -> str:
    return f"{reverse(f'profiles:{name}')}?{urlencode({**said, 'page': here.url})}"


def _row(request: Request, person: Person, saved: Saved, active: Saved | None, now: datetime) -> Row:
    then = local(saved.updated)
    return Row(
        number=saved.pk,
        name=saved.name,
        when=library.day_text(then.date(), now.date()),
        time=f"{then:%Y-%m-%d %H:%M}",
        team=saved.group.name if saved.group else "",
        is_active=active is not None and active.pk == saved.pk,
        may_change=may_change(request, saved),
        export_url=reverse("profiles:export-saved", args=[saved.pk]),
        view_url=f"{reverse('profiles:export-saved', args=[saved.pk])}?view=1",
    )


def _moments(sight: Sight) -> tuple[Moment, ...]:
    if not sight.draft:
        return ()
    found: Sequence[tuple[int, str, datetime]]
    found = list(sight.draft.revisions.values_list("id", "label", "created")[:_LISTED])
    now = sight.draft.revision_id
    return tuple(
        Moment(number, label, f"{local(then):%H:%M}", f"{local(then):%Y-%m-%d %H:%M:%S}", number == now)
        for number, label, then in found
    )


def _shared(share: Share) -> Shared:
    then = local(share.created)
    page = share.path.strip("/") + (f"?{unquote(share.query)}" if share.query else "")
    when = library.day_text(then.date(), datetime.now().date())
    return Shared(share.slug, sharing.address_of(share), page, when, f"{then:%Y-%m-%d %H:%M}")


def _current(draft: Draft | None) -> str:
    """What was done last, and undoing would undo."""
    return draft.revision.label if draft and draft.revision else ""
