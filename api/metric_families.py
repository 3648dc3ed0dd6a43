"""What was read, as families of Prometheus' text format: by a tuple of the labels' values.

What is not known has no line.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from domain.figures import Figure, Key, bound_name, bucket, total


def gauge(
    name: str, says: str, labels: Sequence[str], found: Mapping[Any, float | None]
) -> GaugeMetricFamily:
    """What stands, by the values of its labels."""
    family = GaugeMetricFamily(name, says, labels=labels)
    for values, figure in sorted(found.items()):
        if figure is not None:
            family.add_metric(values, figure)
    return family


def counter(name: str, says: str, labels: Sequence[str], found: Mapping[Any, float]) -> CounterMetricFamily:
    """What grows for ever; the format adds `_total` to its name."""
    family = CounterMetricFamily(name, says, labels=labels)
    for values, figure in sorted(found.items()):
        family.add_metric(values, figure)
    return family


def seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def kept(figure: Figure, found: Mapping[Key, float]) -> Metric:
    """A figure of those that are kept."""
    if figure.bounds:
        return _histogram(figure, found)
    own = {values: value for (name, values), value in found.items() if name == figure.name}
    if not figure.name.endswith("_total"):
        return gauge(figure.name, figure.says, figure.labels, own)
    return counter(figure.name.removesuffix("_total"), figure.says, figure.labels, own)


def _histogram(figure: Figure, found: Mapping[Key, float]) -> HistogramMetricFamily:
    """Of each bound Prometheus wants how many were within it, and not only above the one before."""
    family = HistogramMetricFamily(figure.name, figure.says, labels=figure.labels)
    for values in sorted(values for name, values in found if name == total(figure)):
        within, so_far = [], 0.0
        for bound in (*figure.bounds, None):
            so_far += found.get((bucket(figure), (*values, bound_name(bound))), 0)
            within.append((bound_name(bound), so_far))
        family.add_metric(values, within, sum_value=found[total(figure), values])
    return family
