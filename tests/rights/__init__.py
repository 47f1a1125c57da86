"""Every policy of a cluster, judged: what its words mean to AWS, and what they allow and refuse."""
