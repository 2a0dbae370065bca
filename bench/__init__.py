"""The figures Showreel promises, each by a command: `python3 bench <name>`."""
