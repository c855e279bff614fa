"""Small pictures and sounds as their files have them: good ones, and some that lie."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(width: int = 4, height: int = 3, color: Any = (200, 30, 60), kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()


def moving(frames: int = 3) -> bytes:
    """A GIF that moves."""
    out = io.BytesIO()
    first, *rest = (Image.new("P", (8, 8), number) for number in range(frames))
    first.save(out, "GIF", save_all=True, append_images=rest, duration=50)
    return out.getvalue()


def noise(width: int, height: int, kind: str = "PNG") -> bytes:
    """A picture that cannot be packed well."""
    out = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )


def bomb(side: int) -> bytes:
    """A PNG of so many black and white pixels each way that is all there, and packed as well as can be."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer, row = zlib.compressobj(1), bytes(1 + (side + 7) // 8)
    data = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def endless(scans: int = 2000) -> bytes:
    """A JPEG of 0.2 MB that says the same of its 25 million pixels again and again: a minute of decoding."""
    out = io.BytesIO()
    Image.new("L", (5000, 5000)).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(b"\xff\xc4", 0, content.rindex(b"\xff\xda"))  # with the table that it needs
    return content[:-2] + content[last:-2] * scans + content[-2:]


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def wav(
    samples: Any = None, rate: int = 8000, *, bits: int = 16, form: int = 1, claimed: int | None = None
) -> bytes:
    """A sound of float samples [n] or [n, channels] from -1 to 1; ``claimed``: bytes that the header says."""
    values = np.sin(np.arange(800) / 5) * 0.5 if samples is None else np.asarray(samples, np.float64)
    channels = values.shape[1] if values.ndim == 2 else 1
    data = _coded(values.reshape(-1), bits, form)
    size = len(data) if claimed is None else claimed
    width = channels * bits // 8
    head = struct.pack("<HHIIHH", form, channels, rate, rate * width % (1 << 32), width, bits)
    total = min(size + 36, 0xFFFFFFFF)
    return (
        b"RIFF"
        + struct.pack("<I", total)
        + b"WAVEfmt \x10\0\0\0"
        + head
        + b"data"
        + struct.pack("<I", size)
        + data
    )


def _coded(values: Any, bits: int, form: int) -> bytes:
    if form == 3:
        return bytes(values.astype(f"<f{bits // 8}").tobytes())
    if bits == 8:
        return bytes(np.round(values * 127 + 128).astype("u1").tobytes())
    whole = np.round(values * ((1 << (bits - 1)) - 1)).astype("<i4")
    return bytes(whole[:, None].view("u1")[:, : bits // 8].tobytes())
