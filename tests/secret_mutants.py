"""Specs with secrets in them, spoilt at random; and what of the secrets is printed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from spoilt_texts import FAULTS, rename_key

from tfgen.commands import difference, report, show
from tfgen.commands.discretion import discreet
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.pipeline import Checked, check_document
from tfgen.source import parse

FILE = "acc.yaml"
TODAY = datetime.date(2026, 1, 1)
# Nothing of them is a word, so that what is printed of one is no chance.
SECRETS = (
    "hq7Zt2Lw9xKd",
    "Vb4mXc81PsRj",
    "violet-harbour-quilt",
    "9f86d081884c7d65",
    "mW8rUo4yTc1E+/x0==",
    "zebra77quartz",
    "Rz5vCb92NfMe",
    "muffin-jigsaw-9",
    "eN6y!qPoLp$V",
    "kC2tBz0gFr9W",
    "wombat2yodel",
    "oQ8nVw1lYi6K",
    "GT3ZPD9REA2X",
    "uB7jKf5cZh0S",
)
(
    PASSWORD, IN_URL, QUOTED, FLOW, OPTION, IN_SHELL, BESIDE, IN_BLOCK,
    LABEL, BOOT, OVERRIDE, BEARER, BOUND, TOLD,
) = SECRETS  # fmt: skip
SPEC = f"""\
version: 1
environment: acc
region: eu-west-1
state: {{bucket: acc-terraform-state}}
profile: development
instance_groups:
  default:
    instance_type: t3.small
    ami_id: ami-12345678
    boot_commands: |
      set -e
      export REGISTRY_TOKEN={BOOT}
      docker pull example.com/app
services:
  orders:
    image: example.com/orders:1.0
    memory: 512
    port: 8080
    routes:
      default: {{match: [orders.example.com]}}
    environment:
      LOG_LEVEL: info
      DB_PASSWORD: {PASSWORD}
      DATABASE_URL: postgres://app:{IN_URL}@db.example.com:5432/orders
      SECRET_KEY: "{QUOTED}"
      SETTINGS: |
        host: db.example.com
        password: {IN_BLOCK}
        port: 5432
      TIMEOUT: 30
    command: [run, --port=8080, --password={OPTION}]
    labels:
      com.example.api-key: {LABEL}
    deployment:
      strategy: blue_green
      hooks:
        smoke-test:
          lambda: arn:aws:lambda:eu-west-1:012345678901:function:smoke-test
          stages: post_test_traffic_shift
          details: {{token: {TOLD}}}
  billing:
    image: example.com/billing:1.0
    memory: 512
    environment: {{MODE: live, API_TOKEN: {FLOW}, PGPASSWORD: '{BESIDE}', RETRIES: 3}}
    entrypoint: [sh, -c]
    command: ["PASSPHRASE={IN_SHELL} exec billing --verbose"]
    health_check:
      command: [CMD-SHELL, "curl -H 'Authorization: Bearer {BEARER}' http://localhost/health || exit 1"]
jobs:
  nightly:
    image: example.com/nightly:1.0
    memory: 512
    schedule: rate(1 day)
    environment:
      SMTP_PASSWD: {OVERRIDE}
      PRIVATE_KEY: >-
        {BOUND}
"""

# Mistakes of users beside secrets: where the language has another form, and where YAML has.
NEIGHBOURS = {
    "value of a variable": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD: {{value: {PASSWORD}}}"),
    "value below a variable": (
        f"DB_PASSWORD: {PASSWORD}",
        f"DB_PASSWORD:\n        value: {PASSWORD}",
    ),
    "name and value": (
        f"DB_PASSWORD: {PASSWORD}",
        f"- name: DB_PASSWORD\n        value: {PASSWORD}",
    ),
    "list of assignments": (f"DB_PASSWORD: {PASSWORD}", f"- DB_PASSWORD={PASSWORD}"),
    "a colon too many": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASS: ab: {PASSWORD}"),
    "unclosed list": (f"--password={OPTION}]", f"--password={OPTION}"),
    "words of an option": (f"--password={OPTION}", f"--password, {OPTION}"),
    "unclosed quote": (f'"{QUOTED}"', f'"{QUOTED}'),
    "tag": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD: !{PASSWORD}"),
    "alias": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD: *{PASSWORD}"),
    "at sign": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD: @{PASSWORD}"),
    "in secrets": ("environment:\n      LOG_LEVEL", "secrets:\n      LOG_LEVEL"),
    "twice": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD: {PASSWORD}\n      DB_PASSWORD: {BOUND}"),
    "as a comment": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD: #{PASSWORD}"),
    "without a space": (f"DB_PASSWORD: {PASSWORD}", f"DB_PASSWORD:{PASSWORD}"),
    "as environment": ("environment:\n      LOG_LEVEL: info\n      DB_PASSWORD: ", "environment: "),
}
WINDOW = 6


def starting_points() -> list[str]:
    """Return the spec, and the spec with each mistake beside a secret."""
    specs = [SPEC]
    for before, after in NEIGHBOURS.values():
        assert SPEC.count(before) == 1, before
        specs.append(SPEC.replace(before, after))
    return specs


def mutants(seed: int) -> Iterator[tuple[str, bool]]:
    """Yield specs with one to three faults each, without end, and whether a key was renamed.

    Under another name a value may be no secret any more to whoever asks for the values.
    """
    chance = random.Random(seed)
    specs = starting_points()
    while True:
        text = chance.choice(specs)
        faults = chance.choices(FAULTS, k=chance.choice((1, 1, 1, 2, 3)))
        for fault in faults:
            text = fault(text, _place(text, chance), chance)
        yield text, rename_key in faults


def _place(text: str, chance: random.Random) -> int:
    """Return an offset, in half of all cases near a secret."""
    secret = chance.choice(SECRETS)
    at = text.find(secret)
    if at < 0 or chance.random() < 0.4:
        return chance.randrange(len(text) + 1)
    return max(0, min(len(text), at + chance.randrange(-30, 30)))


@dataclass(frozen=True)
class Printed:
    """All that tfgen prints of a spec: findings in each format, and values where it is sound."""

    findings: str
    values: str = ""


def printed(text: str, whole: Checked | None = None) -> Printed:
    """Return what tfgen says of a spec, what it shows of it, and how that differs from another."""
    try:
        checked = check_document(parse(text.encode(), FILE), TODAY)
    except TfgenError as error:
        return Printed(_told(error.diagnostics, text))
    values = [form(checked.cluster, checked.findings) for form in (show.as_yaml, show.as_json)]
    if whole:
        for pair in ((whole, checked), (checked, whole)):
            differences = difference.differences(*pair)
            values += [difference.as_text(differences), difference.as_json(differences)]
    return Printed(_told(checked.findings, text), "\n".join(values))


def _told(findings: tuple[Diagnostic, ...], text: str) -> str:
    findings = discreet(findings, {FILE: text})
    forms = [report.text(findings, {FILE: text})]
    forms += [form(findings) for form in report.FOR_TOOLS.values()]
    return "\n".join(forms)


def leaks(said: str) -> list[str]:
    """Return the secrets of which six characters in a row are printed."""
    found = []
    for secret in SECRETS:
        pieces = (secret[at : at + WINDOW] for at in range(len(secret) - WINDOW + 1))
        if any(piece in said for piece in pieces):
            found.append(secret)
    return found
