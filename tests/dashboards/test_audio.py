"""Audio: every step's bytes as they were written, what they are told of, and pictures of what is in them."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from dashboards.audio import drawings, painting
from dashboards.audio.sounds import length_text, size_text
from dashboards.audio.wav import A_LAW, MU_LAW, Wav, samples, wav_of
from dashboards.not_shown import NotShown
from ingest.store import Store
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.asking import Asking
from tests.helpers.event_writer import EventFile
from tests.helpers.pictures import HTML, wav
from tests.helpers.sampled import NAME, Sampled, legacy_audio, opened, sounds, strings

Shown = Callable[..., Store]
asking = Asking("audio")
ask, keys, cards = asking.ask, asking.keys, asking.cards
TONE = np.sin(np.arange(16_000) * 2 * np.pi * 1000 / 8000)


def facts(client: Client, **named: Any) -> dict[str, Any]:
    response: Any = ask(client, "facts", **named)
    return dict(response.json())


def test_there_is_a_card_for_each_tag_run_and_sample(client: Client, written: Shown) -> None:
    written({"one": {"a": sounds([wav()], [wav(), wav()])}, "two": {"a": sounds([wav()]), "loss": [1.0]}})
    assert len(cards(client)) == 3
    assert len(cards(client, "?runFilter=two")) == 1


def test_a_player_gets_the_bytes_as_they_were_written_whole_or_in_parts(
    client: Client, written: Shown
) -> None:
    content = wav(TONE)
    written({"run": {"tag": sounds([content])}})
    whole = ask(client, "sound", key=keys(client)[0])
    assert (whole.content, whole["Content-Type"], whole["Accept-Ranges"]) == (content, "audio/wav", "bytes")
    assert "immutable" in whole["Cache-Control"]
    headers = {"Range": "bytes=44-1043", "Accept-Encoding": "gzip"}
    part = ask(client, "sound", headers, key=keys(client)[0])
    assert (part.status_code, part.content) == (206, content[44:1044])
    assert part["Content-Range"] == f"bytes 44-1043/{len(content)}"
    assert "Content-Encoding" not in part.headers


def test_old_sounds_are_played_like_new_ones(client: Client, tmp_path: Path, show: Shown) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    file.append(legacy_audio("tag", wav(), 8000, 3))
    state.use(opened(tmp_path))
    assert ask(client, "sound", key=keys(client)[0]).content == wav()
    assert facts(client)["text"] == "8,000 Hz · mono · 16-bit · 0.1 s"


def test_a_type_that_a_program_claims_is_not_believed(client: Client, tmp_path: Path, show: Shown) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    file.append(legacy_audio("tag", HTML, 8000, 3, content_type="text/html"))
    state.use(opened(tmp_path))
    response = ask(client, "sound")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert facts(client)["problem"].startswith("These bytes are no sound")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (wav(TONE), "8,000 Hz · mono · 16-bit · 2 s"),
        (wav(np.stack([TONE, -TONE], axis=1), 44_100), "44,100 Hz · stereo · 16-bit · 0.363 s"),
        (wav(TONE, 384_000, bits=24), "384,000 Hz · mono · 24-bit · 0.0417 s"),
        (wav(TONE, bits=8), "8,000 Hz · mono · 8-bit · 2 s"),
        (wav(TONE, bits=32, form=3), "8,000 Hz · mono · 32-bit float · 2 s"),
        (wav(np.zeros((100, 6))), "8,000 Hz · 6 channels · 16-bit · 0.0125 s"),
        (wav(TONE, claimed=0xFFFFFFFF), "8,000 Hz · mono · 16-bit · 2 s"),
        (wav(TONE, claimed=0), "8,000 Hz · mono · 16-bit · 2 s"),
        (b"ID3\x04" + bytes(2000), "MPEG · 2.0 kB"),
        (b"OggS" + bytes(96), "OGG · 100 bytes"),
    ],
)
def test_what_a_sound_is_stands_below_it(content: bytes, text: str, client: Client, written: Shown) -> None:
    written({"run": {"tag": sounds([content])}})
    told = facts(client)
    assert (told["text"], told["problem"]) == (text, "")


def test_a_label_is_markdown_that_cannot_run(client: Client, written: Shown) -> None:
    label = "said **so** <script>alert(1)</script> <img src=x onerror=alert(1)>"
    written({"run": {"tag": sounds([wav()], labels=[label])}})
    told = facts(client)["label"]
    assert "<strong>so</strong>" in told
    assert "<script" not in told
    assert "<img" not in told


UNFIT = {
    "empty": (b"", "empty"),
    "html": (HTML, "no sound"),
    "cut off before the format": (wav()[:14], "does not say what its samples are"),
    "cut off in the format": (wav()[:30], "cut off"),
    "no data": (wav()[:36], "does not say any samples"),
    "no channels": (wav()[:22] + b"\0\0" + wav()[24:], "0 channels"),
    "thousands of channels": (wav()[:22] + b"\xff\xff" + wav()[24:], "65,535 channels"),
    "no rate": (wav()[:24] + bytes(4) + wav()[28:], "at 0 Hz"),
    "odd bits": (wav()[:34] + b"\x0d\0" + wav()[36:], "13 bits"),
    "4 GiB claimed": (wav(claimed=0xFFFFFFF0), "promises 4.3 GB, of which 1.6 kB are there"),
}


@pytest.mark.parametrize(("content", "said"), UNFIT.values(), ids=UNFIT.keys())
def test_what_is_wrong_is_a_sentence_and_the_rest_is_there(
    content: bytes, said: str, client: Client, written: Shown
) -> None:
    written({"run": {"tag": sounds([wav()], [content]), "other": sounds([wav()])}})
    assert len(cards(client)) == 2
    key = keys(client)[1]
    assert said in facts(client, key=key)["problem"]
    kept = ask(client, "file", key=key)
    assert (kept.status_code, kept.content) == (200, content)
    assert kept["Content-Disposition"].startswith("attachment")
    for kind in ("waveform", "spectrogram"):
        assert ask(client, f"{kind}.png", key=key).status_code in ({200} if "GiB" in said else {200, 422})
    assert facts(client, key=keys(client)[0])["problem"] == ""


def test_a_tensor_that_is_no_sound_is_a_sentence(client: Client, written: Shown) -> None:
    written({"run": {"tag": Sampled("audio", [strings([1, 3], b"a", b"b", b"c"), strings([0, 2])])}})
    found = [facts(client, key=key)["problem"] for key in keys(client)]
    assert (
        found[0]
        == "This sound cannot be shown: a sound is neither a list of sounds nor of pairs of sound and label."
    )
    assert ask(client, "sound", key=keys(client)[0]).status_code == 422


@pytest.mark.parametrize("theme", drawings.THEMES)
@pytest.mark.parametrize("kind", ["waveform", "spectrogram"])
def test_a_drawing_is_a_picture_in_the_colours_of_a_theme(
    kind: str, theme: str, client: Client, written: Shown
) -> None:
    written({"run": {"tag": sounds([wav(TONE)])}})
    response = ask(client, f"{kind}.png", key=keys(client)[0], theme=theme)
    assert (response["Content-Type"], "immutable" in response["Cache-Control"]) == ("image/png", True)
    with Image.open(io.BytesIO(response.content)) as picture:
        assert picture.size == (painting.WIDTH, painting.HEIGHT)
    assert ask(client, f"{kind}.png", theme="red").status_code == 400
    assert ask(client, f"{kind}.png", key="x").status_code == 404


def test_what_is_no_wav_is_not_drawn_and_says_so(client: Client, written: Shown) -> None:
    written({"run": {"tag": sounds([b"OggS" + bytes(99)])}})
    response = ask(client, "waveform.png")
    assert (response.status_code, b"Only WAV" in response.content) == (422, True)


@pytest.mark.parametrize(
    ("bits", "form", "off"),
    [(8, 1, 1 / 64), (16, 1, 1e-4), (24, 1, 1e-6), (32, 1, 1e-6), (32, 3, 1e-6), (64, 3, 1e-6)],
)
def test_samples_are_what_was_written(bits: int, form: int, off: float) -> None:
    values = np.stack([TONE[:99], np.linspace(-0.9, 0.9, 99)], axis=1)
    content = wav(values, bits=bits, form=form)
    found = samples(content, wav_of(content), 10, 90)
    np.testing.assert_allclose(found, values[10:90], atol=off)


def test_companded_samples_follow_the_standard() -> None:
    codes = bytes([0x80, 0xFF, 0x00, 0x7F])
    mu = samples(codes, Wav(MU_LAW, 1, 8000, 8, 0, 4, 4), 0, 4)[:, 0] * 32768
    assert mu.tolist() == [32124, 0, -32124, 0]
    a_law = samples(bytes([0xD5, 0x55, 0xAA, 0x2A]), Wav(A_LAW, 1, 8000, 8, 0, 4, 4), 0, 4)[:, 0] * 32768
    assert a_law.tolist() == [8, -8, 32256, -32256]


def test_extensible_headers_and_chunks_between_are_read() -> None:
    data = struct.pack("<4h", 1, 2, 3, 4)
    form = struct.pack("<HHIIHHHHIH14x", 0xFFFE, 1, 8000, 16000, 2, 16, 22, 16, 4, 1)
    chunks = b"LIST\x03\0\0\0abc\0" + b"fmt " + struct.pack("<I", len(form)) + form + b"data\x08\0\0\0" + data
    found = wav_of(b"RIFF\xff\xff\xff\xffWAVE" + chunks)
    assert (found.form, found.frames, found.is_known) == (1, 4, True)


def test_the_standard_library_agrees_on_what_it_writes() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((2, 2, 22_050, 0, "NONE", ""))
        file.writeframes(np.arange(100, dtype="<i2").tobytes())
    found = wav_of(out.getvalue())
    assert (found.channels, found.rate, found.bits, found.frames) == (2, 22_050, 16, 50)


def test_the_waveform_has_the_lowest_and_the_highest_of_each_column() -> None:
    values = np.zeros(8000 * 3)
    values[12_345], values[17_000] = 0.9, -0.8
    content = wav(values)
    low, high, _ = painting.envelope(wav_of(content), content)
    assert np.flatnonzero(high[:, 0] > 0.5).tolist() == [12_345 * painting.WIDTH // 24_000]
    assert np.flatnonzero(low[:, 0] < -0.5).tolist() == [17_000 * painting.WIDTH // 24_000]


def test_pieces_make_the_same_waveform_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(2).uniform(-1, 1, (9_001, 2))
    content = wav(values)
    whole = painting.envelope(wav_of(content), content)
    monkeypatch.setattr(painting, "PIECE", 100)
    for one, other in zip(whole, painting.envelope(wav_of(content), content), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_a_tone_is_loudest_at_its_pitch() -> None:
    content = wav(TONE)
    powers = painting.spectrum(wav_of(content), content)
    band = int(powers.mean(axis=0).argmax())
    mel = np.linspace(0, 2595 * np.log10(1 + 4000 / 700), painting.HEIGHT + 1)
    low, high = 700 * (10 ** (mel[[band - 1, band + 2]] / 2595) - 1)
    assert low < 1000 < high


@pytest.mark.parametrize("frames", [1, 2, 3, 799, 801, 1025])
@pytest.mark.parametrize("value", [0.0, 1.0, np.nan, np.inf])
def test_short_silent_and_broken_sounds_are_drawn(frames: int, value: float) -> None:
    content = wav(np.full(frames, value), bits=32, form=3)
    for kind in ("waveform", "spectrogram"):
        assert drawings.drawn(kind, content, "dark").startswith(b"\x89PNG")


def test_nothing_is_drawn_of_no_samples() -> None:
    with pytest.raises(NotShown, match="no samples"):
        drawings.drawn("waveform", wav(np.zeros(0)), "light")


def test_all_sounds_of_a_tag_are_a_zip(client: Client, written: Shown) -> None:
    written({"run": {"tag": sounds([wav()], [wav(TONE), b"ID3\x04"], steps=[1, 20])}})
    response: Any = client.get("/audio/all.zip?tag=tag")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        assert packed.namelist() == [
            "run/step-01.wav",
            "run/step-20-sample-1.wav",
            "run/step-20-sample-2.mp3",
        ]
        assert packed.read("run/step-20-sample-1.wav") == wav(TONE)


def test_a_card_by_itself_is_the_card_of_the_page(client: Client, written: Shown) -> None:
    written({"run": {"tag": sounds([wav()])}})
    alone = html.part(ask(client, "card").content.decode())
    (article,) = html.with_class(alone, "card")
    (card,) = cards(client)
    assert (article.get("id"), html.text_of(article)) == (card.get("id"), html.text_of(card))
    assert ask(client, "card", sample=1).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0125, "0.0125 s"), (12.34, "12.3 s"), (185, "3:05"), (3723.4, "1:02:03")]
)
def test_lengths_are_short_to_read(seconds: float, text: str) -> None:
    assert length_text(seconds) == text


def test_sizes_are_short_to_read() -> None:
    assert [size_text(size) for size in (12, 1200, 3_400_000, 5 * 10**9)] == [
        "12 bytes",
        "1.2 kB",
        "3.4 MB",
        "5.0 GB",
    ]


def test_where_there_is_none_the_page_says_how_to_write_one(client: Client, show: Shown) -> None:
    show({"run": {"loss": [1.0]}})
    text = html.text_of(html.document(client.get("/audio/").content.decode()))
    assert "No sounds yet" in text
    assert 'writer.add_audio("' in text
