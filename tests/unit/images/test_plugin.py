from __future__ import annotations

import sys
from types import ModuleType

import pytest

from plugins import images


def test_registering_connects_the_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    hooks = ModuleType("plugins.images.hooks")
    hooks.connect = lambda: calls.append("connected")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "plugins.images.hooks", hooks)
    monkeypatch.setattr(images, "hooks", hooks, raising=False)
    images.register()
    assert calls == ["connected"]
