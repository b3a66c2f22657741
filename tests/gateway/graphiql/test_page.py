"""The page's HTML: configuration that cannot become a script, and what is shown when nothing is installed."""

import json
import re
from pathlib import Path

import pytest

from gateway.graphiql import ASSETS_PATH, Example, PageConfig, installed, layout, page
from gateway.graphiql.assets import Manifest

VENDOR_FILES = {
    "stamp": "1",
    "script": "page-A.js",
    "style": "page-B.css",
    "icon": "favicon-C.svg",
    "workers": {"editor": "editor-worker-D.js"},
    "versions": {},
    "sha256": {},
}


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layout, "VENDOR", tmp_path)
    return tmp_path


def configuration(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_configuration_reaches_the_browser_unchanged(vendor: Path) -> None:
    (vendor / "manifest.json").write_text(json.dumps(VENDOR_FILES))
    hostile = "</script><script>alert(1)</script><!-- & \u2028 $config"
    config = PageConfig(
        endpoint="/api",
        subscription_endpoint="/live",
        token=hostile,
        examples=(Example("Read", hostile, "{}"),),
        values={"demoSessionId": hostile},
    )
    html = page(config)
    assert configuration(html) == {
        "endpoint": "/api",
        "subscriptionEndpoint": "/live",
        "token": hostile,
        "examples": [{"title": "Read", "query": hostile, "variables": "{}"}],
        "values": {"demoSessionId": hostile},
        "icon": f"{ASSETS_PATH}/favicon-C.svg",
        "workers": {"editor": f"{ASSETS_PATH}/editor-worker-D.js"},
    }
    assert html.count("<script") == 2
    assert "<!--" not in html


def test_scripts_and_styles_are_files_and_none_is_inline(vendor: Path) -> None:
    (vendor / "manifest.json").write_text(json.dumps(VENDOR_FILES))
    html = page(PageConfig())
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == [
        f"{ASSETS_PATH}/favicon-C.svg",
        f"{ASSETS_PATH}/page-B.css",
        f"{ASSETS_PATH}/page-A.js",
    ]
    assert "://" not in html
    assert "style=" not in html
    assert re.findall(r"\son\w+=", html) == []


def test_without_files_the_page_names_the_command(vendor: Path) -> None:
    assert not installed()
    assert "<pre>python -m gateway.graphiql install</pre>" in page(PageConfig(token="secret"))
    assert "secret" not in page(PageConfig(token="secret"))


def test_a_folder_without_manifest_is_no_installation(vendor: Path) -> None:
    (vendor / "assets").mkdir()
    assert Manifest.find(vendor) is None
