"""Tests of portfolio/views/studio."""
