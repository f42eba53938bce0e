"""The same story told in Slack, in Discord and in the console, each through its own front door.

`incident.toml` is the story; `lockstep.toml` has its templates. `fronts/` does what a person
does on each platform, `house` runs Lockstep behind it, and `left` is what a story leaves: the
timelines, and what the phones show after every step. All of it must be the same, byte for
byte, but for what `same` names.
"""
