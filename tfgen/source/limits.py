"""How much a spec may hold: enough for any cluster, and too little to exhaust a machine."""

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 500_000
# A few nested aliases name a billion values: https://en.wikipedia.org/wiki/Billion_laughs_attack
MAX_ALIASED_NODES = 1_000
MAX_PROBLEMS = 1_000
