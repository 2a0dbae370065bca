"""Tests of portfolio/views/public."""
