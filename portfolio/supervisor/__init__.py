"""The supervisor, which `python3 app.py` runs: it keeps Valkey, the sandbox, web and workers alive.

Its own process imports neither Flask nor SQLAlchemy, to start quickly and stay small.
"""
