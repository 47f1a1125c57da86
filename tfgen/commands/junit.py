"""Findings as JUnit's XML, which most CI systems show as tests.

The form is that of Jenkins, which others read too; it has no attributes for file and line:
https://github.com/jenkinsci/xunit-plugin/tree/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from tfgen.commands.fingerprints import file_of_repository
from tfgen.commands.report import printable, sentence
from tfgen.diagnostics import Diagnostic, Severity

_NOWHERE = "tfgen"
_FINE = "no findings"


def suites(diagnostics: Sequence[Diagnostic], files: Sequence[str]) -> str:
    """Return a suite for each file: a test for each finding, or one that passes.

    An error is a test that failed; a warning or note is one that passed and said something.
    """
    by_file: dict[str, list[Diagnostic]] = {file_of_repository(file): [] for file in files}
    for diagnostic in diagnostics:
        place = diagnostic.location
        file = file_of_repository(place.file) if place else _NOWHERE
        by_file.setdefault(file, []).append(diagnostic)
    root = ElementTree.Element("testsuites", {"name": "tfgen"})
    root.extend(_suite(file, findings) for file, findings in by_file.items())
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "")) for suite in root)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(file: str, diagnostics: Sequence[Diagnostic]) -> ElementTree.Element:
    failed = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    counts = {"tests": max(len(diagnostics), 1), "failures": failed, "errors": 0}
    written = {name: str(count) for name, count in counts.items()}
    suite = ElementTree.Element("testsuite", {"name": printable(file), **written})
    for diagnostic in diagnostics:
        suite.append(_case(file, diagnostic))
    if not diagnostics:
        suite.append(ElementTree.Element("testcase", {"name": _FINE, "classname": printable(file)}))
    return suite


def _case(file: str, diagnostic: Diagnostic) -> ElementTree.Element:
    name = f"{diagnostic.code} {printable(diagnostic.message)}"
    case = ElementTree.Element("testcase", {"name": name, "classname": printable(file)})
    text = printable(sentence(diagnostic))
    if place := diagnostic.location:
        text = f"{printable(file)}:{place.line}:{place.column}: {text}"
    if diagnostic.severity is Severity.ERROR:
        attributes = {"type": diagnostic.code, "message": printable(diagnostic.message)}
        ElementTree.SubElement(case, "failure", attributes).text = text
    else:
        output = ElementTree.SubElement(case, "system-out")
        output.text = f"{diagnostic.severity}[{diagnostic.code}]: {text}"
    return case
