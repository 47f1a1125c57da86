"""The commands as a user runs them: what is printed where, exit codes, and that a mistake writes
nothing."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tfgen.cli import main
from tfgen.commands.report import sarif
from tfgen.diagnostics import Diagnostic, Location

MINIMAL = """\
version: 1
environment: acc
region: eu-west-1
instance_groups:
  default: {instance_type: t3.small}
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(MINIMAL)
    return Path("acc.yaml")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_render_writes_the_tree_and_says_what_to_do_next(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["render", str(spec)])

    captured = capsys.readouterr()
    assert "" == captured.out
    assert "terraform init" in captured.err
    assert Path("out/acc/modules/vpc/main.tf").is_file()


def test_rendering_again_changes_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["render", str(spec)])
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}

    assert 0 == main(["render", str(spec)])

    assert before == {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}


def broken(spec: Path, text: str) -> Path:
    """Render the sound spec, then break it: the tree of the sound one must survive."""
    assert 0 == main(["render", str(spec)])
    spec.write_text(text)
    return spec


@pytest.mark.parametrize(
    ("more", "place", "words"),
    [
        pytest.param("netwrok: {}\n", "acc.yaml:6:1", "did you mean 'network'?", id="misspelt key"),
        pytest.param(
            "network:\n  availability_zones:\n    eu-west-1a: {public: 10.1.0.0/24}\n    eu-west-1b:\n",
            "acc.yaml:8:26",
            "10.0.0.0/16",
            id="subnet outside the VPC",
        ),
        pytest.param(
            "network: {availability_zones: [eu-west-1a, eu-west-1x]}\n",
            "acc.yaml:6:44",
            "eu-west-1x",
            id="unknown zone",
        ),
        pytest.param(
            f"load_balancers: {{{'b' * 40}: {{}}}}\n",
            "acc.yaml:6:18",
            "31",
            id="a balancer's name of 40 characters",
        ),
    ],
)
def test_mistake_is_reported_with_its_place_and_nothing_is_written(
    spec: Path, capsys: pytest.CaptureFixture[str], more: str, place: str, words: str
) -> None:
    broken(spec, MINIMAL + more)
    before = snapshot(Path("out"))
    capsys.readouterr()

    assert 1 == main(["render", str(spec)])

    shown = capsys.readouterr().err
    assert [] == [part for part in (f"{place}: error[", words) if part not in shown], shown
    assert before == snapshot(Path("out"))


def test_ten_mistakes_are_reported_at_once(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """\
version: 1
environment: Acc
region: eu-west-1
network:
  cidr: 10.0.0.1/16
  nat: per-az
instance_groups:
  default:
    insatnce_type: t3.small
    min_size: "2"
    max_size: 1_0
    root_volume: 20
load_balancers:
  x: {idle_timeout: 60, deletion_protection: yes}
logs: {retention_days: 31}
alerts: {emails: [ops]}
"""
    broken(spec, text)
    before = snapshot(Path("out"))
    capsys.readouterr()

    assert 1 == main(["validate", str(spec), "--format", "json"])

    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    lines = [
        finding["location"]["line"] for finding in diagnostics if finding["severity"] == "error"
    ]
    assert [2, 5, 6, 9, 10, 11, 12, 14, 14, 15, 16] == lines
    assert before == snapshot(Path("out"))


@pytest.mark.slow
def test_file_edited_by_hand_is_not_overwritten(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["render", str(spec)])
    edited = Path("out/acc/modules/vpc/main.tf")
    edited.write_text(edited.read_text() + "# mine\n")
    spec.write_text(MINIMAL.replace("t3.small", "t3.large"))
    before = snapshot(Path("out"))
    capsys.readouterr()

    assert 3 == main(["render", str(spec)])

    assert "modules/vpc/main.tf" in capsys.readouterr().err
    assert before == snapshot(Path("out"))
    assert 0 == main(["render", str(spec), "--force"])
    assert "# mine" not in edited.read_text()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs users")
def test_read_only_target_is_an_error_of_output(spec: Path, tmp_path: Path) -> None:
    main(["render", str(spec)])
    spec.write_text(MINIMAL.replace("t3.small", "t3.large"))
    before = snapshot(Path("out"))
    for path in [Path("out/acc"), *Path("out/acc").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for above in [tmp_path, *tmp_path.parents]:
        if (
            above.owner() == Path.home().owner()
            and above.stat().st_mode & 0o700
            and above != Path("/")
        ):
            above.chmod(above.stat().st_mode | 0o055)

    done = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED, "render", str(spec)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (5, before) == (done.returncode, snapshot(Path("out"))), done.stderr
    assert "out/acc" in done.stderr


# Root may write everywhere, so the process gives its rights away; it has run once by then, since
# nobody else may be able to read the interpreter's modules.
UNPRIVILEGED = """
import os, sys
import tfgen.cli
tfgen.cli.main(["render", "--check", *sys.argv[2:]])
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
sys.exit(tfgen.cli.main())
"""


def test_check_exits_with_2_when_files_would_change(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["render", "--check", str(spec)])
    assert not Path("out").exists()

    main(["render", str(spec)])

    assert 0 == main(["render", "--check", str(spec)])


def test_render_with_diff_prints_the_difference_to_stdout(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["render", str(spec)])
    spec.write_text(MINIMAL.replace("t3.small", "t3.large"))
    capsys.readouterr()

    assert 2 == main(["render", "--diff", str(spec)])

    changed = [
        line for line in capsys.readouterr().out.splitlines() if line.startswith(("-  ", "+  "))
    ]
    assert [
        '-  instance_type           = "t3.small"',
        '+  instance_type           = "t3.large"',
    ] == [line for line in changed if "instance_type " in line]


@pytest.mark.slow
def test_verify_accepts_what_render_wrote_and_names_what_is_broken(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["render", str(spec)])
    assert 0 == main(["verify", "out/acc"])
    network = Path("out/acc/network.tf")
    network.write_text(network.read_text().replace("module.vpc.vpc_id", "module.vpc.vpc_idd", 1))
    capsys.readouterr()

    assert 4 == main(["verify", "out/acc"])

    told = capsys.readouterr().err
    assert f"{Path('out/acc/network.tf')}:" in told
    assert "vpc_idd" in told


def test_verify_tells_what_is_deprecated_and_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    role = 'resource "aws_iam_role" "r" {\n  assume_role_policy = "{}"\n  managed_policy_arns = []\n}\n'
    (tmp_path / "main.tf").write_text(role)

    assert 0 == main(["verify", str(tmp_path)])

    assert f"{tmp_path / 'main.tf'}:3:3: warning[HCL066]" in capsys.readouterr().err


def test_validate_writes_nothing(spec: Path) -> None:
    assert 0 == main(["validate", str(spec)])

    assert ["acc.yaml"] == [path.name for path in Path().iterdir()]


@pytest.mark.parametrize("name", ["..yaml", "...yaml"])
@pytest.mark.parametrize(
    "arguments", [["render"], ["render", "--force"], ["render", "--check"], ["diff"]]
)
def test_a_spec_is_never_rendered_beside_its_folder(
    spec: Path, capsys: pytest.CaptureFixture[str], name: str, arguments: list[str]
) -> None:
    spec.rename(name)

    assert 64 == main([*arguments, name])

    assert "give it another name" in capsys.readouterr().err
    assert [name] == [path.name for path in Path().iterdir()]


def test_a_hidden_spec_has_its_folder_too(spec: Path) -> None:
    spec.rename(".acc.yaml")

    assert 0 == main(["render", ".acc.yaml"])

    assert [".acc"] == [path.name for path in Path("out").iterdir()]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("specs/acc.yaml", "specs/acc.yaml"),
        ("/srv/acc.yaml", "file:///srv/acc.yaml"),
        ("my specs/100% é?#[1].yaml", "my%20specs/100%25%20%C3%A9%3F%23%5B1%5D.yaml"),
        ("eu:acc.yaml", "eu%3Aacc.yaml"),  # else eu: were the scheme
        (os.fsdecode(b"caf\xe9.yaml"), "caf%E9.yaml"),
    ],
)
def test_sarif_names_files_as_rfc_3986_demands(file: str, uri: str) -> None:
    told = json.loads(sarif([Diagnostic("RULE001", "no", Location(file))]))

    (result,) = told["runs"][0]["results"]
    assert uri == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(
    "arguments", [["rendr"], ["render"], ["render", "--wat", "x"], ["verify", "nowhere"]]
)
def test_wrong_command_line_exits_with_64(spec: Path, arguments: list[str]) -> None:
    assert 64 == main(arguments)


def test_a_spec_may_come_from_standard_input(
    spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    given(spec.read_text())
    assert 0 == main(["validate", "-"])
    assert "-: valid" in capsys.readouterr().err
    given(spec.read_text())
    assert 0 == main(["show", "-"])
    capsys.readouterr()
    given(spec.read_text().replace("instance_groups", "instance_group"))
    assert 1 == main(["validate", "-"])
    shown = capsys.readouterr().err
    assert "-:" in shown and "| instance_group:" in shown


def test_a_spec_from_standard_input_is_rendered_by_the_name_of_its_cluster(
    spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = spec.read_text() + "cluster: {name: acc-shop}\n"
    for arguments, code in ((["render", "-"], 0), (["render", "-", "--check"], 0)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert code == main(arguments)
    assert "into out/acc-shop: standard input is named by what it" in capsys.readouterr().err
    assert ["acc-shop"] == [folder.name for folder in Path("out").iterdir()]
    assert "Generated by tfgen from `standard input`" in Path("out/acc-shop/README.md").read_text()
    changed = text.replace("t3.small", "t3.large")
    assert changed != text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(changed.encode())))
    assert 2 == main(["render", "-", "--diff"])


def test_missing_spec_is_an_error_of_input(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 5 == main(["validate", "nowhere.yaml"])

    assert "nowhere.yaml" in capsys.readouterr().err


@pytest.mark.slow
def test_init_writes_a_spec_that_renders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert 0 == main(["init"])
    assert 0 == main(["render", "cluster.yaml"])
    assert 3 == main(["init"])

    assert ["cluster.yaml", "out", "tfgen.schema.json"] == sorted(
        path.name for path in Path().iterdir()
    )


@pytest.mark.parametrize(
    "arguments", [["--region", "moon"], ["--environment", "a b"], ["--instance-type", "t3.smal"]]
)
def test_init_writes_nothing_that_is_not_valid(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert 64 == main(["init", *arguments])

    assert ("USAGE020" in capsys.readouterr().err, []) == (True, list(tmp_path.iterdir()))


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_a_spec_whose_name_is_no_utf8_is_rendered(spec: Path) -> None:
    named = spec.rename(os.fsdecode(b"caf\xe9.yaml"))

    assert 0 == main(["render", str(named)])

    assert "caf\ufffd.yaml" in (Path("out") / named.stem / "README.md").read_text()


def test_show_says_where_each_value_comes_from(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["show", str(spec)])

    lines = capsys.readouterr().out.splitlines()
    # Of NAT instances, which there are none, and of the group.
    assert ["default", "acc.yaml:5"] == [
        line.split("# ")[1] for line in lines if "instance_type:" in line
    ]
    convention = "convention: its block by the zone's letter"
    assert [convention] == [line.split("# ")[1] for line in lines if "10.0.50.0/24" in line]
    assert ["default", "default"] == [
        line.split("# ")[1] for line in lines if "idle_timeout:" in line
    ]


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["schema"])

    assert "A cluster spec of tfgen." == json.loads(capsys.readouterr().out)["description"]


def test_patterns_of_the_schema_are_javascripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["schema"])
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', capsys.readouterr().out)

    # With its flag u, as editors use it, JavaScript refuses named groups of Python and escapes that
    # mean nothing.
    odd = {mark for pattern in patterns for mark in re.findall(r"\(\?P|\\.", json.loads(pattern))}
    assert patterns
    assert set() == {
        mark for mark in odd if mark == "(?P" or mark[1] not in "dDsSwWnrtx-\\/.^$*+?()[]{}|"
    }


def test_the_help_that_is_at_hand_is_that_of_click() -> None:
    page = Path("tfgen/cli/help.txt").read_text()
    code = "from tfgen.__main__ import run; run(); import sys; print('click' in sys.modules)"
    whole, at_hand = (
        subprocess.run(
            [sys.executable, "-c", code, "--help"],
            env={**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, **more},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in ({"COLUMNS": "80"}, {})
    )

    assert f"{page}True\n" == whole, "make docs"
    assert f"{page}False\n" == at_hand


VERIFIED = Path(__file__).parent.parent / "out/minimal"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["render", "--help"], ["--version"], ["verify", str(VERIFIED)]]
)
def test_what_reads_no_spec_imports_no_reader(arguments: list[str]) -> None:
    heavy = "{'yaml', 'jinja2', 'hcl2', 'lark'}"
    code = f"import sys, tfgen.cli; tfgen.cli.main(sys.argv[1:]); print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )

    assert "[]" == done.stdout.splitlines()[-1]


# In a process of its own, with an end: what is not met here waits for ever or takes all memory.
BOUNDED = (
    "timeout",
    "20",
    "sh",
    "-c",
    'ulimit -v 4000000; exec "$@"',
    "sh",
    sys.executable,
    "-m",
    "tfgen",
)


@pytest.mark.parametrize(
    "arguments", [["render"], ["render", "--check"], ["render", "--diff"], ["render", "--force"]]
)
@pytest.mark.parametrize("kind", ["pipe", "device", "elsewhere"])
@pytest.mark.slow
def test_what_stands_in_the_way_of_the_tree_is_never_read(
    spec: Path, kind: str, arguments: list[str]
) -> None:
    main(["render", str(spec)])
    Path("secret").write_text("hunter2")
    for name in ("main.tf", "modules/vpc/main.tf", ".tfgen/manifest"):
        path = Path("out/acc") / name
        path.unlink()
        if kind == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero" if kind == "device" else Path("secret").absolute())

    done = subprocess.run(
        [*BOUNDED, *arguments, str(spec)], capture_output=True, text=True, check=False
    )

    code = 2 if {"--check", "--diff"} & set(arguments) else 3
    assert (code, 3) == (done.returncode, len(re.findall(r"error\[WRITE00[45]\]", done.stderr)))
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_line_is_shown_of_regular_files_alone(tmp_path: Path, kind: str) -> None:
    odd = tmp_path / "odd.tf"
    if kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to("/dev/zero")
    code = (
        "import sys; from tfgen.cli import report; from tfgen.diagnostics import Diagnostic, Location;"
        "report([Diagnostic('HCL001', 'no', Location(sys.argv[1]), 'mend it')])"
    )
    done = subprocess.run(
        [*BOUNDED[:-2], "-c", code, odd], capture_output=True, text=True, check=False
    )

    assert (0, f"{odd}:1:1: error[HCL001]: no\n  help: mend it\n") == (done.returncode, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["/proc/self/environ", "../credentials", "/dev/zero"])
def test_verify_prints_nothing_from_beside_the_tree(tmp_path: Path, target: str) -> None:
    (tmp_path / "credentials").write_text("hunter2\n")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.tf").symlink_to(target)
    (tmp_path / "tree/main.tf").write_text("locals {\n")
    environment = {**os.environ, "TOKEN": "hunter2"}

    command = [*BOUNDED, "verify", tmp_path / "tree"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert 3 == done.returncode
    assert done.stderr.startswith(f"{tmp_path}/tree/a.tf:1:1: error[WRITE004]: ")
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_TFGEN_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "tfgen ver" if shell != "fish" else "tfgen")
    monkeypatch.setenv("COMP_CWORD", "1" if shell != "fish" else "ver")

    main([])

    assert "verify" in capsys.readouterr().out


def test_junit_counts_errors_as_failed_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = tmp_path / "acc.yaml"
    spec.write_text(
        "version: 1\nenvironment: acc\nregion: eu-west-1\nnetwork: {cidr: 10.0.0.0/8}\n"
    )
    assert 1 == main(["validate", "--format", "junit", str(spec)])
    (suite,) = ElementTree.fromstring(capsys.readouterr().out)
    failed = [test for test in suite if test.find("failure") is not None]
    assert (str(len(suite)), str(len(failed))) == (suite.get("tests"), suite.get("failures"))
    (failure,) = (test.find("failure") for test in failed)
    assert "RULE002" == failure.get("type")
    assert failure.text.startswith("acc.yaml:4:17: ")


def test_what_works_trees_out_is_imported_by_diff_alone() -> None:
    code = (
        "import sys, tfgen.cli; tfgen.cli.main(sys.argv[1:]); "
        "print([name for name in sys.modules if name == 'tfgen.evaluation'])"
    )
    for arguments in (["validate", "nowhere.yaml"], ["render", "nowhere.yaml"], ["schema"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        assert "[]" == done.stdout.splitlines()[-1]
