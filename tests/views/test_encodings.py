"""The encoding of an answer, for any wording of Accept-Encoding."""

from __future__ import annotations

import time

import pytest

from portfolio.copies import NOT_KEPT, Copy, preferred


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


def test_every_process_compresses_a_page_to_the_same_bytes():
    asked = {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": "gzip"}

    def squeezed() -> bytes:
        copy = Copy(b"<!doctype html>" * 100, [], NOT_KEPT)
        return b"".join(copy.answer(asked, lambda *_: None))

    first = squeezed()
    time.sleep(1.1)  # a gzip header would hold the time of compression, in seconds
    assert squeezed() == first
