"""The training config: what `configs/train/*.cfg` says, validated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from confection import Config
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from sayso.errors import ConfigError


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(_Block):
    """Folders that the run reads; relative ones count from the working directory."""

    encoder: str = Field(description="folder or hub name of the base encoder")
    names: str | None = Field(None, description="folder of <lang>/<source>.jsonl.gz; none: gold alone")
    gold: str | None = Field(None, description="folder of annotated releases; none: names alone")
    start: str | None = Field(
        None, description="run or model folder to start from instead of the base encoder"
    )


class Network(_Block):
    """How much of the base encoder is kept."""

    pieces: int = Field(0, description="pieces of the tokenizer; 0 keeps all")
    layers: int = Field(0, description="layers from the bottom; 0 keeps all")


class Names(_Block):
    """How much of each name data set one epoch sees."""

    most: int = 4000
    most_silver: int = 2500
    dropped: tuple[str, ...] = ()


class Gold(_Block):
    """How the annotated releases are used."""

    copies: int = Field(1, description="times an epoch sees each release, augmented anew")
    augmentation: bool = True
    as_is: bool = Field(True, description="one of the copies is the release as it is")
    only: str | None = Field(
        None, description="file that lists the releases to learn from, <lang>/<name> a line; none: all"
    )
    folds: int = Field(
        0, description="parts of the releases, each kept from a network; their mean is the model"
    )
    left_out: int | None = Field(
        None, description="the part that this network does not see; none: it sees all"
    )

    @field_validator("folds")
    @classmethod
    def _parts(cls, folds: int) -> int:
        if folds == 1 or folds < 0:
            raise ValueError("one part kept from a network would leave it nothing: 0, or at least 2")
        return folds


class Training(_Block):
    """The optimisation itself; lengths and batches count tokens."""

    seed: int = 1
    epochs: int = 1
    cycles: int = Field(
        1,
        ge=1,
        description="so often all over again from the end, with new seeds; the mean of the ends is kept",
    )
    batch_tokens: int = 2048
    window: int = 256
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    warmup: float = 0.05
    weight_decay: float = 0.01
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: on a GPU if there is one")
    threads: int = 2
    bfloat16: bool = Field(False, description="compute in bfloat16: twice as fast where the processor has it")
    checkpoint_minutes: float = 5.0


class TrainSettings(_Block):
    """A whole training config."""

    paths: Paths
    network: Network = Network()
    names: Names = Names()
    gold: Gold = Gold()
    training: Training = Training()


def read_settings(path: Path) -> TrainSettings:
    """Read a training config; raises `ConfigError` that names the file and the key.

    ``$NAME`` in a path is taken from the environment.
    """
    try:
        raw = Config().from_disk(path, interpolate=True)
        settings = TrainSettings.model_validate(dict(raw))
    except (OSError, ValueError, ValidationError) as error:
        raise ConfigError(f"{path}: {error}") from error
    expanded = {
        name: value and os.path.expandvars(value) for name, value in settings.paths.model_dump().items()
    }
    return settings.model_copy(update={"paths": Paths(**expanded)})
