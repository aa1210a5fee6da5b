"""What is true of a graph: its values and partials as intervals, to as many digits as a question needs."""
