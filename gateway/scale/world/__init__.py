"""The world as points of interest need it: sites around cities, along roads and at the ends of the earth."""

from gateway.scale.world.sites import Site
from gateway.scale.world.world import World, the_world

__all__ = ["Site", "World", "the_world"]
