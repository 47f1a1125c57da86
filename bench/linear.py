"""Measure how the cost of a spec grows with its services: 100, 300 and 1,000 of them.

    python bench/linear.py [-n RUNS]

Prints the CPU of `tfgen validate` and of `tfgen render`, each less that of `tfgen --version`, and how
many times that of 100 services it is. With ten times the services it should be at most eleven times.
tests/test_linear.py counts calls, which no machine's load touches.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SIZES = (100, 300, 1000)

# Fifty services as teams have them: a word each, a letter for each thing that it has.
ROWS = (
    "farv asdk fpaesdko fa iro wpaesox - sv psdkr adkr fpaesmr fiesmkox fo fa ie paesdk",
    "wier fsd fwpsmk fasdrv fiasmno wiasmd fiasdk ask fpasnro fsrx pk wpk paesnrv ped",
    "fpas dkx snro f fwpedkr fpko - wies pasdk sd p ikr isnk iaesm skro iaedr adx asmdox",
    "dr wpao",
)
MIX = [word for row in ROWS for word in row.split()]
IMAGES = "012345678901.dkr.ecr.eu-west-1.amazonaws.com"
REST = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "account_id": "012345678901",
    "instance_groups": {"default": {"instance_type": "m7i.large", "min_size": 2, "max_size": 6}},
    "alerts": {"emails": ["ops@example.com"]},
    "file_systems": {"data": {}},
}
CERTIFICATE = "certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
PUBLIC = {"certificate_arns": f"arn:aws:acm:eu-west-1:012345678901:{CERTIFICATE}"}
INTERNAL = {"scheme": "internal"}
# A listener takes no more than 100 rules: each fifty services have balancers of their own.
SERVED = 50
NIGHT = {"schedule": "cron(0 20 * * ? *)", "min": 0, "max": 1}
JOBS = {"namespace": "Acme", "metric_name": "Jobs", "target": 10}


def spec(services: int) -> str:
    """Return a spec with so many services, as JSON: the mix again and again under new keys."""
    words = itertools.islice(itertools.cycle(MIX), services)
    members = {f"app{number}": service(number, word) for number, word in enumerate(words)}
    balancers = {}
    for number in range(-(-services // SERVED)):
        balancers |= {f"public{number}": PUBLIC, f"internal{number}": INTERNAL}
    return json.dumps({**REST, "load_balancers": balancers, "services": members}, indent=1)


def service(number: int, letters: str) -> dict[str, Any]:
    """Return the service that a word of the mix stands for."""
    key, served = f"app{number}", number // SERVED
    read = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::acme/*"]}
    parts: dict[str, dict[str, Any]] = {
        "f": {"capacity": "fargate"},
        "w": {"network_mode": "awsvpc"},
        "p": {"port": 8080, "routes": {f"public{served}": f"{key}.example.com"}},
        "i": {"port": 8080, "routes": {f"internal{served}": f"{key}.example.com"}},
        "s": {"scaling": scaling(letters)},
        "d": {"dashboard": True},
        "k": {"secrets": {"TOKEN": f"/acc/{key}/token"}},
        "r": {"task_role": {"statements": [read]}},
        "o": {"deployment": {"owner": "external"}},
        "x": {"exec": True},
        "v": {"volumes": {"data": {"efs": "data"}}, "mounts": ["data:/data"]},
    }
    made: dict[str, Any] = {"image": f"{IMAGES}/{key}:1.0.0", "cpu": 256, "memory": 512}
    for letter in letters:
        made |= parts.get(letter, {})
    limits = {"a": {"cpu": 90}, "e": {"http_5xx": 10}}
    alarms = {name: limit for letter in letters for name, limit in limits.get(letter, {}).items()}
    return {**made, "alarms": alarms} if alarms else made


def scaling(letters: str) -> dict[str, Any]:
    """Return how a service with these letters scales."""
    made: dict[str, Any] = {"min": 1, "max": 4, "cpu": 60}
    if "m" in letters:
        made["metrics"] = {"backlog": JOBS}
    if "n" in letters:
        made["schedules"] = {"night": NIGHT}
    return made


def seconds(command: list[str]) -> float:
    """Run a command and return its user and system time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=3, help="runs of each")
    runs = range(parser.parse_args().n)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode beside it
    tfgen = [sys.executable, "-m", "tfgen"]
    with tempfile.TemporaryDirectory() as folder:
        start = statistics.median(seconds([*tfgen, "--version"]) for _ in runs)
        print(f"{'--version':<10} {start:7.2f} s")
        for command in ("validate", "render"):
            least = 0.0
            for size in SIZES:
                path = Path(folder, f"services-{size}.yaml")
                path.write_text(spec(size))
                for_size = [*tfgen, command, str(path)]
                for_size += ["-o", f"{folder}/{size}", "--force"] if command == "render" else []
                taken = statistics.median(seconds(for_size) for _ in runs) - start
                least = least or taken
                print(f"{command:<10} {taken:7.2f} s {size:6} services {taken / least:7.1f} x")


if __name__ == "__main__":
    main()
