"""What the pages' own script adds, in a browser and under the content security policy."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from huzhu.web.drawing import sample

ANSWERS: list[str] = []


@csrf_exempt
def components(request: HttpRequest) -> HttpResponse:
    """The page of parts; its tap bar posts here."""
    if request.method == "POST":
        ANSWERS.append(request.POST["answer"])
    return render(request, "components.html", sample.components())


components.public = True  # type: ignore[attr-defined]
urlpatterns = [path("i18n/", include("django.conf.urls.i18n")), path("parts", components)]
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
