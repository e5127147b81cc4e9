"""Who may ask: nobody but this machine, by one of its own names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
REFUSAL = b"This preview answers to 127.0.0.1 and localhost only.\n"


def is_loopback(host: str) -> bool:
    """Whether the header *host* names this machine.

    A foreign page can have its own name lead here, and would then read drafts (DNS rebinding); it cannot
    have the browser send another name than its own.
    """
    return LOOPBACK.fullmatch(host) is not None


class OnlyLoopback:
    """Refuses with 421 what asks for another host, whatever it asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            if len(hosts) != 1 or not is_loopback(hosts[0]):
                headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(REFUSAL)).encode())]
                await send({"type": "http.response.start", "status": 421, "headers": headers})
                await send({"type": "http.response.body", "body": REFUSAL})
                return
        await self._app(scope, receive, send)
