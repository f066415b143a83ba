"""Nothing reports home: what the libraries would send to their makers stays switched off."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SESSION = """
from onnx import TensorProto, helper
from index.exported import runtime
seen = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
said = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "echo", [seen], [said])
model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
session = runtime().InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
print(session.run(None, {"x": __import__("numpy").ones(1, "float32")}))
"""


def test_the_runtime_of_the_embedder_reports_nothing(tmp_path: Path) -> None:
    """Left alone it makes an id of this machine and a store of events to be sent, in the user's cache."""
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", SESSION], env=env, cwd=ROOT, check=True, capture_output=True)
    assert list(tmp_path.rglob("*")) == []


def test_it_is_reached_nowhere_else() -> None:
    """One import, behind the switch."""
    importing = [
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "retrieval", "index")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "import onnxruntime" in path.read_text("utf-8")
    ]
    assert importing == ["index/exported.py"]
