"""A page as a person has it before them, and everything that must never happen in one.

What is done goes through mouse, keyboard and touch; what is looked at may be read from the page directly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.helpers.program import GONE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request

TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
IN_VAIN = r"ERR_(CONNECTION|EMPTY)|Failed to fetch"
INK = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]) inked++;
    return inked;
}"""


@dataclass
class Watch:
    """Collects what must not happen: errors, dialogs, violated policies, requests to anybody else."""

    origin: str
    allowed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._complain(f"error: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("request", self._request)

    def allow(self, pattern: str) -> None:
        """Complaints like this are expected from here on."""
        self.allowed.append(pattern)

    def asked(self, *parts: str) -> list[str]:
        """Requests whose address has all of these parts, without the origin."""
        return [url for url in self.requests if all(part in url for part in parts)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complain(f"console {message.type}: {message.text} {message.location.get('url', '')}")

    def _dialog(self, dialog: Dialog) -> None:
        self._complain(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in {"data", "blob"}:
            return
        if f"{url.scheme}://{url.netloc}" != self.origin:
            self._complain(f"a request to somebody else: {request.url}")
        self.requests.append(request.url.removeprefix(self.origin))

    def _complain(self, complaint: str) -> None:
        if any(address in complaint for address in GONE) and re.search(IN_VAIN, complaint):
            return
        if not any(re.search(pattern, complaint) for pattern in self.allowed):
            self.complaints.append(complaint)


class ChartView:
    """One chart on the page, by its tag."""

    def __init__(self, page: Page, tag: str) -> None:
        self.page = page
        self.element = page.locator(f"tb-line-chart[label={quoted(tag)}]")
        self.footer = self.element.locator(".chart-footer")
        self.plot = self.element.locator(".chart-plot")
        self.over = self.element.locator(".u-over")
        self.tooltip = self.element.locator(".chart-tooltip")

    @property
    def label(self) -> str:
        """What the chart says to who cannot see it."""
        return self.plot.get_attribute("aria-label") or ""

    @property
    def steps(self) -> tuple[int, int]:
        """The first and the last step shown."""
        return self._numbers(r"steps (\S+) to (\S+), values")

    @property
    def values(self) -> tuple[float, float]:
        """The lowest and the highest value of the axis."""
        low, high = re.search(r"values (\S+) to (\S+)$", self.label).groups()  # type: ignore[union-attr]
        return float(low), float(high)

    @property
    def ink(self) -> int:
        """Pixels of the canvas on which something was drawn."""
        return int(self.element.locator(".u-wrap > canvas").evaluate(INK))

    def wait(self, footer: str | re.Pattern[str] = re.compile(r".")) -> ChartView:
        """Until the chart is drawn and its footer says this."""
        expect(self.footer).to_have_text(footer)
        expect(self.element).not_to_have_attribute("aria-busy", "true")
        return self

    def place(self, across: float, down: float) -> tuple[float, float]:
        """A place in the window, from 0 to 1 across and down the plot."""
        self.over.scroll_into_view_if_needed()
        box = self.over.bounding_box()
        assert box
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def place_of(self, step: float, value: float) -> tuple[float, float]:
        """Where a point must be."""
        (first, last), (low, high) = self.steps, self.values
        return self.place((step - first) / (last - first), (high - value) / (high - low))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Pull the mouse over the plot with the button down."""
        self.page.mouse.move(*self.place(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.place(*end), steps=6)
        self.page.mouse.up()

    def pull_axis(self, name: str, start: float, end: float) -> None:
        """Pull the mouse along an axis, from 0 to 1 rightward or downward."""
        self.place(0.5, 0.5)
        box = self.element.locator(".u-axis").nth("xy".index(name)).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for part, press in ((start, self.page.mouse.down), (end, self.page.mouse.up)):
            if name == "x":
                x = box["x"] + part * box["width"]
            else:
                y = box["y"] + part * box["height"]
            self.page.mouse.move(x, y, steps=4)
            press()

    def fingers(self, start: list[tuple[float, float]], end: list[tuple[float, float]]) -> None:
        """Put fingers on the plot, move them, and lift them."""
        session = self.page.context.new_cdp_session(self.page)
        for kind, places in (("touchStart", start), ("touchMove", end), ("touchEnd", [])):
            points = [dict(zip("xy", self.place(*place), strict=True)) for place in places]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def rows(self) -> list[dict[str, str]]:
        """The table beside the pointer."""
        expect(self.tooltip).to_be_visible()
        titles = self.tooltip.locator("th").all_inner_texts()
        rows = self.tooltip.locator("tbody tr").all()
        return [dict(zip(titles, row.locator("td").all_inner_texts(), strict=True)) for row in rows]

    def _numbers(self, pattern: str) -> tuple[int, int]:
        found = re.search(pattern, self.label)
        assert found, self.label
        first, last = (int(float(text.replace(",", ""))) for text in found.groups())
        return first, last


def quoted(text: str) -> str:
    """A text as a CSS string."""
    escaped = "".join(f"\\{ord(char):x} " if char in '"\\\n\r\f' else char for char in text)
    return f'"{escaped}"'


def run_box(page: Page, name: str) -> Locator:
    """The box of a run in the list."""
    return page.locator(f".run-check[value={quoted(name)}]")


def checked_runs(page: Page) -> list[str]:
    """Names of the runs whose boxes are ticked."""
    boxes = page.locator('.run-check[aria-checked="true"]')
    return boxes.evaluate_all("boxes => boxes.map((box) => box.value)")


def shown_tags(page: Page) -> list[str]:
    """Tags of the cards on the page."""
    charts: Any = page.locator("tb-line-chart")
    return charts.evaluate_all("charts => charts.map((chart) => chart.getAttribute('label'))")
