"""Takes the package's files from their folder in the repository.

A source archive has no repository around it, and holds them under the package's name already.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Files(BuildHookInterface):
    """Its settings are `folder`, from here, and the name of the `package`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        folder = Path(self.root, self.config["folder"]).resolve()
        if folder.is_dir():
            build_data["force_include"][str(folder)] = self.config["package"]
