"""What people look at and tap: pages, forms, addresses."""
