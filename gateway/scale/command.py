"""What `quintet seed` runs when it is asked for generated data."""

import asyncio

from rich.console import Console

from gateway.place import PlaceError
from gateway.scale.amounts import Amounts, ScaleError
from gateway.scale.progress import Report
from gateway.scale.seeding import seed

INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C ended."""


def run(owner_url: str, amounts: Amounts) -> None:
    """Fill the database and show how far it is; PlaceError says in a sentence what a person can mend."""
    console = Console()
    report = Report(console)
    report.say(
        f"Generating {amounts.people:,} people, {amounts.pois:,} points of interest, {amounts.transcripts:,} "
        f"transcripts and {amounts.revenues:,} revenues up to {amounts.reference} (random seed {amounts.random_seed})"
    )
    try:
        with report.shown():
            loaded = asyncio.run(seed(owner_url, amounts, report))
    except ScaleError as error:
        raise PlaceError(str(error)) from error
    except KeyboardInterrupt:
        report.say("Interrupted: products finished before stay, of the others nothing was written. Run it again.")
        raise SystemExit(INTERRUPTED) from None
    report.say("The generated data is in the database." if loaded else "The generated data was there already.")
