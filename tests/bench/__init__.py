"""The calculations of the commands in bench/, without servers."""
