"""The draft: choosing, order, sections, texts, look and handle, undoing it, and publishing it.

May import pages, which know nothing of drafts, and the packages below.
"""
