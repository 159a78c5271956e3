"""Runs notebooks with nbconvert and exports them, in one process: `convert.py NOTEBOOK…`, each beside itself."""

import sys
from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter, ScriptExporter
from nbconvert.preprocessors import ExecutePreprocessor

# on a busy machine messages may be late
execute = ExecutePreprocessor(startup_timeout=120, iopub_timeout=120, timeout=None)
html, script = HTMLExporter(), ScriptExporter()
for path in map(Path, sys.argv[1:]):
    notebook, _ = execute.preprocess(nbformat.read(path, as_version=4), {"metadata": {"path": str(path.parent)}})
    nbformat.write(notebook, path)
    for exporter in (html, script):
        text, resources = exporter.from_filename(str(path))
        path.with_suffix(resources["output_extension"]).write_text(text)
