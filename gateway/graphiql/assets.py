"""The page's scripts, styles and fonts: which there are, and the route that serves them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gateway.graphiql import layout

ASSETS_PATH = "/graphiql/assets"
ONE_YEAR = 31_536_000


@dataclass(frozen=True)
class Manifest:
    """The names of the installed files, each with a hash of its content in it."""

    stamp: str
    script: str
    style: str
    icon: str
    workers: dict[str, str]
    versions: dict[str, str]
    sha256: dict[str, str]

    @classmethod
    def find(cls, vendor: Path) -> Self | None:
        """The manifest of an installation in this folder; None where there is none, or one not finished."""
        try:
            return cls(**json.loads((vendor / "manifest.json").read_text()))
        except FileNotFoundError:
            return None


class HashedFiles(StaticFiles):
    """Files whose names change with their content, so that a browser keeps them and never asks again."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, with headers that let every cache keep it for a year."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def installed() -> bool:
    """Whether the page's files are there to be served."""
    return Manifest.find(layout.VENDOR) is not None


def routes() -> list[BaseRoute]:
    """The route of the page's files. They may be installed later than the application starts."""
    files = HashedFiles(directory=layout.VENDOR / "assets", check_dir=False)
    return [Mount(ASSETS_PATH, files, name="graphiql_assets")]
