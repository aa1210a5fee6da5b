"""A whole sheet taken apart into statements: prose, lists, tables, LaTeX, and lines about arrays."""
