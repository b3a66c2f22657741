"""What a run leaves behind: figures that add up, and a chart that shows them."""

import json
from xml.etree import ElementTree

from bench.chart import chart
from bench.data import Size
from bench.load import Outcome
from bench.queries import BIG
from bench.report import figures, summary
from bench.rounds import Plan, Round
from gateway.settings import PROJECT

KEPT = PROJECT / "docs" / "benchmarks"
ROUNDS = [Round(Outcome(40, 4.0, 10.0, 20.0, 900), Outcome(rate, 4.0, 1.0, 2.0, 1_000)) for rate in (120, 200, 160)]


def test_the_ratio_is_the_middle_of_the_rounds_with_its_spread() -> None:
    assert summary(BIG, ROUNDS) == (
        "  big    ratio 4.00 (from 3.00 to 5.00): 20 sessions × (50 transcripts + 10 guidance)"
    )


def test_the_figures_hold_every_round() -> None:
    made = figures(Size(1_000), Plan(3, 4.0, 8), {BIG: ROUNDS}, "17.6")["questions"]["big"]
    assert made["naive"]["requests_per_second"] == [10.0, 10.0, 10.0]
    assert made["quintet"]["requests_per_second"] == [30.0, 50.0, 40.0]
    assert made["ratio"] == {"min": 3.0, "median": 4.0, "max": 5.0}


def test_a_bar_is_as_long_as_its_rate() -> None:
    drawn = ElementTree.fromstring(chart(figures(Size(1_000), Plan(3, 4.0, 8), {BIG: ROUNDS}, "17.6")))
    bars = [float(bar.get("width", "0")) for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert [round(bar / bars[0], 2) for bar in bars] == [1.0, 4.0]


def test_the_kept_chart_is_the_kept_figures() -> None:
    kept = json.loads((KEPT / "baseline.json").read_text())
    assert (KEPT / "baseline.svg").read_text() == chart(kept)
