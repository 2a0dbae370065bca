"""What `python3 app.py` runs: an embedded Valkey, the sandbox, the web and the workers.

Its own process imports neither Flask nor SQLAlchemy: it starts quickly and stays small.
"""
