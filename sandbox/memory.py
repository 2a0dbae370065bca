"""Memory: give large blocks back to the system at once.

Pictures are drawn in many threads; glibc keeps freed canvases in an arena per thread, and 300
covers would leave 170 MB behind instead of 55.
"""

import ctypes

M_MMAP_THRESHOLD = -3  # malloc.h
LARGE = 1_000_000


def return_large_blocks() -> None:
    try:
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)
    except (AttributeError, OSError):
        return  # Another C library without mallopt.
