"""Lines about arrays, in Python's grammar and on paper, and what they come to."""
