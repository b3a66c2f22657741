"""PostGraphile 5 to compare with: what is pinned, how it is installed, and the server."""

from bench.postgraphile.install import FOLDER, install, lock, versions

__all__ = ["FOLDER", "install", "lock", "versions"]
