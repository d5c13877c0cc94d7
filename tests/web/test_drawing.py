"""Signs, charts and parts: what they say aloud, and that they obey the policy without inline style."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation

import huzhu.web
from huzhu.base.drawing import charts, heat, levels, sample, strands, words

pytestmark = pytest.mark.urls(__name__)
urlpatterns = [path("i18n/", include("django.conf.urls.i18n")), path("", include("huzhu.web.urls"))]

WEB = Path(huzhu.web.__file__).parent
PAGES = ["components.html", *(f"errors/{number}.html" for number in (400, 403, 404, 409, 500))]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def page(name: str) -> str:
    return render_to_string(name, sample.components(), request=RequestFactory().get("/"))


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_inline_style_script_or_data_picture(name):
    html = page(name)
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:|data:image|<style", html)
    assert not re.search(r"<script(?! src=)", html)


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_title_one_main_and_a_language(name):
    html = page(name)
    assert html.count('<main id="content"') == 1
    assert '<html lang="en"' in html


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (WEB / "static/icons.svg").read_text()))
    asked = {
        name
        for file in WEB.glob("templates/**/*.html")
        for name in re.findall(r'{% icon "([a-z]+)" %}', file.read_text())
    }
    assert asked <= drawn


def test_budgets_of_the_first_load_hold():
    import gzip

    packed = {file.name: len(gzip.compress(file.read_bytes())) for file in (WEB / "static").glob("*.*")}
    assert packed["huzhu.css"] <= 10 * 1024
    assert packed["htmx.min.js"] + packed["huzhu.js"] + packed["queue.js"] <= 30 * 1024
    assert (WEB / "static/icons.svg").stat().st_size <= 6 * 1024
    assert sum(file.stat().st_size for file in (WEB / "static/fonts").glob("*.woff2")) <= 26_000


def test_not_measured_is_a_dash_and_never_an_empty_circle():
    assert "<circle" not in levels.quarter_circle(None)
    assert "<circle" in levels.quarter_circle(0)


def test_level_is_read_aloud_in_the_units_own_word():
    assert 'aria-label="有人带"' in levels.quarter_circle(2, 34, "有人带")
    assert 'aria-hidden="true"' in levels.quarter_circle(2)
    with pytest.raises(ValueError, match="5"):
        levels.quarter_circle(5)


def test_load_is_filled_up_to_what_is_taken():
    drawn = levels.load_squares(2, 3)
    assert (drawn.count('"taken"'), drawn.count('"free"')) == (2, 1)
    assert levels.load_squares(9, 20) == ""


def test_heat_cell_says_name_technique_level_want_and_ground():
    cell = heat.Cell(1, "学着", "有人带", "needs-one", trend="up", url="/r")
    html = heat.heat_map(heat.HeatMap([heat.Column("接头", key=True)], [heat.Row("王小妹", [cell])]))
    assert 'aria-label="王小妹, 接头, 学着, wanted: 有人带, needs help, rising"' in html


def test_heat_map_keeps_the_order_of_the_roll_and_has_no_total_of_a_person():
    html = heat.heat_map(sample.heat())
    table = html.split('<div class="heat-phone">')[0]
    assert re.findall(r'<tr><th scope="row">([^<]+)</th>', table)[: len(sample.ROWS)] == list(sample.ROWS)
    assert all(
        row.count("<td") == len(sample.COLUMNS)
        for row in table.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    )


def test_heat_map_foot_says_where_only_one_or_nobody_can_help():
    rows = [heat.Row("甲", [heat.Cell(4, "", ground="can-help"), heat.Cell(1, "")])]
    html = heat.heat_map(heat.HeatMap([heat.Column("a"), heat.Column("b")], rows))
    assert html.count("only 1") == 1
    assert html.count("nobody") == 1


def test_names_are_escaped_wherever_they_are_drawn():
    evil = '"><script>x</script>'
    html = heat.heat_map(heat.HeatMap([heat.Column(evil)], [heat.Row(evil, [heat.Cell(1, evil)])]))
    html += charts.histogram([charts.Bar(evil, 1, evil)], evil) + strands.strands(
        "signed", share=0.4, first_name=evil, second_name=evil
    )
    assert "<script" not in html


def test_introduction_looks_the_same_whatever_anybody_answered():
    assert strands.strands("introduction") == strands.strands("introduction", share=0.9)


def test_signed_strands_are_dotted_to_the_end_and_settled_ones_are_not():
    assert "to-come" in strands.strands("signed", share=0.5)
    assert "to-come" not in strands.strands("settled")


def test_compared_histograms_share_one_scale():
    heights = [
        re.findall(r' height="([\d.]+)"/>', charts.histogram([charts.Bar("a", 10)], "x", highest=top))[0]
        for top in (10, 20)
    ]
    assert heights == ["86.0", "43.0"]


def test_curve_marks_what_was_before_and_writes_the_value_at_each_dot():
    points = [charts.Point(date(2026, 10, 1), 86, counts=False), charts.Point(date(2026, 11, 1), 71)]
    html = charts.line_chart(points, label="x", unit="s", target=70)
    assert html.count("dot before") == 1
    assert ">86<" in html and ">71<" in html and "See as figures" in html
    assert charts.line_chart(points[:1], label="one point") and charts.line_chart([], label="none") == ""


def test_dates_carry_weekday_and_year_only_when_needed(free_clock):
    at = datetime(2026, 11, 25, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert words.moment_words(at) == "Wed 25 Nov, 20:00"
    assert words.day_words(date(2025, 9, 1)) == "1 Sep 2025"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2954, "", "2,954"),
        (82.0, "s", "82\u00a0s"),
        (-3.456, "", "−3.46"),
        (0, "", "0"),
        (100, "", "100"),
        (None, "s", "not measured"),
    ],
)
def test_figures_have_thousands_units_and_no_idle_zeros(value, unit, text):
    assert words.figure_words(value, unit) == text


def test_form_says_what_is_missing_and_links_to_the_field():
    html = page("components.html")
    assert 'href="#id_level"' in html and 'id="id_level_error"' in html and 'id="id_level"' in html
    assert "One thing is missing or not right." in html
