"""The tree of units, at any date, and the periods it is made of."""
