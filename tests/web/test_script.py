"""What the pages' own script adds, in a browser and under the content security policy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from huzhu.base.drawing import sample

ANSWERS: list[str] = []
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
    .map((target) => [target, (target.closest("label") || target).getBoundingClientRect()])
    .filter(([target, box]) => box.width && box.height && (box.width < 43.5 || box.height < 43.5))
    .filter(([target]) => !target.classList.contains("skip") && !target.closest("p, svg"))
    .map(([target]) => target.outerHTML.slice(0, 90))"""


@csrf_exempt
def components(request: HttpRequest) -> HttpResponse:
    """The page of parts; its tap bar posts here."""
    if request.method == "POST":
        ANSWERS.append(request.POST["answer"])
    return render(request, "components.html", sample.components())


components.public = True  # type: ignore[attr-defined]
urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("parts", components),
    path("", include("huzhu.web.urls")),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parts(live_server, page, settings):
    """The page of parts, without complaint in the console."""
    settings.MIDDLEWARE = ["huzhu.web.middleware.ContentSecurityPolicy", "django.middleware.locale.LocaleMiddleware"]
    ANSWERS.clear()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/parts")
    yield page
    assert complaints == []


def test_answer_can_be_taken_back_for_ten_seconds(parts):
    parts.clock.install()
    parts.reload()
    parts.locator("button[value=accept]").click()
    parts.clock.run_for(9_000)
    parts.locator("[data-undo]").click()
    parts.clock.run_for(20_000)
    assert parts.locator("button[value=accept]").is_visible()
    assert ANSWERS == []


def test_answer_goes_out_by_itself_after_ten_seconds(parts):
    parts.clock.install()
    parts.reload()
    parts.locator("button[value=decline]").click()
    assert ANSWERS == []
    with parts.expect_navigation():
        parts.clock.run_for(10_000)
    assert ANSWERS == ["decline"]


def test_leaving_the_page_sends_the_answer_at_once(parts, live_server):
    parts.locator("button[value=accept]").click()
    parts.goto(f"{live_server.url}/parts")
    parts.wait_for_timeout(300)
    assert ANSWERS == ["accept"]


def test_heat_map_is_one_tab_stop_and_arrows_move_in_it(parts):
    cells = parts.locator(".heat tbody td a")
    assert sum(cells.nth(n).get_attribute("tabindex") == "0" for n in range(cells.count())) == 1
    cells.first.focus()
    parts.keyboard.press("ArrowRight")
    parts.keyboard.press("ArrowDown")
    assert parts.locator(":focus").get_attribute("href") == "#1-1"
    parts.keyboard.press("End")
    assert parts.locator(":focus").get_attribute("href") == "#1-8"


def test_night_is_kept_over_pages(parts):
    parts.locator("[data-theme-choice=dark]").click()
    parts.reload()
    assert parts.locator("html").get_attribute("data-theme") == "dark"


def test_slider_says_its_value(parts):
    drag = "slider => { slider.value = 5; slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    parts.locator("#limit").evaluate(drag)
    assert parts.locator("output[for=limit]").text_content() == "5 人"


def test_nothing_scrolls_sideways_on_a_small_phone(parts):
    parts.set_viewport_size({"width": 360, "height": 740})
    assert parts.locator("html").evaluate("e => e.scrollWidth") == 360


def test_nothing_is_cut_when_text_is_twice_as_large(parts):
    parts.set_viewport_size({"width": 360, "height": 740})
    parts.locator("html").evaluate("e => { e.style.fontSize = '32px'; }")
    assert parts.locator("html").evaluate("e => e.scrollWidth") == 360


def test_every_target_is_wide_enough_for_a_finger(browser, live_server, settings):
    settings.MIDDLEWARE = ["huzhu.web.middleware.ContentSecurityPolicy", "django.middleware.locale.LocaleMiddleware"]
    context = browser.new_context(viewport={"width": 1180, "height": 820}, has_touch=True, is_mobile=True)
    tablet = context.new_page()
    tablet.goto(f"{live_server.url}/parts")
    small = tablet.locator("html").evaluate(SMALL_TARGETS)
    context.close()
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_parts_are_clean_to_axe(browser, live_server, settings, scheme, width):
    settings.MIDDLEWARE = ["huzhu.web.middleware.ContentSecurityPolicy", "django.middleware.locale.LocaleMiddleware"]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    opened.goto(f"{live_server.url}/parts")
    found = [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(opened).response["violations"]]
    context.close()
    assert found == []
