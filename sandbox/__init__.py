"""A TikTok look-alike for development: Login Kit for Web, the Display API v2, covers and player.

It stands on its own: nothing of the application is imported here, and nothing
here knows who calls. Start it with `python3 -m sandbox`; docs/sandbox.md says
what it does exactly as TikTok does, and where TikTok's own sources disagree.
"""
