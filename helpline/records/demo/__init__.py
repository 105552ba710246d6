"""A demo world: invented places, people and six months of records, the same for the same seed and day."""

from helpline.records.demo.callers import DemoCaller, demo_callers
from helpline.records.demo.stories import renew
from helpline.records.demo.world import DemoWorld, build, is_empty

__all__ = ["DemoCaller", "DemoWorld", "build", "demo_callers", "is_empty", "renew"]
