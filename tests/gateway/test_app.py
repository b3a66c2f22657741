"""The application's own routes: alive, ready, metrics, and what is not there."""

import pytest

from gateway import migration
from gateway.app import Gateway
from tests.served import Client


async def test_the_process_says_that_it_is_alive(client: Client) -> None:
    response = await client.http.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_the_process_says_that_it_is_ready(client: Client) -> None:
    response = await client.http.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_the_process_says_why_it_is_not_ready(
    client: Client, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = f"the database is at revision 0001, but {migration.head()} is needed: run quintet migrate"

    async def revision() -> str:
        return "0001"

    monkeypatch.setattr(gateway.database, "revision", revision)
    await gateway._check()
    response = await client.http.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "not ready", "problem": problem})
    assert response.headers["retry-after"] == "1"
    monkeypatch.undo()
    await gateway._check()
    assert (await client.http.get("/readyz")).status_code == 200


async def test_a_role_that_could_get_around_row_security_is_not_served_with(
    client: Client, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def role_is_safe() -> bool:
        return False

    monkeypatch.setattr(gateway.database, "role_is_safe", role_is_safe)
    await gateway._check()
    response = await client.http.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problem"] == "the database role could get around row security"
    monkeypatch.undo()
    await gateway._check()
    assert (await client.http.get("/readyz")).status_code == 200


async def test_metrics_are_there_to_be_scraped(client: Client) -> None:
    await client.http.get("/healthz")
    response = await client.http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    for name in ("quintet_connections", "quintet_sockets", "quintet_subscriptions", "quintet_topics_followed"):
        assert f"{name} 0.0" in lines
    assert any(line.startswith('quintet_http_requests_total{method="GET",status="200"}') for line in lines)


@pytest.mark.parametrize("path", ["/", "/graphql/", "/graphiql", "/admin", "/..%2f..%2fetc/passwd", "/static/x"])
async def test_nothing_else_is_there(client: Client, path: str) -> None:
    assert (await client.http.get(path, follow_redirects=False)).status_code in (307, 404)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_the_routes_are_only_read(client: Client, path: str, method: str) -> None:
    assert (await client.http.request(method, path)).status_code == 405


async def test_a_page_of_another_host_may_not_ask(client: Client) -> None:
    headers = {"origin": "https://evil.example.com", "access-control-request-method": "POST"}
    response = await client.http.options("/graphql", headers=headers)
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers
    response = await client.http.post("/graphql", json={"query": "{ __typename }"}, headers={"origin": "null"})
    assert "access-control-allow-origin" not in response.headers
