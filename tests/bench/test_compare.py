"""`bench compare` matches two builds' figures, also where the texts around them differ."""

from __future__ import annotations

from bench.compare import numbers_of, rows, split


def test_a_row_counts_by_its_first_number():
    found = {"rows": [{"what": "the page", "figure": "1,204 /s, p99 3.1 ms"}]}

    assert numbers_of(found) == {"the page": 1204.0}


def test_a_row_that_is_set_in_takes_the_words_above_it():
    found = {
        "rows": [
            {"what": "sqlite: p50", "figure": "3 ms"},
            {"what": "  p95", "figure": "4 ms"},
            {"what": "postgres: p50", "figure": "5 ms"},
            {"what": "  p95", "figure": "6 ms"},
        ]
    }

    assert numbers_of(found)["sqlite: p50, p95"] == 4.0
    assert numbers_of(found)["postgres: p50, p95"] == 6.0


def test_a_figure_of_one_build_alone_is_left_out():
    (row,) = rows("start", {"A": {"both": [2.0, 4.0], "gone": [1.0]}, "B": {"both": [6.0, 3.0]}})

    assert row.figure == "3 → 4.5   1.50 ×   (A 2–4, B 3–6)"


def test_arguments_behind_two_dashes_are_the_commands_own():
    assert split(["abc", "start", "--", "--starts", "2"]) == (["abc", "start"], ["--starts", "2"])
