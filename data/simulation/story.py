"""What each unit does in 2023–2025: models, yearly reports, indices, appraisals, votes, awards.

The story knows nothing of files. Every part draws from its own key, so that one more unit or one
more model changes nothing else.
"""

from __future__ import annotations

from simulation.awarding import Awarding
from simulation.measurement import Measurement
from simulation.movement import Movement
from simulation.registry import Registry
from simulation.texts import ModelText


class Story:
    """All facts, made once from the registry and the catalogue of models."""

    def __init__(self, registry: Registry, catalogue: list[ModelText]) -> None:
        movement = Movement(registry, catalogue)
        self.registrations = movement.registrations
        self.results = movement.results
        self.indices = Measurement(registry).indices
        awarding = Awarding(registry, self.results)
        self.appraisals = awarding.appraisals
        self.votes = awarding.votes
        self.awards = awarding.awards
