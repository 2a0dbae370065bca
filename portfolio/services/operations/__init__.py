"""The state of the site for its host: metrics, and a check that the database still stores.

May import every other package of services.
"""
