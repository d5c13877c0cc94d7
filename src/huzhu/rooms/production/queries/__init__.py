"""What other rooms ask of production; ids and small dataclasses."""

from huzhu.rooms.production.queries.indicators import IndicatorLine, indicators_for

__all__ = ["IndicatorLine", "indicators_for"]
