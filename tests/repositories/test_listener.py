"""The listener's connection: what it hears, whatever became of it."""

from gateway.addresses import Addresses
from repositories.listener import Listener


async def test_a_notification_that_arrives_when_the_connection_was_closed_is_heard(place: Addresses) -> None:
    heard: list[str] = []
    listener = Listener(place.url("listener"), "quintet_test_channel", heard.append, lambda: None)
    listener.open()
    try:
        assert [row[0] for row in await listener.fetch("SELECT 1")] == [1]
        connection = listener._connection
        own, foreign = connection.get_server_pid(), connection.get_server_pid() + 1
        connection.terminate()
        listener._notified(connection, foreign, "quintet_test_channel", "from another process")
        listener._notified(connection, own, "quintet_test_channel", "from this one")
    finally:
        await listener.close()
    assert heard == ["from another process"]
