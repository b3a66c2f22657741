"""The command: what it tells, and what Ctrl-C does."""

import asyncio
import io
import os
import signal
import sys

import pytest
from rich.console import Console

from gateway.addresses import Addresses
from gateway.place import PlaceError
from gateway.scale import Amounts, Report, command
from gateway.settings import PROJECT
from tests.gateway.scale.conftest import AMOUNTS
from tests.gateway.scale.looking import counts, definitions, until_copying

# A shell starts what runs in the background with SIGINT ignored, which children inherit.
RUN = """
import datetime as dt
import signal
from gateway.scale import Amounts
from gateway.scale.command import run
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run({url!r}, Amounts.of(scale=3, pois=2_000, transcripts=250_000, reference=dt.date(2025, 6, 15)))
"""


async def test_ctrl_c_leaves_everything_as_it_was(fresh_place: Addresses) -> None:
    catalog, empty = await definitions(fresh_place), await counts(fresh_place)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        RUN.format(url=fresh_place.url("owner")),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    await until_copying(fresh_place)
    # As a terminal does it: the signal reaches all processes of the command.
    os.killpg(process.pid, signal.SIGINT)
    told, _ = await process.communicate()
    assert process.returncode == 130
    assert "Interrupted: products finished before stay, of the others nothing was written." in told.decode()
    assert await counts(fresh_place) == empty
    assert await definitions(fresh_place) == catalog


def test_the_command_tells_what_it_does_and_what_is_there(
    filled: Addresses, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run(filled.url("owner"), AMOUNTS)
    told = capsys.readouterr().out.split("\n")
    assert told[0].startswith("Generating 40 people, 900 points of interest, 700 transcripts and 200 revenues up to")
    products = ("liveconvo", "webbuilder", "learning", "repurpose", "roadtrip")
    assert told[1:6] == [f"  {product}: there already" for product in products]
    assert told[-2:] == ["The generated data was there already.", ""]


def test_what_can_be_mended_is_said_in_a_sentence(filled: Addresses) -> None:
    with pytest.raises(PlaceError, match="liveconvo holds generated data of other numbers"):
        command.run(filled.url("owner"), Amounts.of(scale=1, random_seed=3))


def test_progress_has_a_line_for_each_table_with_its_speed() -> None:
    written = io.StringIO()
    report = Report(Console(file=written, width=100))
    with report.shown(), report.rows("some.table", about=10) as advance:
        advance(4)
        advance(3)
    assert written.getvalue().startswith("  some.table: 7 rows in 0.0 s, ")


def test_progress_shows_rows_speed_and_remaining_time_on_a_terminal() -> None:
    written = io.StringIO()
    terminal = Console(file=written, force_terminal=True, width=120, _environ={"TERM": "xterm"})
    report = Report(terminal)
    with report.shown(), report.rows("some.table", about=1_000) as advance:
        advance(400)
        report.refresh()
    assert "400 of 1,000 rows" in written.getvalue()
    assert "/s" in written.getvalue()
