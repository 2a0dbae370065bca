"""Tests of portfolio/services/connections."""
