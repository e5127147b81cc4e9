from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from plugins.shared import workers
from plugins.shared.workers import map_batches


def double(numbers: Sequence[int]) -> list[int]:
    return [number * 2 for number in numbers]


def name_process(numbers: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


@pytest.fixture
def three_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "count_workers", lambda: 3)


@pytest.mark.usefixtures("three_workers")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 10, 11])
def test_results_are_in_the_order_of_their_items(count: int) -> None:
    assert map_batches(double, list(range(count)), worth_from=1) == [number * 2 for number in range(count)]


@pytest.mark.usefixtures("three_workers")
def test_long_lists_are_shared_out_and_short_ones_are_not() -> None:
    assert len(set(map_batches(name_process, [1, 2, 3], worth_from=3))) == 3
    assert map_batches(name_process, [1, 2, 3], worth_from=4) == [os.getpid()] * 3


@pytest.mark.usefixtures("three_workers")
def test_process_that_dies_is_worked_for() -> None:
    parent = os.getpid()

    def die_elsewhere(numbers: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            os._exit(1)
        return double(numbers)

    assert map_batches(die_elsewhere, [1, 2, 3], worth_from=1) == [2, 4, 6]


@pytest.mark.usefixtures("three_workers")
def test_error_of_another_process_is_raised_here() -> None:
    def refuse(numbers: Sequence[int]) -> list[int]:
        if 3 in numbers:
            raise ValueError("three")
        return double(numbers)

    with pytest.raises(ValueError, match="three"):
        map_batches(refuse, [1, 2, 3], worth_from=1)
