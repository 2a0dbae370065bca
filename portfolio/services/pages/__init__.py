"""The creator's draft and public page: picks, their order, editions, handles, cards, the picker,
visits.

May import models, and services' errors, leases and notices.
"""
