"""The named queries about places: where discoveries are, what they are like, how many, and which cities are near."""

from repositories.roadtrip import city, place_cluster, place_search
from repositories.roadtrip.area import ALONG_LINE, IN_BOX, IN_POLYGON, NEAR
from repositories.roadtrip.geometry import read_point
from repositories.roadtrip.place_own import own
from repositories.roadtrip.place_public import public

__all__ = ["LISTS", "QUERIES", "read_point"]

AREAS = (NEAR, IN_BOX, IN_POLYGON, ALONG_LINE)
QUERIES = (*map(public, AREAS), *map(own, AREAS), *place_search.QUERIES, *city.QUERIES)
LISTS = place_cluster.LISTS
