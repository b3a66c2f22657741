"""The GraphiQL page: built once from npm packages, then served from local files, without other hosts.

`python -m gateway.graphiql install` makes the files; `page` and `routes` serve them. Development only.
"""

from gateway.graphiql.assets import ASSETS_PATH, installed, routes
from gateway.graphiql.examples import Example, examples
from gateway.graphiql.install import install
from gateway.graphiql.node import NodeError
from gateway.graphiql.page import CONTENT_SECURITY_POLICY, PageConfig, page

__all__ = [
    "ASSETS_PATH",
    "CONTENT_SECURITY_POLICY",
    "Example",
    "NodeError",
    "PageConfig",
    "examples",
    "install",
    "installed",
    "page",
    "routes",
]
