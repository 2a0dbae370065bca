"""What visitors see: contents of editions, rules and search, cards, handles, directory, visits.

May import models, and services' errors, leases and notices.
"""
