"""Tests in real browsers, against the whole of Showreel."""
