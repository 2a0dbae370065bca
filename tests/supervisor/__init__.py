"""What `python3 app.py` promises, tried on real processes."""
