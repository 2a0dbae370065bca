"""Our copy of a creator's videos and profile, and the work that keeps it true.

May import connections and the packages below.
"""
