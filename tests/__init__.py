"""The tests: `python3 tests` runs them all. They mirror portfolio/."""
