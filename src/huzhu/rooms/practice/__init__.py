"""Sessions booked and held, the cycle from watching to mastery, faults found, stalls reviewed (S35-S41)."""
