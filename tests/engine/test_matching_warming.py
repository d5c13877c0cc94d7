"""Nothing is compiled in a request (decision 0010)."""

import importlib
import pkgutil
import subprocess
import sys

from numba.core.dispatcher import Dispatcher

import huzhu.engine.matching as matching
from tests.engine.test_matching_rules import instance

ON_WORKERS = {"huzhu.engine.matching.partitions"}
"""Modules that only workers of a cluster run."""


def kernels():
    """Every kernel of the engine but the pieces that are put into others."""
    for found in pkgutil.walk_packages(matching.__path__, matching.__name__ + "."):
        module = importlib.import_module(found.name)
        for name, kernel in vars(module).items():
            own = isinstance(kernel, Dispatcher) and kernel.py_func.__module__ == module.__name__
            if own and kernel.targetoptions.get("inline") != "always" and found.name not in ON_WORKERS:
                yield f"{found.name}.{name}", kernel


def called_from_python():
    """Those that Python calls; a kernel that only kernels call has no types of its own here."""
    return {name: set(kernel.signatures) for name, kernel in kernels() if kernel.signatures}


def test_once_warm_nothing_is_compiled_any_more():
    code = (
        "from huzhu.engine.matching import warm; warm()\n"
        "from tests.engine.test_matching_warming import called_from_python, solve_much\n"
        "known = called_from_python(); solve_much()\n"
        "new = {name for name, types in called_from_python().items() if types != known.get(name)}\n"
        "print(*new); assert not new and len(known) > 20"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def solve_much():
    """Cases of several sizes, scarce and plenty, by every rule, verified."""
    for seed, people, requests, degree in ((1, 6, 8, 4), (2, 60, 90, 8), (3, 300, 700, 9), (4, 2, 0, 1)):
        edges, loads = instance(seed, people=people, requests=requests, degree=degree, top=400)
        for rule in matching.RULES:
            solved = matching.solve(rule, edges, loads)
            again = matching.solve(rule, edges, loads, fixed=solved.edges[::2])
            assert matching.verify(edges, loads, again, gap=0.01).ok


def test_warming_says_how_much_it_compiled_and_is_silent_if_nothing(capsys):
    matching.warm()
    capsys.readouterr()
    assert matching.warm() == 0 and capsys.readouterr().out == ""
