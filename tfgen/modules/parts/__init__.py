"""What the plans of several modules share."""
