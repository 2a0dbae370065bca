"""Tests of portfolio/services/accounts."""
