"""`sayso train`: train, or go on training, a model."""

from __future__ import annotations

from pathlib import Path

import typer


def train(
    config: Path = typer.Argument(..., help="A training config, as configs/train/press.cfg."),
    run: Path = typer.Option(Path("runs/press"), "-o", "--run", help="Folder of the run: checkpoints, log."),
    export_to: Path = typer.Option(
        None, "--export", help="Then write the shipped form to this model folder."
    ),
    rank: Path = typer.Option(
        None, "--ranking", help="Then learn the weights of the ranked choices for this exported model."
    ),
) -> None:
    """Train as CONFIG says. Killed and started again, it goes on at the newest checkpoint."""
    try:
        from sayso.training.loop import train as start
    except ImportError as error:
        raise typer.BadParameter(
            f"training needs more packages: pip install 'sayso[train]' ({error.name} is missing)"
        ) from error
    from sayso.training.epochs import first_windows
    from sayso.training.export import EXAMPLE_TOKENS, export
    from sayso.training.settings import read_settings

    settings = read_settings(config)
    start(settings, run)
    if export_to is not None:
        examples = first_windows(settings, run / "tokenizer.json", EXAMPLE_TOKENS)
        export(run, export_to, export_to.name, window=settings.training.window, examples=examples)
    if rank is not None:
        from sayso.training.ranking import rank_model

        rank_model(settings, run, rank)
