"""What a written number stands for, what can be said of a claim, and the report that tells it."""
