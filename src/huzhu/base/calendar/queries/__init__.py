"""What people look at in the calendar."""
