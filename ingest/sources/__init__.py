"""The systems whose exports are understood without any description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.sources import asterisk, directory, intercom, sales, surveys, zendesk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.types import Source


def built_in_sources(settings: Mapping[str, Mapping[str, Any]]) -> tuple[Source, ...]:
    """All built-in sources, each with its own table of settings from sources.toml."""
    modules = (zendesk, asterisk, intercom, surveys, sales, directory)
    return tuple(module.source(settings.get(module.__name__.rpartition(".")[2], {})) for module in modules)
