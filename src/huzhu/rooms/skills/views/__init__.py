"""Pages of skills."""
