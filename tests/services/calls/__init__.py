"""Tests of portfolio/services/calls."""
