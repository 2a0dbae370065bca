"""Pictures that we draw ourselves: their colours, their letters, and the share card of a page."""
