"""Races between processes and threads on one creator's rows and tokens."""
