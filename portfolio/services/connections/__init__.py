"""A creator's tokens: refreshed, sealed, and lent to the callers of TikTok.

May import calls and pages.
"""
