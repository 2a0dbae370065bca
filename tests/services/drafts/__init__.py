"""Tests of portfolio/services/drafts."""
