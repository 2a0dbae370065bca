"""Promises about processes: killed, flushed, moved in time, and held on to."""
