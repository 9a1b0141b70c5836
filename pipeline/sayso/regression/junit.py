"""Results as JUnit XML, which every CI knows how to show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from sayso.regression.run import Result

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: Sequence[Result], suite: str) -> str:
    """Return the report: one suite, a case a release, its differences as the text of the failure."""
    failures = sum(bool(result.differences) for result in results)
    errors = sum(result.error is not None for result in results)
    root = ElementTree.Element("testsuites")
    totals = {
        "name": _safe(suite),
        "tests": str(len(results)),
        "failures": str(failures),
        "errors": str(errors),
        "skipped": "0",
        "time": f"{sum(result.seconds for result in results):.3f}",
    }
    suite_element = ElementTree.SubElement(root, "testsuite", totals)
    for result in results:
        attributes = {
            "classname": _safe(suite),
            "name": _safe(result.case.name),
            "file": _safe(str(result.case.expected)),
            "time": f"{result.seconds:.3f}",
        }
        element = ElementTree.SubElement(suite_element, "testcase", attributes)
        if result.error is not None:
            first = _safe(result.error.splitlines()[0] if result.error else "error")
            ElementTree.SubElement(element, "error", {"message": first}).text = _safe(result.error)
        elif result.differences:
            parts = ", ".join(difference.part for difference in result.differences[:3])
            message = f"{len(result.differences)} differences: {parts}"
            ElementTree.SubElement(element, "failure", {"message": _safe(message)}).text = _safe(
                result.told()
            )
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _safe(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
