"""Judge what two trees share of names that AWS takes once.

`scopes` is AWS's side: by what a thing is known, and within what. `clusters` draws specs, `judge`
reads their plans and finds what two of them have in common without a word from `tfgen validate`.
"""
