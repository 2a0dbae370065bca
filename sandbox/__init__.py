"""A TikTok look-alike for development: Login Kit for Web, the Display API v2, covers and player.

The package stands on its own: it imports nothing of the application and knows nothing about its
callers. Start it with `python3 -m sandbox`. docs/sandbox.md lists its exact matches with TikTok
and the points on which TikTok's own sources disagree.
"""
