"""The audit of dependencies tells what is known, what is not, and who did not answer.

S18 of the project's reliability notes. npm asks a registry of our own; of pip-audit, which the tests do not
install, reports are judged as it prints them.
"""

from __future__ import annotations

import gzip
import json
import runpy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
AUDIT = runpy.run_path(str(ROOT / ".ci" / "audit.py"))
UNKNOWN = {"name": "torch", "skip_reason": "Dependency not found on PyPI: torch (2.13.0+cpu)"}
FINE = {"name": "django", "version": "5.2.19", "vulns": []}
HOLED = {
    "name": "flask",
    "version": "0.5",
    "vulns": [{"id": "PYSEC-2019-179", "fix_versions": ["1.0"], "aliases": ["CVE-2019-1010083"]}],
}
OURS = {"name": "tensorbored", "skip_reason": "distribution marked as editable"}


def test_s18_what_pip_audit_found_is_named_and_what_the_registry_lacks_is_listed() -> None:
    answer = AUDIT["of_pip"]({"dependencies": [OURS, FINE, HOLED, UNKNOWN]})
    assert answer.asked == 2
    assert [tuple(found) for found in answer.findings] == [
        ("flask 0.5", "PYSEC-2019-179, CVE-2019-1010083, mended in 1.0")
    ]
    assert answer.unknown == ["torch"]


def test_s18_a_registry_that_knows_no_package_at_all_is_no_clean_bill() -> None:
    with pytest.raises(AUDIT["Unanswered"], match="not found on PyPI"):
        AUDIT["of_pip"]({"dependencies": [OURS, UNKNOWN]})


Advice = dict[str, Any] | None
ADVISORY = {
    "id": 1,
    "url": "https://example.org/advisory",
    "title": "draws what it should not",
    "severity": "high",
    "vulnerable_versions": "<99",
    "cwe": [],
    "cvss": {"score": 0, "vectorString": None},
}


@contextmanager
def registry(advice: Advice) -> Iterator[str]:
    """One that answers npm with these advisories, or refuses to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                sent = gzip.decompress(sent)
            assert "uplot" in json.loads(sent)
            content = json.dumps(advice).encode()
            self.send_response(405 if advice is None else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Advice], Any]:
    """Asks npm about a registry with some advisories."""
    monkeypatch.setenv("npm_config_cache", str(tmp_path))
    monkeypatch.setenv("npm_config_fetch_retries", "0")

    def ask(advice: Advice) -> Any:
        with registry(advice) as url:
            monkeypatch.setenv("npm_config_registry", url)
            return AUDIT["ask_npm"]()

    return ask


def test_s18_npm_is_asked_about_what_the_browser_gets(ask: Callable[[Advice], Any]) -> None:
    fine, holed = ask({}), ask({"uplot": [ADVISORY]})
    assert (fine.asked >= 3, fine.findings) == (True, [])
    assert [tuple(found) for found in holed.findings] == [
        ("uplot", "draws what it should not (high, https://example.org/advisory)")
    ]


def test_s18_a_registry_that_refuses_the_question_is_no_clean_bill(ask: Callable[[Advice], Any]) -> None:
    with pytest.raises(AUDIT["Unanswered"], match="405 Method Not Allowed"):
        ask(None)


def silent() -> Any:
    raise AUDIT["Unanswered"]("out for lunch")


def fine() -> Any:
    return AUDIT["of_pip"]({"dependencies": [FINE]})


def holed() -> Any:
    return AUDIT["of_pip"]({"dependencies": [HOLED]})


@pytest.mark.parametrize(
    ("asks", "code", "tolerant_code"),
    [((fine, fine), 0, 0), ((fine, holed), 1, 1), ((silent, holed), 1, 1), ((silent, fine), 2, 0)],
)
def test_s18_what_is_known_always_fails_and_silence_unless_it_was_said_to_pass(
    capsys: pytest.CaptureFixture[str], asks: tuple[Callable[[], Any], ...], code: int, tolerant_code: int
) -> None:
    named = {f"{place} audit": ask for place, ask in enumerate(asks)}
    assert AUDIT["main"]([], named) == code
    assert AUDIT["main"](["--unanswered-passes"], named) == tolerant_code
    said = capsys.readouterr().out
    assert said.count("NOT AUDITED, the registry did not answer: out for lunch") == 2 * asks.count(silent)
    assert said.count("  flask 0.5: PYSEC-2019-179") == 2 * asks.count(holed)
