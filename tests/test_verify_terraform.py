"""`verify` accepts what `terraform validate` accepts, and refuses what it refuses: files without a provider."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import terraform_cli
from looked_at import every

from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import verify

FOREIGN = Path(__file__).parent / "foreign"

needs_terraform = pytest.mark.skipif(
    terraform_cli.terraform() is None, reason=terraform_cli.NO_TERRAFORM
)

# Stands before each expression, so that it has something to name.
DECLARED = """\
variable "v" {}
locals { l = 1 }
resource "terraform_data" "r" {}
resource "terraform_data" "e" { for_each = {} }
resource "terraform_data" "c" { count = 1 }
"""

# Of these python-hcl2 8.1.4 refuses some: comments inside of a line or at the end of a file, $${ without }, names
# beyond ASCII, !!, core::, ${~ ~}, white space after a heredoc's end, a line break before a minus in brackets.
GOOD_EXPRESSIONS = [
    "!!true",
    "- -1",
    "(1\n- 2)",
    "(1\n+ 2)",
    "(true ?\n1 :\n2)",
    "[1, 2,]",
    "[\n1 # c\n,2 /* d */\n]",
    "{ a = 1, b : 2, }",
    "{\na = 1 # c\n\nb = 2,\n}",
    "{ in = 1, if = 2, for_each = 3, true = 4, 5 = 6, (var.v) = 7 }",
    "{ a = {\nb = [\n1\n] }\nc = 2 }",
    "[for x in [1] :\nx\nif x > 0\n]",
    '{ for k, v in { a = "b" } : k => v... if true }',
    "[for v in [[1]] : [for w in v : w + v[0]]]",
    "core::max(1, 2)",
    "max([1, 2]...)",
    'upper( # c\n"a" // d\n)',
    "terraform_data.c[*].id[0]",
    "(terraform_data.c[\n * ].id)",
    "terraform_data.c.*.id",
    "terraform_data.c.0.id",
    'terraform_data.e["k"].id',
    "resource.terraform_data.r.id",
    "(var.v\n.x)",
    "var.v.é",
    "try(var.v[local.l].x, null)",
    '"$${"',
    '"$$${x} %%{ $ %"',
    '"${~ var.v ~}"',
    '"${"a${"b"}"}"',
    '"${jsonencode({ a = "}" })}"',
    '"%{ for i, x in [1] ~}${i}${x}%{ endfor }%{ if true }a%{ else }b%{ endif }"',
    '"// # /* é \\u00e9 \\U0001F600"',
    "<<EOT\n  a\n EOT ",
    "<<-EOT\n  $${x} ${upper(<<E\na\nE\n)} \\q\n  EOT",
    "upper(<<EOT\na\nEOT\n)",
    "1.5e-3 /* c */",
    "{ a = 1, for = 2 }",
    '{ "for" = 1, "var.v" = 2 }',
    "{ (var.v) = 1 }",
    "var.v.0[0].1",
    # Python refuses to read 4,301 digits, and its stack ends after a thousand calls.
    "9" * 4301,
    f"var.v[{'9' * 400}]",
    "1e400",
    f"{'var.v ? 1 : ' * 3000}1",
    f"{'!' * 3000}var.v",
    f"{'(' * 150}{'var.v ? 1 : ' * 150}1{')' * 150}",
    f"var.v{'.b' * 32000}",
]
BAD_EXPRESSIONS = [
    "1 +\n2",
    "true ?\n1 : 2",
    "var.v\n.x",
    "[1\n2]",
    "[1,,2]",
    "{ a = 1 b = 2 }",
    "{ a = 1\n, b = 2 }",
    "{ a =\n1 }",
    "{ , }",
    "[for x in [1] : y]",
    "[for x in [1] : x => x]",
    "[for x in x : x]",
    "{ for x in [1] : x }",
    'upper(\\"a\\")',
    '"a\nb"',
    '"\\q"',
    '"${var.v"',
    '"%{ if true }"',
    '"%{ endfor }"',
    '"%{ for x in [1] }${y}%{ endfor }"',
    "<<EOT\n${\nEOT",
    "<<EOT\n%{ if true }\nEOT",
    "<<EOT\n${var.x}\nEOT",
    "'a'",
    '"a" "b"',
    "1; 2",
    "var.x",
    'var["v"]',
    "local",
    "module.x.y",
    "data.x",
    "foo",
    "foo.bar",
    "terraform_data.x.id",
    "terraform_data.e.id",
    "terraform_data.r[0].id",
    "each.key",
    "count.index",
    "self.id",
    "path.x",
    "{ var.v = 1 }",
    "{ for = 1 }",
    "{\n\nfor : 1 }",
    "var.v.0.0",
    "var.v.*.0.0",
    "(\r1)",
    "<<EOT\na\rb\nEOT",
    '"${1 +\r 2}"',
]
SECRET = 'variable "a" {\n  type      = string\n  sensitive = true\n}\n'
GOOD_FILES = [
    "",
    "# no line break at the end",
    '\ufeffoutput "a" { value = 1 }\n',
    'output "a" {\r\n  value = <<E\r\nx\r\nE\r\n}\r\n',
    'output a { value = 1 } # c\noutput "é" /* c */ { value /* d */ = 1 }',
    "locals { /* c */ }\nlocals { # c\n}\nlocals { a = 1 }\n",
    "locals {\n  if = 1\n  null = 2\n  x = local.if + local.null\n}\n",
    'provider "terraform" {}\nprovider "terraform" { alias = "a" }\n',
    'resource "terraform_data" "a" {\n  lifecycle { ignore_changes = [input] }\n}\n',
    'variable "a" {\n  type = object({ b = optional(string, "c") })\n}\n',
    "moved {\n  from = terraform_data.a\n  to   = terraform_data.b\n}\n",
    'variable "a" {\n  type    = list(string)\n  default = ["a", 1, true, null]\n}\n',
    'variable "a" {\n  type = object({ a = optional(set(number), ["1"]), b = any })\n  default = { b = [] }\n}\n',
    'variable "a" {\n  type    = tuple([string, bool])\n  default = [1, "true"]\n}\n',
    'variable "a" {\n  type    = map(any)\n  default = { a = "b" }\n}\noutput "b" { value = var.a.c }\n',
    'variable "a" {\n  type     = string\n  default  = null\n  nullable = true\n}\n',
    'variable "a" { type = map }\noutput "b" { value = var.a["c"] }\n',
    'output "a" { value = null }\n',
    'locals { a = try(upper(), uper("x"), var.v.x, 1) }\nvariable "v" { type = string }\n',
    "locals { a = terraform.applying ? 1 : 2 }\n",
    'locals { a = join("", [1, true], ["b"]) }\n',
    'locals { a = max("1", 2) + length("abc") + sum(toset([1])) }\n',
    "locals { a = merge(null, { a = 1 }) }\n",
    'resource "terraform_data" "a" { count = "2" }\n',
    'resource "terraform_data" "a" { for_each = { for k in ["a"] : k => k } }\n',
    'resource "terraform_data" "a" {\n  connection {\n    nothing = self.reads.this\n  }\n}\n',
    "# a\rb\n/* c\rd */\n",
    'locals { a = try(file("${path.module}/b"), filemd5("${path.root}/main.tf")) }\n',
    'variable "v" {}\nlocals { a = var.v == 1 ? file("b") : fileexists("c") }\n',
    'resource "terraform_data" "a" {}\n'
    'resource "terraform_data" "b" { depends_on = ["terraform_data.a"] }\n',
    f'{SECRET}output "b" {{\n  value     = var.a\n  sensitive = true\n}}\n',
    f'{SECRET}output "b" {{ value = nonsensitive(var.a) }}\n',
    f"{SECRET}locals {{ c = {{ d = var.a, e = 1 }} }}\n"
    'output "b" { value = local.c.e }\n'
    'resource "terraform_data" "f" { for_each = local.c }\n',
    "removed {\n  from = terraform_data.x\n  lifecycle { destroy = false }\n  lifecycle { destroy = false }\n}\n",
]
BAD_FILES = [
    "locals { a = 1 b = 2 }\n",
    "locals { a = 1, b = 2 }\n",
    "locals {\n  a = 1 b = 2\n}\n",
    "locals { a = 1\n}\n",
    "locals {\n  a = 1 }\n",
    "locals\n{\n}\n",
    "locals {\n  a = 1\n  a = 2\n}\n",
    "locals { a = 1 }\nlocals { a = 1 }\n",
    'resource "terraform_data" "a" {\n  lifecycle { connection {} }\n}\n',
    'resource "terraform_data" "a" {}\nresource "terraform_data" "a" {}\n',
    'variable "a" {}\nvariable "a" {}\n',
    'output "a" { value = 1 }\noutput "a" { value = 2 }\n',
    'output "a b" { value = 1 }\n',
    'output "a" "b" { value = 1 }\n',
    'resource "terraform_data" "${x}" {}\n',
    'foo "a" {}\n',
    "a = 1\n",
    'resource "terraform_data" "a" {\n  count    = 1\n  for_each = {}\n}\n',
    'variable "source" {}\n',
    'variable "provider" {}\n',
    'module "a" {}\n',
    'provider "terraform" {}\nprovider "terraform" {}\n',
    'terraform {\n  backend "local" {}\n}\nterraform {\n  backend "s3" {}\n}\n',
    'resource "terraform_data" "a" { input = self.id }\n',
    'import {\n  to = terraform_data.a\n  id = var.x\n}\nresource "terraform_data" "a" {}\n',
    'resource "terraform_data" "a" { depends_on = [module.x] }\n',
    '/* unclosed\n"a" = 1\n',
    'output "a" { "value" = 1 }\n',
    'output "a" {}\n',
    'output "a" {\n  value = 1\n  color = "blue"\n}\n',
    'output "a" {\n  value = 1\n  description = null\n}\n',
    'output "a" {\n  value = 1\n  sensitive = 12\n}\n',
    'variable "a" { defalut = 1 }\n',
    'variable "a" { type = strin }\n',
    'variable "a" { type = list(string, number) }\n',
    'variable "a" { type = object({ a = string, a = number }) }\n',
    'variable "a" { type = object(string) }\n',
    'variable "a" {\n  type = number\n  default = "x"\n}\n',
    'variable "a" {\n  type = list(string)\n  default = { a = "b" }\n}\n',
    'variable "a" {\n  type = object({ a = string })\n  default = {}\n}\n',
    'variable "a" {\n  default = null\n  nullable = false\n}\n',
    'variable "a" { default = upper("a") }\n',
    'variable "a" { default = path.module }\n',
    'variable "a" {\n  validation {\n    condition = true\n  }\n}\n',
    'variable "a" {\n  type = string\n}\noutput "b" { value = var.a.c }\n',
    'variable "a" {\n  type = list(string)\n}\noutput "b" { value = var.a.c }\n',
    'variable "a" {\n  type = object({ b = string })\n}\noutput "b" { value = var.a.c }\n',
    "locals { a = upper() }\n",
    'locals { a = upper("a", "b") }\n',
    'locals { a = uper("a") }\n',
    'locals { a = upper(["a"]) }\n',
    'locals { a = join(", ", "a") }\n',
    "locals { a = upper(null) }\n",
    'locals { a = cidrsubnet("10.0.0.0/16", "many", 1) }\n',
    'resource "terraform_data" "a" { inptu = 1 }\n',
    'resource "terraform_data" "a" {\n  lifecycle {\n    prevent_destroy = "no"\n  }\n}\n',
    'variable "a" {}\nresource "terraform_data" "a" {\n  lifecycle {\n    prevent_destroy = var.a\n  }\n}\n',
    'resource "terraform_data" "a" {\n  lifecycle {\n  }\n  lifecycle {\n  }\n}\n',
    'resource "terraform_data" "a" { count = [] }\n',
    'resource "terraform_data" "a" { for_each = ["a"] }\n',
    'resource "terraform_data" "a" { for_each = [for x in ["a"] : x] }\n',
    'resource "terraform_data" "a" { for_each = "a" }\n',
    'resource "terraform_data" "a" { depends_on = "a" }\n',
    'resource "terraform_data" "a" { depends_on = ["a"] }\n',
    'resource "terraform_data" "a" { provider = terraform.other }\n',
    'data "terraform_remote_state" "a" {}\n',
    'check "a" {\n  data "terraform_remote_state" "b" {}\n}\n',
    'check "a" {}\n',
    "moved { from = terraform_data.a }\n",
    'terraform {\n  required_providers {\n    a = { soruce = "b/a" }\n  }\n}\n',
    'terraform { required_versions = "1.0" }\n',
    'output "a" {\n  value = 1\n  depends_on = "x"\n}\n',
    'terraform {\n  required_providers {\n    a = { source = "b/a\\n" }\n  }\n}\n',
    "locals { a = terraform.x }\n",
    "terraform { required_version = true }\n",
    'locals { a = file("${path.module}/b") }\n',
    'output "a" { value = [for b in ["c"] : filemd5("d")] }\n',
    'resource "terraform_data" "a" { count = 1e400 }\n',
    'resource "terraform_data" "b" { depends_on = ["terraform_data.a"] }\n',
    f'{SECRET}output "b" {{ value = var.a }}\n',
    f'{SECRET}output "b" {{ value = ["x-${{upper(var.a)}}"] }}\n',
    f'{SECRET}locals {{ c = {{ d = var.a }} }}\noutput "b" {{ value = local.c.d }}\n',
    f'{SECRET}resource "terraform_data" "b" {{ for_each = toset([var.a]) }}\n',
    "locals {\r  a = 1\n}\n",
    "locals {\n  a = 1\n}\r",
]
CASES = [
    *((f'{DECLARED}output "o" {{\n  value = {code}\n}}\n', True) for code in GOOD_EXPRESSIONS),
    *((f'{DECLARED}output "o" {{\n  value = {code}\n}}\n', False) for code in BAD_EXPRESSIONS),
    *((text, True) for text in GOOD_FILES),
    *((text, False) for text in BAD_FILES),
]


# Hundreds of small tests cost more than what they look at: they are one.
def test_verify_tells_sound_from_unsound() -> None:
    for text, sound in every(CASES):
        assert sound == is_accepted({"main.tf": text}), text


@pytest.mark.slow
@needs_terraform
@pytest.mark.parametrize(("text", "sound"), CASES)
def test_terraform_tells_the_same(text: str, sound: bool, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(text, encoding="utf-8", newline="")

    assert sound == is_valid(tmp_path)


SNIPPETS = Path(__file__).parent / "snippets"


def snippets(name: str) -> list[dict[str, str]]:
    """Return the trees of a file: `---` stands between them, `//// PATH` before each further file."""
    trees = (SNIPPETS / name).read_text(encoding="utf-8").split("---\n")
    parts = [tree.split("//// ") for tree in trees]
    return [
        {"main.tf": first} | dict(part.split("\n", 1) for part in others)
        for first, *others in parts
    ]


TREES = [
    *((tree, True) for tree in snippets("accepted.txt")),
    *((tree, False) for tree in snippets("refused.txt")),
]


def test_verify_tells_sound_snippets() -> None:
    for files, sound in every(TREES):
        assert sound == is_accepted(files), files


@pytest.mark.slow
@needs_terraform
@pytest.mark.parametrize(("files", "sound"), TREES)
def test_terraform_tells_the_same_of_snippets(
    files: dict[str, str], sound: bool, tmp_path: Path
) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    terraform_cli.run(tmp_path, "init", "-backend=false", "-input=false")

    assert sound == is_valid(tmp_path)


WITH_AWS = snippets("accepted_with_aws.txt")


@pytest.mark.parametrize("files", WITH_AWS)
def test_verify_accepts_the_constructions_of_public_modules(files: dict[str, str]) -> None:
    assert is_accepted(files)


@pytest.mark.slow
@pytest.mark.skipif(
    terraform_cli.missing(terraform_cli.REAL) is not None, reason=terraform_cli.NO_PROVIDER
)
@pytest.mark.parametrize("files", WITH_AWS)
def test_the_real_provider_accepts_them_too(files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    terraform_cli.write(tmp_path / "tree", files)
    env = terraform_cli.real_environment(tmp_path)
    terraform_cli.run(tmp_path / "tree", "init", "-backend=false", "-input=false", env=env)

    validated = terraform_cli.run(tmp_path / "tree", "validate", "-json", env=env)
    assert json.loads(validated.stdout)["valid"]


TEMPLATED = (
    'output "o" { value = templatefile("${path.module}/t.tftpl", { a = "A", l = ["x"] }) }\n'
)
TEMPLATES = [
    ("$${b} $ % 100% %%{ b } $HOME \"'\\q #", True),
    ('${a}${~ a ~}${"}"}${"${a}"}${{ x = a }.x}', True),
    ("${ # }\na\n}", True),
    ("%{ for i, x in l ~}\n${i}${x}\n%{ endfor ~}", True),
    ('%{if a == "A"}x%{else}y%{endif}', True),
    ("%{ for x in l }%{ for y in l }${x}${y}${a}%{ endfor }%{ endfor }", True),
    ("${b}", False),
    ("${path.module}", False),
    ("${VAR:-x}", False),
    ("${a", False),
    ("${}", False),
    ("${a) + (a}", False),
    ("%{ for x in l }${x}%{ endfor }${x}", False),
    ("%{ for x in l }", False),
    ("%{ if true }%{ endfor }", False),
    ("%{ elseif }", False),
]


@pytest.mark.parametrize(("text", "sound"), TEMPLATES)
def test_verify_tells_sound_templates(text: str, sound: bool) -> None:
    assert sound == is_accepted({"main.tf": TEMPLATED, "t.tftpl": text})


@pytest.mark.slow
@needs_terraform
@pytest.mark.parametrize(("text", "sound"), TEMPLATES)
def test_terraform_tells_the_same_of_templates(text: str, sound: bool, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TEMPLATED)
    (tmp_path / "t.tftpl").write_text(text)

    assert sound == is_valid(tmp_path)


@pytest.mark.slow
@needs_terraform
def test_terraform_accepts_the_module_in_the_style_of_the_public_ones(tmp_path: Path) -> None:
    folder = shutil.copytree(FOREIGN, tmp_path / "foreign")
    done = terraform_cli.run(folder, "init", "-input=false")

    assert 0 == done.returncode, done.stderr
    assert is_valid(folder)


def is_accepted(files: dict[str, str]) -> bool:
    try:
        verify(
            [RenderedFile(path, text) for path, text in files.items()], conventions=False, others=()
        )
    except TfgenError:
        return False
    return True


def is_valid(folder: Path) -> bool:
    valid: bool = json.loads(terraform_cli.run(folder, "validate", "-json").stdout)["valid"]
    return valid
