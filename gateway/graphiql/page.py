"""The page's HTML: our template, the names of the installed files, and the configuration as inert JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from string import Template

from gateway.graphiql import layout
from gateway.graphiql.assets import ASSETS_PATH, Manifest
from gateway.graphiql.examples import Example

INSTALL_COMMAND = "python -m gateway.graphiql install"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        # The editor measures and places text through style elements and attributes which it writes itself.
        "style-src 'self' 'unsafe-inline'",
        # GraphiQL's style sheet holds its fonts and some icons as data.
        "font-src 'self' data:",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Answer the page with this header: only files of this host run, and only this host is called."""


@dataclass(frozen=True)
class PageConfig:
    """What the page needs to know about the server that shows it."""

    endpoint: str = "/graphql"
    subscription_endpoint: str = "/graphql"
    token: str | None = None
    """Preset as `Authorization: Bearer …` in the headers editor, for development only."""
    examples: tuple[Example, ...] = ()
    """The tabs of a first visit, in their order; see `gateway.graphiql.examples`."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the examples were filled with, so that the page can refresh tabs saved with older values."""


def page(config: PageConfig) -> str:
    """The page as HTML; where its files are not installed, a page that names the command to install them."""
    manifest = Manifest.find(layout.VENDOR)
    if manifest is None:
        return _template("missing.html").substitute(command=INSTALL_COMMAND)
    return _template("page.html").substitute(
        config=_inert_json(_browser_config(config, manifest)),
        icon=_url(manifest.icon),
        script=_url(manifest.script),
        style=_url(manifest.style),
    )


def _browser_config(config: PageConfig, manifest: Manifest) -> dict[str, object]:
    return {
        "endpoint": config.endpoint,
        "subscriptionEndpoint": config.subscription_endpoint,
        "token": config.token,
        "examples": [asdict(example) for example in config.examples],
        "values": dict(config.values),
        "icon": _url(manifest.icon),
        "workers": {label: _url(name) for label, name in manifest.workers.items()},
    }


def _inert_json(value: object) -> str:
    """JSON that cannot end the script element it stands in, nor open a comment there."""
    text = json.dumps(value)
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _url(name: str) -> str:
    return f"{ASSETS_PATH}/{name}"


def _template(name: str) -> Template:
    return Template((layout.PACKAGE / name).read_text())
