"""What a PDF says, by the tools that everybody has (poppler-utils)."""

import shutil
import subprocess

import pytest

TOOLS = ("pdfinfo", "pdftotext", "pdffonts")
needs_poppler = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="poppler-utils is not installed"
)


def said_by(tool: str, pdf: bytes, *options: str) -> str:
    """Give the output of one of the tools."""
    command = [tool, *options, "-"] + (["-"] if tool == "pdftotext" else [])
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def text_of(pdf: bytes) -> str:
    """Give the text in reading order, as one line."""
    return " ".join(said_by("pdftotext", pdf).split())


def facts_of(pdf: bytes) -> dict[str, str]:
    """Give what the file says of itself."""
    lines = said_by("pdfinfo", pdf).splitlines()
    return {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
