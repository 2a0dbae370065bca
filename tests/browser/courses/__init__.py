"""Courses for every engine, which `python3 tests` and `python3 bench webkit` run."""
