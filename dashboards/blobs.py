"""Bytes from event files as answers: of a type that the bytes themselves tell, from a short list, or else
as a file to keep. Nothing of it can run in a page. Players get the parts that they ask for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from dashboards.exports import file_name

if TYPE_CHECKING:
    from profiles.request import Request

UNKNOWN = "application/octet-stream"
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/webp": "webp",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/webm": "weba",
    UNKNOWN: "bin",
}
"""The types that are served, each with the ending of a file of it."""

SANDBOX = "sandbox; default-src 'none'"
FOR_GOOD = "private, max-age=31536000, immutable"
_SOUNDS = {b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"ID3": "audio/mpeg", b"\x1aE\xdf\xa3": "audio/webm"}
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII)


def type_of(content: bytes) -> str:
    """What the first bytes say that it is, from the list of what browsers may show; else `UNKNOWN`."""
    return _picture(content) or _sound(content) or UNKNOWN


def _picture(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    is_bmp = content.startswith(b"BM") and int.from_bytes(content[14:18], "little") in _BMP_HEADERS
    return "image/bmp" if is_bmp else ""


def _sound(content: bytes) -> str:
    if content[:4] in (b"RIFF", b"RF64") and content[8:12] == b"WAVE":
        return "audio/wav"
    found = next((kind for start, kind in _SOUNDS.items() if content.startswith(start)), "")
    if found or content[4:8] == b"ftyp":
        return found or "audio/mp4"
    return _frame(content[:3]) if len(content) > 3 else ""


def _frame(head: bytes) -> str:
    """MPEG audio without a container: eleven set bits, then a layer, a bit rate and a sample rate."""
    if head[0] != 0xFF or head[1] < 0xE0:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    is_frame = head[1] & 0x06 and head[2] >> 4 not in (0, 15) and head[2] & 0x0C != 0x0C
    return "audio/mpeg" if is_frame else ""


def blob(
    request: Request,
    content: bytes,
    name: str,
    *,
    kind: str | None = None,
    download: bool = False,
    cached: bool = False,
) -> HttpResponse:
    """The bytes, or the part of them that the request asks for (RFC 9110, section 14).

    ``name``: of the file, without its ending; ``kind``: its type where that is known already; ``cached``: the
    address means these bytes for ever.
    """
    kind = kind or type_of(content)
    status, part, within = _asked(request, len(content))
    response = HttpResponse(content[part], status=status, content_type=kind)
    if within:
        response["Content-Range"] = within
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    attached = download or kind == UNKNOWN
    disposition = content_disposition_header(attached, file_name(name, ENDINGS.get(kind, "bin")))
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = FOR_GOOD if cached and status < 400 else "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response


def _asked(request: Request, size: int) -> tuple[int, slice, str]:
    """The status, the part, and what `Content-Range` says.

    Several ranges at once, and those under a condition, are answered with everything, as the standard allows.
    """
    asked = request.headers.get("Range", "")
    matched = _RANGE.fullmatch(asked) if len(asked) < 100 and "If-Range" not in request.headers else None
    if request.method != "GET" or matched is None or not any(matched.groups()):
        return 200, slice(None), ""
    first, last = matched.groups()
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < int(first):
        return 200, slice(None), ""
    if start >= size:
        return 416, slice(0, 0), f"bytes */{size}"
    return 206, slice(start, stop), f"bytes {start}-{stop - 1}/{size}"
