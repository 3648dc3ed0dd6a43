"""Run every bench of this folder, or those named: `python -m bench [--quick] [--json] [NAME …]`.

A bench is a module with `run(quick) -> list[Figure]`; `quick` is a smaller size, to try things out.
"""

import argparse
import importlib
import json
import logging
import pkgutil
import sys
from dataclasses import asdict

import structlog

import bench
from bench.figures import Figure, table


def main() -> int:
    """0 when all targets are met."""
    modules = {info.name: importlib.import_module(f"bench.{info.name}") for info in _modules()}
    benches = {name: module for name, module in modules.items() if hasattr(module, "run")}
    parser = argparse.ArgumentParser(prog="python -m bench", description=bench.__doc__)
    parser.add_argument("names", nargs="*", choices=[*benches, []], help="the benches to run (default: all)")
    parser.add_argument("--quick", action="store_true", help="a smaller size, to try things out")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    wanted = parser.parse_args()
    # A line of each request would hide the figures; servers that are measured write theirs elsewhere.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    figures: list[Figure] = []
    for name in wanted.names or benches:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += benches[name].run(wanted.quick)
    print(json.dumps([asdict(figure) for figure in figures]) if wanted.json else table(figures))
    return 0 if all(figure.meets_target for figure in figures) else 1


def _modules() -> list[pkgutil.ModuleInfo]:
    return [info for info in pkgutil.iter_modules(bench.__path__) if not info.name.startswith("_")]


if __name__ == "__main__":
    sys.exit(main())
