"""The script that every page runs before its first paint, or a dark page would flash white."""

from __future__ import annotations

THEME_SCRIPT = (
    "var s=localStorage.getItem('mantine-color-scheme-value');"
    "if(s!=='light'&&s!=='dark')s=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';"
    "document.documentElement.setAttribute('data-mantine-color-scheme',s);"
)
