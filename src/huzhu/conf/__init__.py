"""What an installation sets from outside: environment, keys, logs."""
