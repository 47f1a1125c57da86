"""`tfgen ami`: what AWS recommends, as the emulator has it, against what specs pin; pins edited
where they stand."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from tfgen.cli import main

# Each call of boto3 reads the models of its services anew.
pytestmark = pytest.mark.slow

X86 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
ARM = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
OLD = "ami-0a1b2c3d4e5f60718"
HEAD = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"


@pytest.fixture(autouse=True, scope="module")
def emulator() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture(autouse=True)
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))


def recommended(parameter: str, region: str = "eu-west-1") -> str:
    value: str = boto3.client("ssm", region_name=region).get_parameter(Name=parameter)["Parameter"][
        "Value"
    ]
    return value


def put(text: str, name: str = "acc.yaml") -> Path:
    path = Path(name)
    path.write_bytes(text.encode())
    return path


def group(pin: str, kind: str = "m7i.large") -> str:
    return f"{HEAD}instance_groups:\n  default: {{instance_type: {kind}, ami_id: {pin}}}\n"


def test_check_exits_with_2_where_another_image_is_recommended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(group(OLD))

    assert 2 == main(["ami", "check", "acc.yaml"])

    captured = capsys.readouterr()
    assert f"acc.yaml: default: {OLD}; AWS recommends {recommended(X86)}\n" == captured.out


def test_check_exits_with_0_where_the_pin_is_the_recommended_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(group(recommended(ARM), "t4g.medium"))

    assert 0 == main(["ami", "check", "acc.yaml"])

    assert (
        f"acc.yaml: default: {recommended(ARM)} is the one that AWS recommends\n"
        == capsys.readouterr().out
    )


def test_check_asks_in_the_region_of_each_spec(capsys: pytest.CaptureFixture[str]) -> None:
    put(group(OLD))
    put(group(OLD).replace("eu-west-1", "us-west-2"), "us.yaml")

    assert 2 == main(["ami", "check", "acc.yaml", "us.yaml", "--format", "json"])

    images = json.loads(capsys.readouterr().out)["images"]
    assert [recommended(X86), recommended(X86, "us-west-2")] == [
        image["recommended"] for image in images
    ]
    assert recommended(X86) != recommended(X86, "us-west-2")


def test_a_group_without_a_pin_is_told_and_is_no_reason_to_fail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(f"{HEAD}instance_groups:\n  default: {{instance_type: m7i.large}}\n")

    assert 0 == main(["ami", "check", "acc.yaml"])
    assert 0 == main(["ami", "update", "acc.yaml"])

    assert f"not pinned; AWS recommends {recommended(X86)}" in capsys.readouterr().out


def test_check_writes_nothing() -> None:
    path = put(group(OLD))
    before = (path.read_bytes(), path.stat().st_mtime_ns)

    main(["ami", "check", "acc.yaml"])

    assert before == (path.read_bytes(), path.stat().st_mtime_ns)


@pytest.mark.parametrize(
    "pin",
    [
        f"ami_id: {OLD}   # pinned in May; was ami-11111111",
        f'ami_id: "{OLD}"',
        f"'ami_id' :   '{OLD}'",
        f"ami_id: &pin {OLD}  # a name",
        f"ami_id:\n      {OLD}",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_update_changes_the_pin_and_no_other_byte(pin: str, end: str, bom: str) -> None:
    text = f"# Größe: ami-0a1b2c3d\n{HEAD}\ninstance_groups:\n  default:\n    instance_type: m7i.large # ✓\n    {pin}\n"
    path = put(bom + text.replace("\n", end))
    before = path.read_bytes()

    assert 0 == main(["ami", "update", "acc.yaml"])

    assert before.replace(OLD.encode(), recommended(X86).encode()) == path.read_bytes()
    assert 0 == main(["ami", "check", "acc.yaml"])


def test_update_edits_every_group_and_tells_them_apart(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        HEAD
        + "instance_groups:\n"
        + "".join(
            f"  {name}: {{ami_id: {OLD}, instance_type: {kind}}}\n"
            for name, kind in (("a", "m7i.large"), ("b", "m7g.large"))
        )
    )
    path = put(text)

    assert 0 == main(["ami", "update", "acc.yaml"])

    a, b = path.read_text().splitlines()[-2:]
    assert f"  a: {{ami_id: {recommended(X86)}, instance_type: m7i.large}}" == a
    assert f"  b: {{ami_id: {recommended(ARM)}, instance_type: m7g.large}}" == b
    assert f"default: {OLD}" not in capsys.readouterr().out


def test_update_edits_a_pin_under_defaults_once() -> None:
    shared = f"defaults:\n  instance_groups: {{ami_id: {OLD}}}\n"
    path = put(
        f"{HEAD}{shared}instance_groups:\n  a: {{instance_type: t3.small}}\n  b: {{instance_type: m7i.large}}\n"
    )
    before = path.read_text()

    assert 0 == main(["ami", "update", "acc.yaml"])

    assert before.replace(OLD, recommended(X86)) == path.read_text()


def test_update_edits_the_base_that_pins() -> None:
    base = put(group(OLD), "base.yaml")
    path = put("version: 1\nenvironment: acc\nextends: base.yaml\n")
    before = path.read_bytes()

    assert 0 == main(["ami", "update", "acc.yaml"])

    assert before == path.read_bytes()
    assert group(recommended(X86)) == base.read_text()


def test_update_edits_the_anchor_that_an_alias_repeats() -> None:
    groups = f"  a: {{instance_type: t3.small, ami_id: &pin {OLD}}}\n  b: {{instance_type: t3.large, ami_id: *pin}}\n"
    path = put(f"{HEAD}instance_groups:\n{groups}")

    assert 0 == main(["ami", "update", "acc.yaml"])

    assert f"&pin {recommended(X86)}}}" in path.read_text()
    assert "*pin}" in path.read_text()


def test_update_refuses_one_line_for_images_that_differ(capsys: pytest.CaptureFixture[str]) -> None:
    shared = f"defaults:\n  instance_groups: {{ami_id: {OLD}}}\n"
    path = put(
        f"{HEAD}{shared}instance_groups:\n  a: {{instance_type: t3.small}}\n  b: {{instance_type: t4g.small}}\n"
    )
    before = path.read_bytes()

    assert 3 == main(["ami", "update", "acc.yaml"])

    error = capsys.readouterr().err
    assert "acc.yaml:6:29: error[WRITE031]" in error
    assert recommended(X86) in error and recommended(ARM) in error
    assert before == path.read_bytes()


def test_update_refuses_a_pin_with_escapes_and_changes_no_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sound = put(group(OLD), "a.yaml")
    path = put(group('"ami-\\u0030a1b2c3d4e5f60718"'), "b.yaml")
    before = (sound.read_bytes(), path.read_bytes())

    assert 3 == main(["ami", "update", "a.yaml", "b.yaml"])

    assert "b.yaml:6:47: error[WRITE030]" in capsys.readouterr().err
    assert before == (sound.read_bytes(), path.read_bytes())


def test_update_keeps_permissions_and_links() -> None:
    path = put(group(OLD), "real.yaml")
    path.chmod(0o640)
    Path("acc.yaml").symlink_to(path)

    assert 0 == main(["ami", "update", "acc.yaml"])

    assert Path("acc.yaml").is_symlink()
    assert 0o640 == stat.S_IMODE(path.stat().st_mode)
    assert group(recommended(X86)) == path.read_text()
    assert ["acc.yaml", "real.yaml"] == sorted(path.name for path in Path.cwd().iterdir())


def test_the_profile_of_the_spec_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    put(group(OLD) + "profile: nobody-has-this\n")

    assert 5 == main(["ami", "check", "acc.yaml"])

    error = capsys.readouterr().err
    assert "error[IO061]" in error
    assert "there is no profile 'nobody-has-this'" in error


PROGRAM = "import sys; from tfgen.cli import main; sys.exit(main(sys.argv[1:]))"


def run(program: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on its own, without the emulator around it."""
    root = str(Path(__file__).parent.parent)
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env |= {"PYTHONPATH": root, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(Path.cwd())}
    command = [sys.executable, "-c", program, *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_without_credentials_it_says_how_to_log_in() -> None:
    put(group(OLD))

    done = run(PROGRAM, "ami", "check", "acc.yaml")

    assert 5 == done.returncode
    assert (
        "error[IO061]" in done.stderr
        and "no valid credentials" in done.stderr
        and "aws sso login" in done.stderr
    )
    assert "" == done.stdout


def test_without_boto3_it_says_what_to_install() -> None:
    put(group(OLD))

    done = run(f"import sys; sys.modules['boto3'] = None; {PROGRAM}", "ami", "check", "acc.yaml")

    assert 5 == done.returncode
    assert "error[IO060]" in done.stderr and "pip install 'tfgen[aws]'" in done.stderr


def test_nothing_else_imports_boto3() -> None:
    put(group(OLD))

    program = PROGRAM.replace(
        "sys.exit(main(sys.argv[1:]))", "print(main(sys.argv[1:]), 'boto3' in sys.modules)"
    )
    done = run(program, "render", "acc.yaml")

    assert "0 False\n" == done.stdout, done.stderr
