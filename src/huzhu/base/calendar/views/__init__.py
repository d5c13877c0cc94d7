"""Pages of shifts, rotas and holidays."""
