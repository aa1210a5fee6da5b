"""Claims about arrays of partials, by numbers and by formulas; and Hessians."""
