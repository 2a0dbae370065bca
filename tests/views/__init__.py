"""Tests of portfolio/views."""
