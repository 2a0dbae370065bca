"""Tests of portfolio/jobs."""
