"""Tests of portfolio/services."""
