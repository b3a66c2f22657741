"""Roadtrip's reference of city centres: what shared discoveries are anonymised to."""

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Index, text

from models import columns as col
from models.access import READ, Access, Where
from models.base import TableFacts, table
from models.roadtrip.base import RoadtripModel

FILE = Path(__file__).with_name("cities.csv.gz")


class City(RoadtripModel, table=True):
    __tablename__ = "cities"
    __table_args__ = table(
        Index("ix_cities_location", "location", postgresql_using="gist"),
        Index("uq_cities_location", "location", unique=True, postgresql_where="is_first"),
        # A box is one of degrees, which geography knows nothing of.
        Index("ix_cities_degrees", text("(location::public.geometry)"), postgresql_using="gist"),
        Index("ix_cities_population", "population", "id"),
        Index("ix_cities_name", "name", "id"),
        facts=TableFacts(
            description="The centre of a city of 15,000 people or more; from GeoNames, CC BY 4.0.",
            access=Access(rows=Where("true"), commands=READ),
            singular="city",
            order=("name",),
        ),
    )

    id: int = col.key_number()
    name: str = col.text("Name of the city.", length=200, nullable=False)
    country_code: str = col.char("ISO 3166 code of the country.", length=2, matches="[A-Z]{2}", nullable=False)
    location: str = col.point("Centre of the city.", nullable=False)
    population: int = col.integer("Number of people.", nullable=False, between=(0, None))
    is_first: bool = col.boolean(
        "Whether it is the first of the cities with this centre: what lies there lies in it.",
        nullable=False,
        default=True,
        hidden=True,
    )


@dataclass(frozen=True)
class CityList:
    """The shipped cities, column by column: the arguments of `roadtrip.load_cities`, in its order."""

    ids: list[int]
    names: list[str]
    country_codes: list[str]
    latitudes: list[float]
    longitudes: list[float]
    populations: list[int]

    @property
    def arguments(self) -> tuple[list[int], list[str], list[str], list[float], list[float], list[int]]:
        """The six arrays."""
        return (self.ids, self.names, self.country_codes, self.latitudes, self.longitudes, self.populations)


def read_cities(file: Path = FILE) -> CityList:
    """Read the list of cities that ships with the models."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return CityList(
        ids=[int(row["id"]) for row in rows],
        names=[row["name"] for row in rows],
        country_codes=[row["country_code"] for row in rows],
        latitudes=[float(row["latitude"]) for row in rows],
        longitudes=[float(row["longitude"]) for row in rows],
        populations=[int(row["population"]) for row in rows],
    )
