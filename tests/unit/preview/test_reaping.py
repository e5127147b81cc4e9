"""Processes that have ended and that nobody waits for."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from plugins.preview.workers import reap_orphans


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="the system cannot say who has ended")
def test_a_process_that_nobody_waits_for_is_let_go_and_no_other() -> None:
    async def live() -> tuple[bool, int | None]:
        orphan = os.fork()
        if not orphan:
            os._exit(0)
        reaping = asyncio.create_task(reap_orphans(0.05))
        waited_for = await asyncio.create_subprocess_exec(sys.executable, "-c", "raise SystemExit(7)")
        code = await waited_for.wait()
        await asyncio.sleep(0.4)
        reaping.cancel()
        try:
            os.waitpid(orphan, os.WNOHANG)
        except ChildProcessError:
            return True, code
        return False, code

    assert asyncio.run(live()) == (True, 7)
