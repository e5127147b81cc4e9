"""How far apart two words are, counted in slips of the finger."""

from __future__ import annotations

# As many letters as two words may be long so that they are compared at all.
LONGEST = 40


def count_slips(one: str, other: str, limit: int) -> int:
    """How many letters must be added, left out, replaced or swapped with the next to make *one* of *other*.

    Never more than *limit* + 1, which stands for all that is farther apart.
    """
    far = limit + 1
    if one == other:
        return 0
    if abs(len(one) - len(other)) > limit or len(one) > LONGEST or len(other) > LONGEST:
        return far
    # Optimal string alignment, row by row.
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            best = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != wanted))
            is_swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            current.append(min(best, before[column - 2] + 1) if is_swapped else best)
        before, above = above, current
    return min(above[-1], far)
