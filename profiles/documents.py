"""Profiles as text: what people import and export, in the admin and on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from profiles.drafts import parsed
from profiles.models import Saved
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json

MAX_BYTES = 256 * 1024
SEVERAL = "profiles"  # the key of a file that holds more than one


def profile_of(text: str) -> ProfileData:
    """The profile that a text holds; raises `BadProfile`: the path of the field or the line of the slip."""
    return profile_from_json(_loaded(text))


def profiles_of(text: str) -> list[ProfileData]:
    """One profile or several, as `text_of` writes them; raises `BadProfile`."""
    return profiles_in(_loaded(text))


def profiles_in(document: Any) -> list[ProfileData]:
    """The same of a document that was read."""
    if not isinstance(document, dict) or not isinstance(document.get(SEVERAL), list):
        return [profile_from_json(document)]
    found = []
    for index, each in enumerate(document[SEVERAL]):
        try:
            found.append(profile_from_json(each))
        except BadProfile as error:
            raise BadProfile(f"{SEVERAL}[{index}].{error}") from None
    return found


def document_of(saved: Saved) -> dict[str, Any]:
    """The flat document of a saved profile, under the name that it has now."""
    return json_from_profile(replace(parsed(saved.data), name=saved.name))


def text_of(saved: Iterable[Saved]) -> str:
    """What to write into a file: one profile by itself, or several in a list."""
    documents = [document_of(each) for each in saved]
    return json.dumps(documents[0] if len(documents) == 1 else {SEVERAL: documents}, indent=2) + "\n"


def _loaded(text: str) -> Any:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BadProfile(f"A profile may have {MAX_BYTES // 1024} KiB.")
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise BadProfile(f"This is not JSON: {error.msg} in line {error.lineno}.") from None
    except (ValueError, RecursionError):
        raise BadProfile("This is not JSON.") from None
