"""Threads and processes at one file."""

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest

from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from tests import make
from tests.bot.store.writing import LATER, again, progress, written
from tests.conftest import KEY


def opened(path: Path) -> Store:
    """Open the file as a process of its own would."""
    return SqliteStore(path, Cipher(KEY))


def claim_until_none(path: Path) -> list[str]:
    """Claim all there is, one by one."""
    store, claimed = opened(path), list[str]()
    while due := store.claim_due(LATER, 1):
        claimed += [claim.job.id for [claim] in due]
    return claimed


def tell_until_none(path: Path) -> list[str]:
    """Claim, post and forget all news there is; each that was claimed may be posted."""
    store, told = opened(path), list[str]()
    while waiting := store.claim_news(make.NOON, 2):
        told += [it.key for it in waiting if store.telling(it) and store.delivered(it)]
    return told


def want(path: Path, id: str) -> str:
    claim = opened(path).workspace("T1").jobs.add(make.job(id=id), now=make.NOON)
    return claim.job.order.display_name if claim else ""


POOLS = (
    partial(ThreadPoolExecutor, 4),
    partial(ProcessPoolExecutor, 4, mp_context=get_context("spawn")),
)
each_pool = pytest.mark.parametrize("pool", POOLS, ids=["threads", "processes"])

Pool = Callable[[], Executor]


def test_all_may_begin_with_a_new_file_in_the_same_moment(tmp_path: Path) -> None:
    at_once = Barrier(8)

    def begin(path: Path) -> Store:
        at_once.wait()
        return opened(path)

    with ThreadPoolExecutor(8) as everybody:
        for n in range(5):
            assert len(list(everybody.map(begin, [tmp_path / f"{n}.db"] * 8))) == 8


@each_pool
def test_everybody_claims_distinct_jobs(store: Store, path: Path, pool: Pool) -> None:
    ours = store.workspace("T1")
    jobs = [written(ours, f"cat-{n}").job.id for n in range(40)]

    with pool() as everybody:
        claimed = list(chain(*everybody.map(claim_until_none, [path] * 4)))

    assert sorted(claimed) == sorted(jobs)


@each_pool
def test_everybody_tells_distinct_news(store: Store, path: Path, pool: Pool) -> None:
    ours = store.workspace("T1")
    keys = list[str]()
    for n in range(20):
        written(ours, f"cat-{n}")
        assert progress(ours, again(ours, f"cat-{n}"), 2)
        keys.append(f"cat-{n}:progress:50")

    with pool() as everybody:
        told = list(chain(*everybody.map(tell_until_none, [path] * 4)))

    assert sorted(told) == sorted(keys)


@each_pool
def test_everybody_gets_a_name_of_their_own(path: Path, pool: Pool) -> None:
    """On a new file, which all of them open at once."""
    with pool() as everybody:
        names = list(everybody.map(want, [path] * 8, [f"cat-{n}" for n in range(8)]))

    assert sorted(names) == ["Cat", *(f"Cat {n}" for n in range(2, 9))]


@each_pool
def test_one_press_that_comes_many_times_is_one_job(path: Path, pool: Pool) -> None:
    with pool() as everybody:
        names = list(everybody.map(want, [path] * 8, ["cat"] * 8))

    assert sorted(names) == [""] * 7 + ["Cat"]
