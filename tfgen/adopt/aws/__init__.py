"""A cluster that runs in AWS, read by its own interfaces into things in the terms of the provider.

Nothing is changed, no secret's value is asked for, and what may not be read is listed.
"""
