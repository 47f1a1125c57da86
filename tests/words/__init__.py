"""Every word of the language once: what the words are, which of them a spec uses, and specs that
together use all."""
