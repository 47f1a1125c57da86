"""IPv4 and IPv6 blocks, as AWS writes them: the first address and the prefix, without host bits."""

from __future__ import annotations

import ipaddress

from tfgen.language.texts import fault, read_text, shown


def read_cidr(value: object) -> str:
    """Read an IPv4 block without host bits, such as 10.0.0.0/16."""
    text = read_text(value, "an IPv4 block")
    try:
        network = ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        message = f"{shown(text)} is not an IPv4 block"
        fault("SPEC009", message, "write an address and a prefix, such as 10.0.0.0/16")
    if "/" not in text:
        from tfgen.language.meant import block_around  # a sound spec has no need of it

        help = f"write {text}/32 for the one address"
        if block_around(text) != f"{text}/32":
            help = f"write the size of the block too, such as {block_around(text)}"
        fault("SPEC009", f"{shown(text)} has no prefix", help)
    # Python takes 10.0.0.0/255.255.0.0 and 10.0.0.0/016 for a block as well.
    if not text.endswith(f"/{network.prefixlen}"):
        fault("SPEC009", f"{shown(text)} has no plain prefix", f"write {network}")
    if str(network) != text:
        message = f"{shown(text)} is not the first address of its block"
        fault("SPEC009", message, f"write {network}")
    return text


def read_block(value: object) -> str:
    """Read an IPv4 or IPv6 block without host bits."""
    text = read_text(value, "an IPv4 or IPv6 block")
    if ":" not in text:
        return read_cidr(value)
    try:
        network = ipaddress.IPv6Network(text, strict=False)
    except ValueError:
        message = f"{shown(text)} is not an IPv6 block"
        fault("SPEC009", message, "write an address and a prefix, such as ::/0")
    if "/" not in text:
        fault("SPEC009", f"{shown(text)} has no prefix", f"write {text}/128 for the one address")
    # AWS stores the shortest form: https://www.rfc-editor.org/rfc/rfc5952#section-4
    if str(network) != text:
        fault("SPEC009", f"{shown(text)} is not the shortest form of its block", f"write {network}")
    return text
