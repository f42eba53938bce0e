"""The core: what an activity is, who may change it, where it is shown. Names no chat platform."""
