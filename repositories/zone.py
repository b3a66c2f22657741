"""Time zones by any name that the IANA has for them, as a database knows them that has today's names only.

Browsers still say `Asia/Calcutta`, and Debian's PostgreSQL knows `Asia/Kolkata` alone: an old name is replaced by
one of today that has the same rules.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

# What is in the folder of time zones and means another one on every machine, or none.
NO_ZONES = frozenset({"localtime", "Factory", "posixrules"})
# The IANA's own links since its release 2024b; PostgreSQL takes some of these for abbreviations without summer time.
LINKS = {
    "CET": "Europe/Brussels",
    "CST6CDT": "America/Chicago",
    "EET": "Europe/Athens",
    "EST": "America/Panama",
    "EST5EDT": "America/New_York",
    "HST": "Pacific/Honolulu",
    "MET": "Europe/Brussels",
    "MST": "America/Phoenix",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
    "WET": "Europe/Lisbon",
}


def known_zone(name: str) -> str | None:
    """The name by which the database knows a time zone; None where there is none of that name."""
    return _names().get(name)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    rules = {name: _content(name) for name in sorted(available_timezones() - NO_ZONES)}
    places = {*_places()}
    current = {name for name in rules if name in places or name.startswith("Etc/")}
    twins = {rules[name]: name for name in sorted(current)}
    names = {name: name if name in current else twins.get(rule) for name, rule in rules.items()}
    return {name: found for name, found in (names | LINKS).items() if found is not None}


def _places() -> Iterator[str]:
    """Today's names, from the table of places."""
    for line in _content("zone.tab").decode().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")[2]


def _content(name: str) -> bytes:
    files = [path for folder in TZPATH if (path := Path(folder, name)).is_file()]
    return files[0].read_bytes() if files else resources.files("tzdata").joinpath("zoneinfo", name).read_bytes()
