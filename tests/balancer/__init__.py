"""An application balancer's listener that is simulated, and what makes one of its rules narrower.

Nothing in here knows tfgen: rules come as the conditions that Elastic Load Balancing takes.
"""
