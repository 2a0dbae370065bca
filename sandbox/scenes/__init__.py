"""Covers: small drawn scenes, the same for the same video for ever."""
