"""The tests: `python3 tests` runs them all. Their folders mirror portfolio/."""
