"""Races on one connection, with processes that are killed."""
