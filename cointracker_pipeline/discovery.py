"""Finds what lies in a folder: one module is one chain, report or channel, and no list names them."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def load_modules(package_name: str) -> Iterator[ModuleType]:
    """Import every public module directly inside a package, in alphabetical order.

    Modules whose names start with an underscore are the package's own business and left out.
    """
    package = importlib.import_module(package_name)
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
        if not info.name.startswith("_"):
            yield importlib.import_module(f"{package_name}.{info.name}")
