"""What a newer AWS provider alone has: the trees that use it ask for it, and the others do not."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tfgen.diagnostics import TfgenError
from tfgen.facts.provider_features import FEATURES, least_version
from tfgen.pipeline import build, check
from tfgen.tree import RenderedFile
from tfgen.verify import provider, verify

SPECS = Path(__file__).parent.parent / "specs"
TODAY = datetime.date(2026, 1, 1)


def tree(spec: str) -> dict[str, str]:
    return {file.path: file.text for file in build(check(SPECS / f"{spec}.yaml", TODAY)).files}


def test_a_regional_nat_gateway_raises_the_constraint_of_its_module_and_of_the_root() -> None:
    files = tree("regional-nat")
    asked = {
        path.removesuffix("/versions.tf"): text
        for path, text in files.items()
        if path.endswith("versions.tf")
    }

    assert ["modules/nat_regional"] == [path for path, text in asked.items() if '">= 6.24"' in text]
    assert '">= 6.24, < 7.0"' in files["versions.tf"]


def test_a_route_that_rewrites_raises_the_constraint_of_its_module_and_of_the_root(
    tmp_path: Path,
) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "{version: 1, environment: acc, region: eu-west-1, services: {"
        "web: {image: nginx:1.27, cpu: 256, memory: 512, port: 80, routes: {default: {"
        "match: /shop/*, transform: {url_rewrite: {regex: ^/shop/(.*)$, replace: /$1}}}}}, "
        "api: {image: nginx:1.27, cpu: 256, memory: 512, port: 80, routes: {default: /api/*}}}}"
    )
    files = {file.path: file.text for file in build(check(spec, TODAY)).files}

    assert '">= 6.19, < 7.0"' in files["versions.tf"]
    asked = {path for path, text in files.items() if '">= 6.19"' in text}
    assert {"modules/service_routes_rewriting/versions.tf"} == asked
    assert "transform" not in files["modules/service_routes/main.tf"]


def test_what_every_provider_has_raises_nothing() -> None:
    files = tree("minimal")

    assert '">= 5.100, < 7.0"' in files["versions.tf"]
    assert [] == [path for path, text in files.items() if '">= 6.' in text]


def test_the_newest_of_several_features_decides() -> None:
    assert ">= 5.100" == least_version([])
    assert ">= 6.21" == least_version(["blue_green", "canary"])


def test_verify_finds_a_feature_that_its_module_does_not_ask_for() -> None:
    files = tree("regional-nat")
    path = "modules/nat_regional/versions.tf"
    files[path] = files[path].replace(">= 6.24", ">= 6.23")

    with pytest.raises(TfgenError) as error:
        verify([RenderedFile(path, text) for path, text in files.items()])
    assert [("HCL075", "modules/nat_regional/main.tf")] == [
        (finding.code, finding.location.file if finding.location else None)
        for finding in error.value.diagnostics
    ]


@pytest.mark.parametrize("use", [use for feature in FEATURES.values() for use in feature.uses])
def test_a_use_is_in_the_newer_schema_and_not_in_the_older(use: str) -> None:
    resource, *path = use.split(".")

    assert [False, True] == [
        _has(provider.body("resource", resource, version), path) for version in ("5", "6")
    ]


def _has(body: provider.Body | None, path: list[str]) -> bool:
    assert body is not None
    first, *rest = path
    if rest:
        return first in body.blocks and _has(body.blocks[first].body, rest)
    return first in body.blocks or first in body.attributes
