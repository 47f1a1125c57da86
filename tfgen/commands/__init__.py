"""What the commands do beyond the stages; each returns data, and `cli` prints it."""
