"""Which rule of a listener is asked first, as a simulated balancer and AWS's pages judge it."""

from __future__ import annotations

import datetime
import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from balancer.judge import Match, Outcome, faults
from hypothesis import given
from hypothesis import strategies as st

from tfgen import language, rules, source
from tfgen.resolve import resolve

TODAY = datetime.date(2026, 1, 1)
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
SERVICE = {"image": "quay.io/acme/api:1.0", "cpu": 256, "memory": 512, "port": 80}
HEAD = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "load_balancers": {"web": {"fixed_response": 404, "certificate_arns": CERTIFICATE}},
}
# Two rules that have no order, or ask for the same.
REFUSED = ("RULE227", "RULE340")
WORDS = ("api", "web", "shop", "cart", "admin", "img", "users", "orders", "search", "mail")


def names(count: int, seed: int) -> list[str]:
    """Return names of services, other ones for each seed."""
    drawn = random.Random(seed)
    return [f"{drawn.choice(WORDS)}-{drawn.randrange(10**6)}" for _ in range(count)]


def outcome(matches: Sequence[Match], seed: int) -> Outcome:
    """Return what becomes of matches, each of a service of its own."""
    keys = names(len(matches), seed)
    services = {
        key: {**SERVICE, "routes": {"web": {"match": [match]}}}
        for key, match in zip(keys, matches, strict=True)
    }
    text = json.dumps({**HEAD, "services": services}, indent=1)
    cluster = resolve(language.read(source.parse(text.encode(), "spec.yaml")))
    findings = rules.check(cluster, TODAY)
    priorities = [cluster.services[key].routes["web"].match[0].priority for key in keys]
    lines = {cluster.at("services", key, "routes", "web", "match", 0).line: key for key in keys}
    pairs = [
        (finding.path[1], lines[place.line])
        for finding in findings
        if finding.code in REFUSED
        for place, _ in finding.also
    ]
    return Outcome(tuple(priorities), frozenset(_numbers(keys, pair) for pair in pairs))


def _numbers(keys: list[str], pair: tuple[Any, Any]) -> tuple[int, int]:
    first, second = sorted(keys.index(key) for key in pair)
    return first, second


def judged(matches: Sequence[Match], draws: int = 8) -> list[str]:
    return faults(matches, [outcome(matches, seed) for seed in range(draws)])


PATTERNS = """
www.example.com  example.com  *.example.com  admin-*.example.com  *.eu.example.com  *example.com
admin-??.example.com  *.example.*  admin.*.com  www.example.com/*  www.example.com/api/*
www.example.com/api  *.example.com/api/*  *.eu.example.com/api/*  admin-*.example.com/api*
/*  /  /a  /api  /api/  /api/*  /api*  /ap*  /api/v1  /api/v1/*  /api/v?/*  /api/v?  /api/v*
/shop/*  /shop/cart*  /shop/cart/*  /shop/*/cart  /shop/*/cart/*  /*/cart  /*/cart/*  /s*/cart*
/sh?p/*  /shop?/*  /shop/?*  /shop/*.jpg  /*.jpg  /*jpg  /*jpg*  /img/*  /img/*/pics  /img/*.jpg
/a/b/c/d/e/f  /a/b/c/d/e/f/*  /a/b/c/d/e/*  /a/b/c/d/*  /a/b/c/*  /a/*/c/*  /a/b/c/d/e/f/g*
/item-?  /item-??  /item-*  /item-1?  /item-1*  /**  /a/**  //  //*
www.example.com/shop/*  WWW.example.com/shop/cart*
""".split()
MORE = [
    {"pattern": "/img/*", "methods": ["PUT"]},
    {"pattern": "/img/*", "methods": ["PUT", "POST"]},
    {"pattern": "/img/*", "methods": ["GET"]},
    {"pattern": "/img/*", "headers": {"X-Canary": ["yes"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["yes", "no"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["*"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["YES"], "X-Tenant": ["a"]}},
    {"pattern": "/img/*", "headers": {"x-canary": ["yes"]}, "methods": ["PUT"]},
    {"pattern": "/img/*", "source_cidrs": ["10.0.0.0/8"]},
    {"pattern": "/img/*", "source_cidrs": ["10.1.0.0/16", "192.0.2.0/24"]},
    {"pattern": "/img/*", "source_cidrs": ["10.1.2.0/24"]},
    {"pattern": "/img/a*", "methods": ["PUT"]},
    {"pattern": "www.example.com", "methods": ["POST"]},
    {"pattern": "/*", "methods": ["POST"]},
    {"pattern": "/*", "headers": {"User-Agent": ["*Mobile*"]}},
    {"pattern": "/api/v1", "methods": ["GET"]},
]
SWEPT: list[Match] = [*({"pattern": pattern} for pattern in PATTERNS), *MORE]
LISTED = Path("/work/shared/cases/aws/overlapping-rules.yaml")
if __name__=="__main__":
    spec = yaml.safe_load(LISTED.read_text())
    ms=[]
    for s in spec["services"].values():
        m=s["routes"]["public"]
        if isinstance(m,dict): m=m["match"][0]
        ms.append(m if isinstance(m,dict) else {"pattern":m})
    print(ms)
    for f in judged(ms): print(f)
    import time; t=time.time()
    fs=judged(SWEPT,3); print(len(SWEPT),len(fs),time.time()-t)
    from collections import Counter
    print(Counter(f.split(": ")[-1] if " goes to " not in f else "goes" for f in fs))
    for f in fs[:10]: print(f)
