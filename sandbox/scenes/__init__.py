"""Covers: small drawn scenes; a video's scene never changes."""
