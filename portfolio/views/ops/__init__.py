"""Answers for machines: health, metrics, TikTok's webhooks. Imports no other room of views."""
