"""Block Kit as a page: what people would see, near enough to look at it critically.

`python -m tests.slack.page` makes docs/slack.png and, with a folder, pictures of every scene
in light and in dark. It is for looking, not for proof: the rules are in `blockkit.py`.
"""
