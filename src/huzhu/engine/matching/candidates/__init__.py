"""Who could learn from whom: wishes and measurements become edges with both orders (Q8-Q11)."""
