"""How TikTok may be called: budget, circuit breaker, clients, deadlines.

May import models and the layers below them.
"""
