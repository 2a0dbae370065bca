"""Tests of portfolio/services/renewals."""
