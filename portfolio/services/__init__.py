"""The app's use cases: one function each, one commit each. Nothing here knows HTTP."""
