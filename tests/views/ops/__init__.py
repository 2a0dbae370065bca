"""Tests of portfolio/views/ops."""
