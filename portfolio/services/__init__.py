"""What the app does: one use case a function, one commit a use case. Nothing here knows HTTP."""
