"""Slack: slash command, buttons, forms and channels in; one card a channel out."""
