"""What Compose files and task definitions have in common on their way into a spec."""
