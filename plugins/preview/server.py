"""The server: pages of the plan by their addresses, and beside them the preview's own."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from plugins.preview.hosts import OnlyLoopback
from plugins.preview.pages import PLACE, Problem, add_page_links, inject, make_index, make_problem_page, make_shell
from plugins.preview.showing import Showing
from plugins.preview.workers import Answer

OWN = f"{PLACE[1:]}/"
LIVE, FILTER = (Path(__file__).with_name(name) for name in ("live.js", "filter.js"))
# Nothing is kept by the browser: what is saved is what is seen.
FRESH = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
TYPES = {".xml": "application/xml", ".js": "text/javascript", ".webp": "image/webp", ".woff2": "font/woff2"}
# A sign of life, so that neither side takes the other for gone.
BEAT_SECONDS = 15.0

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def make_app(showing: Showing, stop: asyncio.Event, lifespan: Lifespan) -> Starlette:
    """The application that shows *showing*; streams end when *stop* is set."""

    async def send_events(_request: Request) -> Response:
        return StreamingResponse(_events(showing, stop), media_type="text/event-stream", headers=FRESH)

    async def send_script(_request: Request) -> Response:
        return FileResponse(LIVE, headers=FRESH)

    async def send_filter(_request: Request) -> Response:
        return FileResponse(FILTER, headers=FRESH)

    async def send_update(request: Request) -> Response:
        return JSONResponse(await _update(showing, request.query_params.get("at", "/")), headers=FRESH)

    async def send_warnings(request: Request) -> Response:
        path = _path_of(request.query_params.get("at", "/"))
        answer = await showing.ask(do="warnings", path=path)
        return JSONResponse(answer.head.get("problems", []), headers=FRESH)

    async def send_page(request: Request) -> Response:
        return await _respond(showing, request.path_params["path"])

    routes = [
        Route(f"{PLACE}/events", send_events),
        Route(f"{PLACE}/live.js", send_script),
        Route(f"{PLACE}/filter.js", send_filter),
        Route(f"{PLACE}/page", send_update),
        Route(f"{PLACE}/warnings", send_warnings),
        Route("/{path:path}", send_page),
    ]
    return Starlette(routes=routes, middleware=[Middleware(OnlyLoopback)], lifespan=lifespan)


async def _find(showing: Showing, path: str) -> Answer:
    """What is at *path*: a page of the site, or one of the preview's own."""
    if path == OWN.rstrip("/"):
        return Answer({"found": "moved", "url": OWN}, b"")
    name, slash, rest = path.removeprefix(OWN).partition("/")
    if not path.startswith(OWN):
        return await showing.get(path)
    if not name:
        answer = await showing.ask(do="views")
        return (
            Answer(answer.head, make_index(answer.head["views"], answer.head["entries"]))
            if answer.head["found"] == "page"
            else answer
        )
    if not slash:
        return Answer({"found": "moved", "url": f"{path}/"}, b"")
    if name == "problems":
        answer = await showing.ask(do="problems")
        if answer.head["found"] != "data":
            return answer
        page = make_problem_page(answer.head["problems"], answer.head["summary"])
        return Answer({**answer.head, "found": "page", "problems": []}, page)
    answer = await showing.ask(do="view", name=name, path=rest)
    if "pages" in answer.head:
        return Answer(answer.head, add_page_links(answer.body, name, answer.head["number"], answer.head["pages"]))
    return answer


async def _respond(showing: Showing, path: str) -> Response:
    answer = await _find(showing, path)
    head, version = answer.head, answer.head.get("version", "")
    match head["found"]:
        case "page":
            return _html(inject(answer.body, version, views=head.get("views", ())))
        case "missing":
            return _html(inject(answer.body, version, gone=head.get("gone", "")), 404)
        case "moved":
            return RedirectResponse(_address(head["url"]), headers=FRESH)
        case "broken":
            if answer.body:
                return _html(inject(answer.body, version, head["problems"]), 500)
            return _shell([*showing.problems, *head["problems"]], version)
        case "unplanned" | "behind":
            return _shell(showing.problems, version)
        case "file":
            file = Path(head["file"])
            # It may be gone since the site was planned.
            return FileResponse(file, headers=FRESH, media_type=_type(path)) if file.is_file() else _gone()
        case _:
            return Response(answer.body, headers=FRESH, media_type=_type(path))


def _path_of(address: str) -> str:
    """What stands behind the slash of the site in the *address* of an open page."""
    return unquote(urlsplit(address).path).removeprefix("/")


async def _update(showing: Showing, address: str) -> dict[str, Any]:
    """What an open page at *address* is to become: `html`, or nothing where it stays; `url`, where it has gone."""
    answer = await _find(showing, _path_of(address))
    found = answer.head["found"]
    update: dict[str, Any] = {"version": answer.head.get("version", ""), "problems": answer.head.get("problems", [])}
    update["views"], update["gone"] = answer.head.get("views", []), answer.head.get("gone", "")
    if found in ("page", "missing"):
        update["html"] = answer.body.decode("utf-8", "replace")
    elif found == "moved":
        update["url"] = _address(answer.head["url"])
    return update


async def _events(showing: Showing, stop: asyncio.Event) -> AsyncIterator[str]:
    """Server-sent events: the state at once, and then whenever it changes."""
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    showing.listeners.add(queue)
    stopped = asyncio.create_task(stop.wait())
    waiting = asyncio.create_task(queue.get())
    try:
        yield _event(showing.state())
        while not stop.is_set():
            await asyncio.wait({waiting, stopped}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield _event(waiting.result())
                waiting = asyncio.create_task(queue.get())
            else:
                yield ": still here\n\n"
    finally:
        stopped.cancel()
        waiting.cancel()
        showing.listeners.discard(queue)


def _address(url: str) -> str:
    """*url*, below the root of the site and quoted where it must be, as browsers are told it: letters quoted too."""
    return "/" + quote(url, safe="/%:@!$&'()*+,;=~")


def _event(state: dict[str, Any]) -> str:
    return f"event: state\ndata: {json.dumps(state)}\n\n"


def _html(body: bytes, status: int = 200) -> Response:
    return Response(body, status, headers=FRESH, media_type="text/html")


def _shell(problems: Sequence[Problem], version: str) -> Response:
    return _html(inject(make_shell(problems), version, problems), 500 if problems else 503)


def _gone() -> Response:
    return Response(b"This file is gone.\n", 404, headers=FRESH, media_type="text/plain")


def _type(path: str) -> str:
    """The media type of the file at *path*, the same on every machine for what sites are made of."""
    return TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
