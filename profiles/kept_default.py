"""The default profile of a logdir, in a file there; or in the database, where that file cannot be written.

What was set last counts: a file that changes later comes before what is kept here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from profiles import defaults
from profiles.defaults import Default
from profiles.models import KeptDefault
from profiles.schema import BadProfile, profile_from_json, wrapped

KEPT = "It is kept in the database, and whoever looks through a server of this database sees it."


def look(source: str, logdir: Path) -> Default | None:
    """What this source is shown with now."""
    written = defaults.look(logdir).default
    kept = KeptDefault.objects.filter(source=source).first()
    return _default(kept.data) or written if kept and kept.over == token_of(written) else written


def replace(
    source: str, logdir: Path, document: Mapping[str, Any], may: Callable[[str | None], bool]
) -> tuple[Default, str]:
    """Write a checked document, else keep it; and in a sentence why it was not written, empty where it was.

    `may` is asked with the token of what is there now. Raises `defaults.Changed` where it says no.
    """
    try:
        default = defaults.replace(logdir, document, lambda _: may(token_of(look(source, logdir)) or None))
    except defaults.NotWritten as error:
        return _keep(source, logdir, document), f"{error} {KEPT}"
    KeptDefault.objects.filter(source=source).delete()
    return default, ""


def replace_everywhere(sources: Iterable[str], logdir: Path, document: Mapping[str, Any]) -> str:
    """The same for all that a directory is called; only the sentence."""
    return max(replace(source, logdir, document, lambda _: True)[1] for source in sources)


def token_of(default: Default | None) -> str:
    """Which default it is; empty for none."""
    return default.token if default else ""


def _keep(source: str, logdir: Path, document: Mapping[str, Any]) -> Default:
    said = {"data": wrapped(document), "over": token_of(defaults.look(logdir).default)}
    KeptDefault.objects.update_or_create(source=source, defaults=said)
    default = _default(said["data"])
    assert default, "what was checked is a profile"
    return default


def _default(document: Any) -> Default | None:
    try:
        profile = profile_from_json(document)
    except BadProfile:  # of a later version of this program
        return None
    token = blake2b(json.dumps(document).encode(), digest_size=12, person=b"kept").hexdigest()
    return Default(profile, document, token)
