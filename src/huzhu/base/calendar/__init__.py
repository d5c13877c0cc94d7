"""Time: working days and deadlines in the factory's own calendar."""
