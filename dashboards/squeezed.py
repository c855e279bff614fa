"""Numbers compressed quickly, as columns or as text, and answers that are kept that way."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest

_GZIP = 31  # as zlib calls a stream with gzip's header and checksum
_MEMORY = 9  # the most, which takes a fifth less time than gzip.compress


def squeeze(content: bytes) -> bytes:
    """Compressed for gzip at the quickest level: columns shrink by a third, however hard one tries."""
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP, _MEMORY)
    return packer.compress(content) + packer.flush()


def squeezed(
    request: HttpRequest, packed: bytes, etag: str, kind: str = "application/octet-stream"
) -> HttpResponse:
    """What `squeeze` gave, for who takes it, else as it was; ``etag`` is of the content, however it comes."""
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    content = packed if takes else gzip.decompress(packed)
    response = HttpResponse(content, content_type=kind, headers={"ETag": etag})
    patch_vary_headers(response, ("Accept-Encoding",))
    if takes:
        response["Content-Encoding"] = "gzip"
        response["ETag"] = f"W/{etag}"
    return response
