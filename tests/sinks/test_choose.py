"""The name of a sink tells its format."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.errors import ConfigError
from sayso.sinks.choose import format_of


@pytest.mark.parametrize(
    "name, format",
    [
        ("a.jsonl", "JSON Lines"),
        ("A.JSONL", "JSON Lines"),
        ("a.jsonl.gz", "JSON Lines"),
        ("a.b.jsonl.zst", "JSON Lines"),
        ("a.db", "SQLite"),
        ("a.parquet", "Parquet"),
        ("a.csv", "CSV"),
        ("a.xlsx", "Excel"),
        ("quotes", "Hugging Face dataset"),
        ("quotes.v2/", "Hugging Face dataset"),
        (".hidden", "Hugging Face dataset"),
    ],
)
def test_a_suffix_tells_the_format(name, format):
    assert format_of(Path(name), name).name == format


def test_a_folder_that_is_there_is_a_dataset_whatever_its_name(tmp_path):
    (tmp_path / "quotes.csv").mkdir()
    assert format_of(tmp_path / "quotes.csv").name == "Hugging Face dataset"


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.xls", "a.gz", "a.b"])
def test_a_suffix_of_no_format_is_told_with_those_that_there_are(name):
    with pytest.raises(ConfigError, match=r"no format has this suffix: name a file \.jsonl, "):
        format_of(Path(name))
