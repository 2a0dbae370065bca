"""Tests of portfolio/models."""
