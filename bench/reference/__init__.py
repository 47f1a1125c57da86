"""The reference of the language, made from the models."""
