"""Tests of `python3 app.py` with real processes."""
