"""Chance that never changes: the same seed and key give the same draw on every machine.

Only `Random.random()` is used; what the other methods make of it may differ between Pythons.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

SEED = "van-hoa-cong-so-2023-2025"
Item = TypeVar("Item")


class Draws:
    """A stream of draws for one key, apart from all other keys: adding a unit moves no other."""

    def __init__(self, *key: object) -> None:
        self._random = Random("|".join([SEED, *map(str, key)]))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._random.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def share(self, low: float, high: float) -> float:
        """A number in the interval."""
        return low + self._random.random() * (high - low)

    def bell(self, middle: float, spread: float) -> float:
        """A number around the middle: the mean of four draws, never further than two spreads."""
        total = sum(self._random.random() for _ in range(4)) / 4
        return middle + (total - 0.5) * 4 * spread

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[int(self._random.random() * len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """So many different items, in drawn order."""
        left = list(items)
        return [
            left.pop(int(self._random.random() * len(left))) for _ in range(min(count, len(left)))
        ]

    def workday(self, first: date, last: date) -> date:
        """A day from Monday to Friday in the interval."""
        day = first + timedelta(days=self.between(0, (last - first).days))
        while day.weekday() > 4:
            day -= timedelta(days=1)
        return max(day, first)
