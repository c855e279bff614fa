"""Looking at pictures: through the steps, closer; what cannot be shown harms nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests.dashboards.test_blobs import DRESSED, POLYGLOTS
from tests.helpers.browsing import Watch, quoted
from tests.helpers.event_writer import EventFile
from tests.helpers.pictures import SVG, endless, png_header
from tests.helpers.program import Program, running
from tests.helpers.sampled import NAME, images, legacy_image, sounds, write_runs
from tests.helpers.seen_pictures import BLUE, RED, card, reload, seen_runs

Visit = Callable[..., Page]
COLOR = """image => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.drawImage(image, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two runs at other steps, and pictures that are none."""
    logdir = tmp_path_factory.mktemp("pictures")
    runs = seen_runs()
    runs["one"]["bad/svg"] = images([SVG])
    runs["one"]["bad/bomb"] = images([png_header(50_000, 50_000)])
    runs["one"]["bad/endless"] = images([endless()])
    write_runs(logdir, runs)
    with running("--logdir", str(logdir)) as program:
        program.wait_for("Loaded 2 runs,")
        yield program


def color(shown: Locator) -> list[int]:
    return list(shown.locator("img").evaluate(COLOR))


def seen(shown: Locator) -> tuple[int, ...]:
    """The colour in the middle of the stage, as it is on the screen."""
    with Image.open(io.BytesIO(shown.locator(".picture-stage").screenshot())) as taken:
        found = taken.convert("RGB").getpixel((taken.width // 2, taken.height // 2))
    assert isinstance(found, tuple)
    return found


def shows(shown: Locator, step: str) -> None:
    expect(shown.locator(".steps-step")).to_have_text(f"step {step}")


def test_a_slider_goes_through_the_steps_and_only_the_picture_changes(
    visit: Visit, real: Program, watch: Watch
) -> None:
    page = visit(real, "images/?tagFilter=Random_Noise")
    shown = card(page, "Debug_Images/Random_Noise", "torch-study/runs/image_experiment")
    shows(shown, "4")
    shown.locator("input[type=range]").focus()
    expect(shown.locator(".picture-facts")).to_contain_text("100 × 100")
    before = shown.locator("img").get_attribute("src")
    watch.requests.clear()
    page.keyboard.press("ArrowLeft")
    shows(shown, "3")
    expect(shown.locator("img")).not_to_have_attribute("src", str(before))
    page.keyboard.press("Home")
    shows(shown, "0")
    expect(shown.locator(".steps-count")).to_have_text("1 of 5")
    assert watch.asked("/images/picture")
    assert not [url for url in watch.asked("/images/") if not re.search("/images/(picture|steps)", url)]
    page.keyboard.press("End")
    shows(shown, "4")
    expect(shown.locator("img")).to_have_attribute("src", str(before))


def test_keys_step_the_card_under_the_pointer(visit: Visit, program: Program) -> None:
    page = visit(program, "images/?tagFilter=seen")
    one, two = card(page, "seen", "one"), card(page, "seen", "two")
    one.hover()
    page.keyboard.press(",")
    shows(one, "50")
    shows(two, "104")
    page.keyboard.press(".")
    shows(one, "100")


def test_a_card_at_the_newest_step_stays_there_and_others_stay_where_they_are(
    visit: Visit, growing: tuple[Program, dict[str, EventFile]]
) -> None:
    program, files = growing
    page = visit(program, "images/")
    one, two = card(page, "seen", "one"), card(page, "seen", "two")
    two.locator("[data-by='-1']").click()
    shows(two, "0")
    for file in files.values():
        file.append(legacy_image("seen", BLUE, 40, 30, 2))
    reload(page)
    shows(one, "2")
    expect(one.locator(".steps-count")).to_have_text("3 of 3")
    expect(two.locator(".steps-count")).to_have_text("1 of 3")
    shows(two, "0")
    page.wait_for_function("image => image.complete", arg=one.locator("img").element_handle())
    assert color(one) == [0, 0, 200]
    assert color(two) == [200, 30, 60]


def test_linked_sliders_go_together_and_say_where_they_are_not_exact(visit: Visit, program: Program) -> None:
    page = visit(program, "images/?tagFilter=seen")
    one, two = card(page, "seen", "one"), card(page, "seen", "two")
    page.locator("#link-images").check()
    one.locator("[data-by='-1']").click()
    shows(one, "50")
    shows(two, "52")
    expect(two.locator(".steps-note")).to_have_text("Nearest to step 50")
    expect(one.locator(".steps-note")).to_have_text("")
    page.locator("#link-images").uncheck()
    two.locator("[data-by='1']").click()
    shows(two, "104")
    shows(one, "50")


def test_a_slider_shows_which_of_its_steps_are_in_the_selected_range(visit: Visit, program: Program) -> None:
    page = visit(program, "images/?tagFilter=seen&steps=-5:60")
    slider = card(page, "seen", "one").get_by_role("slider")
    shows(card(page, "seen", "one"), "50")
    expect(slider).to_have_attribute("style", "--part-from: 0; --part-to: 0.5;")
    assert "linear-gradient" in slider.evaluate("(slider) => getComputedStyle(slider).backgroundImage")
    page = visit(program, "images/?tagFilter=seen&steps=50")
    shows(card(page, "seen", "one"), "50")
    expect(card(page, "seen", "one").get_by_role("slider")).to_have_css("background-image", "none")


def test_pictures_are_zoomed_and_moved_together_until_they_are_not_linked(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "images/?tagFilter=seen")
    stages = [card(page, "seen", run).locator(".picture-stage") for run in ("one", "two")]
    image = stages[1].locator("img")
    stages[0].focus()
    page.keyboard.press("+")
    expect(image).to_have_attribute("style", re.compile(r"scale\(1\.5\)"))
    box = stages[0].bounding_box()
    assert box
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.keyboard.down("Alt")
    page.mouse.wheel(0, -250)
    page.keyboard.up("Alt")
    expect(image).to_have_attribute("style", re.compile(r"scale\(3"))
    before = image.get_attribute("style")
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 140, steps=4)
    page.mouse.up()
    expect(image).not_to_have_attribute("style", str(before))
    stages[0].dblclick()
    expect(image).not_to_have_attribute("style", re.compile("scale"))
    page.locator("#link-pictures").uncheck()
    stages[0].focus()
    page.keyboard.press("+")
    expect(stages[0].locator("img")).to_have_attribute("style", re.compile("scale"))
    expect(image).not_to_have_attribute("style", re.compile("scale"))


def test_the_pixel_under_the_pointer_is_read(visit: Visit, program: Program) -> None:
    page = visit(program, "images/?tagFilter=seen")
    shown = card(page, "seen", "one")
    shown.locator(".picture-stage").hover()
    expect(shown.locator(".picture-facts")).to_have_text(re.compile(r"40 × 30.*x \d+, y \d+: 0, 0, 200$"))


def test_brightness_contrast_and_actual_size_are_seen_at_once_and_stand_in_the_address(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "images/?tagFilter=seen")
    image = card(page, "seen", "one").locator("img")
    page.get_by_label("Brightness and contrast of all pictures").first.click()
    page.locator("#brightness").fill("1.5")
    expect(image).to_have_css("filter", "brightness(1.5) contrast(1)")
    expect(page).to_have_url(re.compile(r"brightness=1\.5"))
    page.locator("#looks-reset").click()
    expect(image).to_have_css("filter", "brightness(1) contrast(1)")
    expect(page).to_have_url(re.compile(r"brightness=1(&|$)"))
    page.keyboard.press("Escape")
    page.locator("#actual").check()
    expect(page).to_have_url(re.compile("actual=1"))
    expect(image).to_have_css("width", "40px")
    page.reload()
    expect(image).to_have_css("width", "40px")
    page.locator("#actual").uncheck()
    card(page, "seen", "one").locator(".picture-stage").click()
    expect(image).to_have_css("width", "40px")
    expect(card(page, "seen", "two").locator("img")).not_to_have_css("width", "40px")


def test_what_cannot_be_shown_says_so_in_its_card(visit: Visit, program: Program, watch: Watch) -> None:
    watch.allow("status of 422")
    page = visit(program, "images/")
    svg, bomb = (page.locator(f".card:has([title={quoted(tag)}])") for tag in ("bad/svg", "bad/bomb"))
    expect(svg.locator(".card-error")).to_contain_text("SVG, which could run scripts")
    expect(bomb.locator(".card-error")).to_contain_text("50,000 × 50,000")
    assert color(card(page, "seen", "one")) == [0, 0, 200]
    endless_card = page.locator(f".card:has([title={quoted('bad/endless')}])")
    endless_card.scroll_into_view_if_needed()
    expect(endless_card.locator(".card-error")).to_contain_text("its decoder took longer than 5 seconds")
    svg.hover()
    svg.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        svg.get_by_role("link", name="This picture").click()
    assert Path(download.value.path()).read_bytes() == SVG


def test_a_picture_that_is_long_on_its_way_leaves_the_one_before_and_shows_that_it_comes(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "images/?tagFilter=seen")
    shown = card(page, "seen", "one")
    shows(shown, "100")
    waiting: list[Route] = []
    page.route(re.compile("/images/picture"), lambda route: waiting.append(route))
    shown.locator("[data-by='-1']").click()
    shows(shown, "50")
    busy = shown.locator("tb-picture[data-ui-busy]")
    expect(busy).to_have_count(1)
    assert seen(shown) == (0, 0, 200)
    for route in waiting:
        route.continue_()
    expect(busy).to_have_count(0)
    assert seen(shown) == (0, 140, 40)


def test_a_download_is_of_the_step_that_is_shown(visit: Visit, program: Program) -> None:
    page = visit(program, "images/?tagFilter=seen")
    shown = card(page, "seen", "one")
    shown.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    shows(shown, "0")
    shown.hover()
    shown.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        shown.get_by_role("link", name="This picture").click()
    assert Path(download.value.path()).read_bytes() == RED
    assert download.value.suggested_filename == "one seen step 0.png"


def test_a_card_of_one_step_gets_its_slider_when_there_are_two(visit: Visit, tmp_path: Path) -> None:
    file = EventFile(tmp_path / "one" / NAME)
    file.append(legacy_image("seen", RED, 40, 30, 0))
    with running("--logdir", str(tmp_path), "--reload_interval", "0.5") as program:
        program.wait_for("Loaded 1 run,")
        page = visit(program, "images/")
        shown = card(page, "seen", "one")
        expect(shown.locator("input[type=range]")).to_be_hidden()
        file.append(legacy_image("seen", BLUE, 40, 30, 1))
        reload(page)
        shows(shown, "1")
        shown.locator("input[type=range]").focus()
        page.keyboard.press("ArrowLeft")
        shows(shown, "0")


def test_all_steps_are_a_grid_and_need_no_scripts(visit: Visit, program: Program, watch: Watch) -> None:
    watch.allow("status of 422")  # on the page of all tags
    page = visit(program, "images/?tagFilter=seen")
    shown = card(page, "seen", "two")
    shown.hover()
    shown.get_by_role("link", name="All steps").click()
    expect(page.locator(".tile")).to_have_count(3)
    expect(page.locator(".tile-told").first).to_contain_text("step 104")
    page.get_by_role("link", name="Images").last.click()
    expect(page.locator(".card-image")).not_to_have_count(0)


def test_pictures_of_real_files_are_drawn(visit: Visit, real: Program) -> None:
    for tag, run, size in (
        ("predictions_vs._actuals", "torch-fashion/runs/fashion_mnist_experiment_1", "864 × 3456"),
        ("Validation/step_200_LJ032-0250", "torch-tts-audio/output/log/LJSpeech/val", "640 × 480"),
    ):
        page = visit(real, f"images/?tagFilter={re.escape(tag)}")
        shown = card(page, tag, run)
        page.locator(".card-image img").first.wait_for()
        shown.locator(".picture-stage").hover()
        expect(shown.locator(".picture-facts")).to_contain_text(size)


def test_nothing_runs_whatever_bytes_are_opened_directly(visit: Visit, watch: Watch, tmp_path: Path) -> None:
    watch.allow("status of 4")
    watch.allow("Blocked script execution|Content Security Policy|policy violated")  # the sandbox at work
    contents = [*POLYGLOTS, *DRESSED]
    told = {f"{at}": images([content]) for at, content in enumerate(contents)}
    heard = {f"heard/{at}": sounds([content]) for at, content in enumerate(contents)}
    with running("--logdir", str(write_runs(tmp_path, {"run": told | heard}))) as program:
        program.wait_for("Loaded 1 run,")
        page = visit(program, "images/")
        page.on("download", lambda download: download.cancel())
        for at in range(len(contents)):
            for what in (f"images/picture?tag={at}", f"images/file?tag={at}", f"audio/sound?tag=heard/{at}"):
                with suppress(Error):  # what is downloaded is no page
                    page.goto(f"{program.url}{what}&run=run", wait_until="load")
                assert not page.evaluate("document.querySelector('script')")


def test_a_pinned_picture_in_time_series_is_a_copy_that_shows_the_same_step(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "timeseries/?tagFilter=seen")
    page.locator(".slot", has=page.locator(".card-run[title=one]")).first.hover()
    page.keyboard.press("p")
    pinned = page.locator(".slot-pinned .card-image")
    expect(pinned.locator(".steps-step")).to_have_text("step 100")
    page.locator(".slot:not(.slot-pinned) .card-run[title=one]").scroll_into_view_if_needed()
    original = page.locator(".slot:not(.slot-pinned) .card-image:has(.card-run[title=one])")
    pinned.locator("[data-by='-1']").click()
    shows(pinned, "50")
    shows(original, "50")
    repeated = page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
            return ids.filter((id, at) => ids.indexOf(id) !== at);
        }"""
    )
    assert repeated == []


class TestOnAPhone:
    """Where nothing hovers."""

    @pytest.fixture
    def context_options(self) -> dict[str, object]:
        return {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def test_the_actions_of_a_card_are_there_and_taps_go_through_steps(
        self, visit: Visit, program: Program
    ) -> None:
        page = visit(program, "images/?tagFilter=seen")
        shown = card(page, "seen", "one")
        expect(shown.locator(".card-actions")).to_have_css("opacity", "1")
        shown.get_by_role("button", name="Step before").tap()
        shows(shown, "50")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
