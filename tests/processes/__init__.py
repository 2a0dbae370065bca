"""Tests of whole processes: kills, Redis flushes, moved clocks, idle connections."""
