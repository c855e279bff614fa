"""The menu of profiles without a browser: what is posted, and what the panel says."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from profiles.models import Draft, Saved
from profiles.schema import profile_from_json
from tests.helpers import html

HERE = "/timeseries/?tagFilter=loss&smoothing=0.9&yScale=log10&open=x"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{HERE}"}
DO, IMPORT = "/profiles/do/", "/profiles/import/"


def do(client: Client, action: str, **fields: Any) -> Any:
    """Press a button of the menu."""
    return client.post(DO, {"action": action, "page": HERE, **fields})


def save(client: Client, name: str = "mine") -> Saved:
    """Save what is seen under a name."""
    assert do(client, "save-as", name=name).status_code == 200
    return Saved.objects.get(name=name)


def panel(client: Client) -> str:
    """All that the menu says."""
    response = client.get(f"/profiles/?{urlencode({'page': HERE})}")
    assert response.status_code == 200
    return html.text_of(html.by_id(html.document(response.content.decode()), "profiles"))


def error_of(response: Any) -> str:
    """Why it was refused."""
    return html.text_of(html.by_id(html.document(response.content.decode()), "profiles-error"))


def draft() -> Any:
    """The only one there is."""
    return profile_from_json(Draft.objects.get().data)
