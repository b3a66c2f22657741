"""How the benchmark's own Python servers are served: as Quintet is, by uvicorn with uvloop and httptools."""

import uvicorn
from starlette.applications import Starlette


def serve(application: Starlette, port: int) -> None:
    """Serve on a loopback port until a signal comes."""
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
