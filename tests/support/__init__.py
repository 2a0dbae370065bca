"""Helpers for the tests of portfolio/: TikTok's look-alike, real workers, people, a parser."""
