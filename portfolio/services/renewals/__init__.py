"""Living covers: the requested ones, the due ones, and the plan.

May import library and the packages below; accounts and renewals do not import each other.
"""
