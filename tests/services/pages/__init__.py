"""Tests of portfolio/services/pages."""
