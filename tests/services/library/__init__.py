"""Tests of portfolio/services/library."""
