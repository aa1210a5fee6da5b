"""From what people write to expressions: paper notation, names of derivatives, LaTeX and Python lines; nothing is
ever run.

A whole sheet is taken apart in `sheets/`, a formula is read in `formulas/`, and a line about arrays in `arrays/`.
"""
