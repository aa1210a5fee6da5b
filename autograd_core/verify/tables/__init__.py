"""Arrays of numbers: their shapes and entries, two of them beside each other, and what is wrong with the whole."""
