"""The chart of plan % by day: limits, signals as a ringed dot with its word, and the same as figures."""

from __future__ import annotations

from datetime import date, timedelta

from huzhu.base.drawing.control import Value, control_chart

DAY = date(2026, 2, 1)


def values(*numbers: float) -> list[Value]:
    return [Value(DAY + timedelta(n), number, f"#day-{n}") for n, number in enumerate(numbers)]


def test_a_value_outside_the_limits_is_a_ringed_dot_with_its_word_and_others_are_not() -> None:
    html = control_chart(values(98, 60, 101), centre=99, limits=(80, 120), label="x", unit="%")
    assert html.count('r="8"') == 1 and html.count(">signal<") == 2  # at the dot, and in the table
    assert "lower limit 80" in html and "upper limit 120" in html and html.count("#day-") == 3
    calm = control_chart(values(98, 60, 101), centre=99, limits=(50, 120), label="x", unit="%")
    assert ">signal<" not in calm and 'r="8"' not in calm


def test_without_limits_nothing_is_a_signal_and_without_values_there_is_no_chart() -> None:
    html = control_chart(values(98, 1), centre=99, limits=None, label="two days")
    assert "limit" not in html.lower().replace("outside the limits", "") and ">signal<" not in html
    assert 'aria-label="two days"' in html and "style=" not in html
    assert control_chart([], centre=99, limits=None, label="none") == ""


def test_a_label_is_harmless() -> None:
    assert "<script>" not in control_chart(values(1, 2), centre=1, limits=None, label="<script>", unit="<script>")
