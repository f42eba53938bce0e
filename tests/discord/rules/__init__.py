"""What Discord refuses, and what we never want to see: sentences, each with its place.

The published document misses much of it, and is not everywhere at hand; so all is here.
Pure: a body goes in, and what is wrong with it comes out.
"""
