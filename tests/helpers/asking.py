"""Asking a dashboard of pictures or sounds for what it has of a tag of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from tests.helpers import html


@dataclass(frozen=True)
class Asking:
    """Of tag `tag` of run `run`, unless others are named. ``plugin``: where."""

    plugin: str

    def ask(self, client: Client, what: str, headers: Any = None, **named: Any) -> HttpResponse:
        """The answer of one of its addresses."""
        query = urlencode({"run": "run", "tag": "tag"} | named)
        response: Any = client.get(f"/{self.plugin}/{what}?{query}", headers=headers)
        return response

    def keys(self, client: Client, **named: Any) -> list[str]:
        """The keys of all steps."""
        response: Any = self.ask(client, "steps", **named)
        return list(response.json()["keys"])

    def cards(self, client: Client, address: str = "") -> list[Any]:
        """The cards of its page."""
        tree = html.document(client.get(f"/{self.plugin}/{address}").content.decode())
        return html.with_class(tree, "card-sampled")
