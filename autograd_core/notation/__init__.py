"""From what people write to expressions: paper notation, names of derivatives, LaTeX and Python lines; nothing is
ever run."""
