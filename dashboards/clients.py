"""What TensorBoard's clients are answered with: JSON, and errors as a line of text in its words."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

from dashboards.http import TEXT, private

JSON = "application/json"
CSV = "text/csv; charset=utf-8"


def answer(document: Any) -> HttpResponse:
    """A document as JSON."""
    return private(HttpResponse(text_of(document), content_type=JSON))


def text_of(document: Any) -> str:
    """JSON without NaN and infinities: `rows.json_floats` names them. Lone surrogates travel as escapes."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False)


def invalid(sentence: str) -> HttpResponse:
    """The question makes no sense."""
    return private(HttpResponse(f"Invalid argument: {sentence}", status=400, content_type=TEXT))


def not_found(sentence: str) -> HttpResponse:
    """There is no such data."""
    return private(HttpResponse(f"Not found: {sentence}", status=404, content_type=TEXT))
