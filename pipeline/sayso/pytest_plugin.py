"""pytest plugin: every release of a folder is a test, and a fixture checks one release.

In the project's pytest settings:

    [tool.pytest.ini_options]
    sayso_releases = ["releases"]   # folders, as `sayso check` takes them
    sayso_config = "default"        # a shipped config's name, or a .cfg file

In a test: `def test_the_mayor_speaks(sayso_check): sayso_check("mayor.txt", {"quotes": [...]})`.
Nothing but pytest is imported before a release is to be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from spacy.language import Language

    from sayso.regression import Case

FOLDERS = "sayso_releases"
CONFIG = "sayso_config"

_cases = pytest.StashKey[dict[Path, "Case"]]()
_pipeline = pytest.StashKey["Language"]()


class Differs(Exception):
    """A release in which something is not as expected; the message is for a person."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the settings."""
    parser.addini(
        FOLDERS, "Folders of releases with expected records, each a test.", type="paths", default=[]
    )
    parser.addini(
        CONFIG, "The pipeline that checks them: a shipped config's name or a .cfg file.", default="default"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect the folders too where the user names no files: they need not lie under `testpaths`."""
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    for folder in config.getini(FOLDERS):
        given = [(config.invocation_params.dir / arg).resolve() for arg in config.args]
        if not any(folder.resolve().is_relative_to(arg) for arg in given):
            config.args.append(str(folder))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file if it says what is expected of a release in one of the folders."""
    folders: list[Path] = parent.config.getini(FOLDERS)
    if not any(file_path.is_relative_to(folder) for folder in folders):
        return None
    if _cases not in parent.config.stash:
        from sayso.errors import SaysoError
        from sayso.regression import find_cases

        try:
            found = [case for folder in folders for case in find_cases(folder).cases]
        except SaysoError as error:
            raise pytest.UsageError(str(error)) from error
        parent.config.stash[_cases] = {case.expected: case for case in found}
    case = parent.config.stash[_cases].get(file_path)
    return ReleaseFile.from_parent(parent, path=file_path, case=case) if case else None


class ReleaseFile(pytest.File):
    """The file that says what is expected of one release."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(**options)
        self.case = case

    def collect(self) -> Iterable[pytest.Item]:
        """Yield the one test."""
        yield ReleaseItem.from_parent(self, name=self.case.release.name, case=self.case)


class ReleaseItem(pytest.Item):
    """One release, extracted and compared with what is expected of it."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(**options)
        self.case = case

    def runtest(self) -> None:
        """Check the release."""
        from sayso.regression import run_cases

        (result,) = run_cases(_loaded(self.config), [self.case])
        if result.failed:
            raise Differs(result.told())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the differences without a traceback."""
        return (
            str(excinfo.value) if isinstance(excinfo.value, Differs) else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the test in the report."""
        return self.path, None, f"release {self.case.name}"


def _loaded(config: pytest.Config) -> Language:
    if _pipeline not in config.stash:
        from sayso.errors import SaysoError
        from sayso.pipeline import load

        try:
            config.stash[_pipeline] = load(config.getini(CONFIG))
        except SaysoError as error:
            raise pytest.UsageError(str(error)) from error
    return config.stash[_pipeline]


@pytest.fixture(scope="session")
def sayso_nlp(pytestconfig: pytest.Config) -> Language:
    """The pipeline of the setting `sayso_config`: `sayso_nlp(text)._.record`."""
    return _loaded(pytestconfig)


@pytest.fixture
def sayso_check(sayso_nlp: Language) -> Callable[[str | Path, Mapping[str, Any] | str | Path], None]:
    """A function that extracts a release and fails where it is not as expected.

    It takes the release's path, and the expectation as a mapping or the path of a JSON file.
    """

    def check(release: str | Path, expected: Mapping[str, Any] | str | Path) -> None:
        from sayso.ingest import read_sources
        from sayso.pipeline import records
        from sayso.regression import differences
        from sayso.regression.expectation import read_expectation

        wanted = expected if isinstance(expected, Mapping) else read_expectation(Path(expected))
        found = list(records(sayso_nlp, read_sources([release])))
        if len(found) != 1:
            pytest.fail(f"{release}: {len(found)} releases in one file", pytrace=False)
        wrong = differences(found[0], wanted)
        if wrong:
            pytest.fail("\n".join(str(each) for each in wrong), pytrace=False)

    return check
