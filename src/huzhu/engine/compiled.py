"""Kernels: Python loops compiled to machine code by Numba, cached on disk, run side by side on the cores there are.

A kernel works on a range `low..high` of rows and writes only what belongs to these rows, so the answer does not depend
on how many threads share the work. No thread pool outlives a call: a process may fork afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

_Function = TypeVar("_Function", bound=Callable[..., Any])

THREADS = "HUZHU_THREADS"
"""Environment variable: most threads of one solving; 0 or without it as many as cores are given to the process."""


def kernel(function: _Function) -> _Function:
    """Compile at the first call, or load what an earlier process compiled; runs without Python's lock."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def piece(function: _Function) -> _Function:
    """A piece of kernels, put into each that calls it: handing arrays over costs more than a short loop."""
    return cast(_Function, numba.njit(inline="always", error_model="numpy")(function))


def threads() -> int:
    """How many threads share a large piece of work, at least 1; what is no number counts as none given."""
    said = os.environ.get(THREADS, "")
    given = (
        os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    )  # Linux alone has it
    return (int(said) if said.isdecimal() else 0) or len(given)


def side_by_side(work: Callable[[int, int], Any], rows: int, *, least: int = 20_000) -> list[Any]:
    """Call `work(low, high)` for ranges that cover 0..rows, at most one per thread, and return their answers in order.

    least: rows that are worth a thread of their own.
    """
    parts = max(1, min(threads(), rows // max(1, least)))
    ends = [rows * part // parts for part in range(parts + 1)]
    if parts == 1:
        return [work(0, rows)]
    with ThreadPoolExecutor(parts - 1) as pool:
        others = [pool.submit(work, ends[part], ends[part + 1]) for part in range(1, parts)]
        return [work(ends[0], ends[1]), *(other.result() for other in others)]


def _prefetch(typing: Any, array: Any, index: Any) -> Any:
    """LLVM's prefetch of one entry, to read, to be kept in every cache."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows = context.make_array(signature.args[0])(context, builder, arguments[0])
        number = ir.IntType(32)
        address = builder.bitcast(builder.gep(rows.data, [arguments[1]]), ir.IntType(8).as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(ask, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


prefetch: Callable[[Any, Any], None] = intrinsic(_prefetch)  # type: ignore[assignment]
"""In a kernel: ask the memory for `array[index]` long before it is read, so that many misses are waited for at once."""
