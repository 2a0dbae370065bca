"""Signing in, leaving, and TikTok's webhook that a permission was taken back.

May import library and the packages below; renewals and accounts do not import each other.
"""
