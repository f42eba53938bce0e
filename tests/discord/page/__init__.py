"""Components V2 as a page: what people would see, near enough to look at it critically.

`python -m tests.discord.page` makes docs/discord-card.png and, with a folder, pictures of
every scene, dark and light. It is for looking, not for proof: Discord's rules are the
stand-in's.
"""
