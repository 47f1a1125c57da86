"""What is wrong with a text, in our words: one file a topic."""
