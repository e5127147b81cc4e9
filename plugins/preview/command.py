"""The edge to the shell: `preview`."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.shared.terminal import say

if TYPE_CHECKING:
    from plugins.preview.showing import Showing
    from plugins.preview.watching import Watch, Watched

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = PROJECT / "pelicanconf.py"
HOME = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 50


def preview(content: Path, command: Sequence[str], port: int = 0) -> int:
    """Show the site of *content* until Ctrl-C; *command* starts the process that plans it. 0, or 1 for want of a port.

    *port* 0 is the first that is free from 8000 on.
    """
    try:
        door = open_door(port)
    except OSError as error:
        say(f"Port {port or FIRST_PORT} cannot be used ({error.strerror}); choose another with --port", file=sys.stderr)
        return 1
    say(
        f"http://{HOME}:{door.getsockname()[1]}/ shows {content} and follows what you save. Ctrl-C ends it.", flush=True
    )
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(content, command, door))
    # Behind the ^C that a terminal shows.
    say("\nStopped.", file=sys.stderr)
    return 0


def open_door(port: int) -> socket.socket:
    """A socket bound to *port* of this machine alone; for 0, to the first free one from 8000 on."""
    ports = [port] if port else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    for number in ports:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # A port that a server has just left may be taken at once; one that is in use may not.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOME, number))
            # On some systems a port in use can be bound, and only listening to it fails.
            door.listen()
        except OSError as error:
            door.close()
            if error.errno != errno.EADDRINUSE or number == ports[-1]:
                raise
        else:
            return door
    raise OSError(errno.EADDRINUSE, "in use")


async def _run(content: Path, command: Sequence[str], door: socket.socket) -> None:
    # Only a preview pays for what makes it.
    from plugins.preview.showing import Showing
    from plugins.preview.watching import Saved, Watch
    from plugins.preview.workers import Worker, reap_orphans, start_worker, take_in_orphans

    take_in_orphans()
    stop, is_started = asyncio.Event(), asyncio.Event()
    watch = Watch(find_watched(content, {}), stop, _say)
    # Before anything is read: what is saved while it is read is read again.
    await watch.begin()

    async def start() -> Worker:
        try:
            return await start_worker(command, PROJECT, _say)
        finally:
            is_started.set()

    showing = Showing(start, _say, lambda sources: watch.turn_to(find_watched(content, sources)))
    first = asyncio.create_task(showing.follow(Saved(is_code=True)))
    await is_started.wait()
    # While the process plans, on the other processor.
    import uvicorn

    from plugins.preview.server import make_app

    class Server(uvicorn.Server):
        """Lets go of pages that listen before it waits for them."""

        def handle_exit(self, sig: int, frame: object) -> None:
            stop.set()
            super().handle_exit(sig, frame)  # type: ignore[arg-type] # what it is given

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        reaping = asyncio.create_task(reap_orphans())
        following = asyncio.create_task(_follow(showing, watch, first))
        yield
        stop.set()
        for task in (following, reaping):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await showing.end()

    app = make_app(showing, stop, lifespan)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=2, server_header=False
    )
    await Server(config).serve(sockets=[door])


def find_watched(content: Path, sources: Mapping[str, Sequence[str]]) -> Watched:
    """What the site of *content* is made of; *sources* are what its settings say: `theme`, `card_styles`, `fonts`."""
    from plugins.markdown.surroundings import list_deciding_files
    from plugins.preview.watching import Watched

    def folder(name: str, usual: str) -> Path:
        return Path(os.path.realpath(PROJECT / next(iter(sources.get(name, ())), usual)))

    fonts = (Path(os.path.realpath(PROJECT / font)) for font in sources.get("fonts", ()))
    files = (SETTINGS, PROJECT / "publishconf.py", PROJECT / "requirements.txt", *fonts)
    # Where no settings of an older blog lie, nobody is expected to put some; the next plan would see them.
    deciding = list_deciding_files(content, PROJECT)
    files += tuple(path for path in deciding if path.is_relative_to(content) or path.exists())
    return Watched(content, folder("theme", "theme"), PROJECT / "plugins", folder("card_styles", "card-styles"), files)


async def _follow(showing: Showing, watch: Watch, first: asyncio.Task[None]) -> None:
    """Keep *showing* up to date with what *watch* sees; what is saved during the *first* plan is planned next."""
    async for saved in watch.saves():
        await showing.follow(saved)
    await first


def _say(line: str) -> None:
    say(line, file=sys.stderr, flush=True)
