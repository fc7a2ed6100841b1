"""How a process of a hundred threads stays small, and does not stand still for its memory."""

import ctypes
import gc
import sys
from contextlib import suppress

# Of glibc's malloc.h; see mallopt(3).
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
KIB = 1024


def keep_together() -> None:
    """Have all threads share two heaps, and give back what is large as soon as it is free.

    glibc gives each thread a heap of its own, up to eight for each core, and each keeps what its
    largest answer once took. Other C libraries do no such thing and are left alone.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):  # musl knows no mallopt
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(ARENA_MAX, 2)
        mallopt(MMAP_THRESHOLD, 128 * KIB)
        mallopt(TRIM_THRESHOLD, 512 * KIB)


def settle() -> None:
    """Leave alone from now on what is there: it stays. Call it when all is made.

    Else Python's collector goes through it again and again: through a hundred thousand objects in
    some 40 ms, in which nobody is answered. What came since is soon gone through.
    """
    gc.collect()
    gc.freeze()
