"""Real servers and processes for the tests: Valkey, PostgreSQL, and the whole of Showreel."""
