"""Many specs: one after the other, or in several processes at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tfgen.commands.render import Done, Wish, done
from tfgen.pipeline import Checked
from tfgen.unchanged.watched import News, watching

# A process's work, by its number: what was checked before a process begins, it has.
_work: list[tuple[Checked, Path, Wish]] = []


def each_done(
    specs: Sequence[Checked], folders: Sequence[Path], wish: Wish, jobs: int
) -> Iterator[Done]:
    """Yield what is done to each folder, in the order of the specs."""
    jobs = min(jobs, len(specs))
    if jobs <= 1 or not hasattr(os, "fork"):
        for spec, folder in zip(specs, folders, strict=True):
            yield done(spec, folder, wish)
        return
    # For one process nobody needs them.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _work[:] = [(spec, folder, wish) for spec, folder in zip(specs, folders, strict=True)]
    # A spec that was checked is large: a process that is forked need not be sent any.
    watched = watching()
    if watched:
        watched.processes_tell = True
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        several = pool.map(_one, range(len(_work)), chunksize=_chunk(len(_work), jobs))
        for tree, news in several:
            if watched and news:
                watched.hear(news)
            yield tree
    _work.clear()


def _one(number: int) -> tuple[Done, News | None]:
    """Return what was done, and what was read for it."""
    tree = done(*_work[number])
    watched = watching()
    return tree, watched.news() if watched else None


def _chunk(count: int, jobs: int) -> int:
    """Return how many specs a process takes at once: few, so that none waits long at the end."""
    return max(1, min(8, count // (jobs * 4)))
