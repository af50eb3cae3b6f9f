"""The command `show`: a recipe's hyperparameters and named settings."""

from __future__ import annotations

import click

from seqtasks.cli.tables import print_table
from seqtasks.runs.config import config_values, default_values, describe_fields, differences
from seqtasks.runs.recipe import load_recipe


@click.command()
@click.argument("recipe", metavar="RECIPE[@SETTING]")
def show(recipe: str) -> None:
    """Show a recipe's hyperparameters and named settings."""
    loaded, setting = load_recipe(recipe)
    defaults = default_values(loaded.config_class)
    values = config_values(loaded.settings[setting]) if setting else defaults
    title = (loaded.module.__doc__ or "").strip().partition("\n")[0]
    click.echo(f"{recipe}: {title}\n" if title else f"{recipe}\n")
    print_table(describe_fields(loaded.config_class, loaded.source, values))
    if loaded.settings:
        click.echo("\nSettings, and where they differ from the defaults:")
        changes = [
            (name, differences(config_values(config), defaults))
            for name, config in loaded.settings.items()
        ]
        print_table(changes)
