"""Which encoding a reader gets, however it words what it accepts."""

from __future__ import annotations

import pytest

from portfolio.pagecache import preferred


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.1, gzip;q=1.0", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip; q=0", ""),
        ("gzip;q=0.0, br ; q=0", ""),
        ("*", "br"),
        ("identity", ""),
        ("brotli, x-gzip", ""),
        (";;q=x", ""),
        ("", ""),
    ],
)
def test_the_best_of_what_is_accepted(accepted: str, encoding: str):
    assert preferred(accepted) == encoding
