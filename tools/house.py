"""Checks the house: few modules at its root, no long file, and annotations that say something.

    python tools/house.py

`Any` is counted wherever it stands in an annotation, `dict[str, Any]` once; so are bare `object`
and aliases of `Any`. The share is that of the annotations of parameters, returns and attributes
which hold one of them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "seqtasks"
ROOT_MODULES = 6  # beside __init__ and __main__
LINES = 400
ANY_SHARE = 0.135  # on its way to 0.05
# Files that are longer still: each must shrink, and none may join them.
LONG = {
    "blocks/recurrence.py": 417,
    "runs/runner.py": 467,
    "tasks/language_model.py": 527,
    "tasks/translator.py": 627,
}


def main() -> int:
    """Prints what is wrong, and the share of `Any`; the status is 1 where something is."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    found = [annotation for tree in trees.values() for annotation in _annotations(tree)]
    vague = {"Any", "object"} | {name for tree in trees.values() for name in _aliases(tree)}
    share = sum(_names(annotation) & vague != set() for annotation in found) / len(found)
    problems = list(_problems(trees))
    if share > ANY_SHARE:
        problems.append(f"Any stands in {share:.1%} of the annotations, above {ANY_SHARE:.0%}")
    print(f"{len(found):,} annotations, {share:.1%} with Any or object; {len(trees)} files")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _problems(trees: dict[Path, ast.Module]) -> Iterator[str]:
    root = [path.name for path in trees if path.parent == PACKAGE and path.stem[:2] != "__"]
    if len(root) > ROOT_MODULES:
        yield f"the root has {len(root)} modules, more than {ROOT_MODULES}: {', '.join(root)}"
    for path in trees:
        name = path.relative_to(PACKAGE).as_posix()
        lines = len(path.read_text("utf-8").splitlines())
        if lines > LONG.get(name, LINES):
            yield f"{name} has {lines} lines, more than {LONG.get(name, LINES)}"
        if name in LONG and lines <= LINES:
            yield f"{name} has {lines} lines: take it out of LONG"


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.returns


def _aliases(tree: ast.Module) -> Iterator[str]:
    """Names that stand for `Any`: `Tensor: TypeAlias = Any`."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node.value, ast.Name) and node.value.id == "Any":
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _names(annotation: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


if __name__ == "__main__":
    sys.exit(main())
