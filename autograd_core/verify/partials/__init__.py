"""Claims about one partial: numbers and formulas, products and functions, each judged where it is claimed."""
