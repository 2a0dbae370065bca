"""Debian's Firefox over WebDriver BiDi, without geckodriver: https://w3c.github.io/webdriver-bidi/.

Playwright's own Firefox is a patched build that no distribution offers, and its "moz-firefox"
channel needs commands that the ESR release lacks.
"""
