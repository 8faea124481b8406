"""What import-linter cannot say: who may call whom inside and between features."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.sources import FEATURES, SOURCE, feature, feature_files, files, imports, place, tree

PUBLIC = {"service", "hooks", "ports", "schemas", "errors"}
HEAVY = ("pyarrow", "polars", "duckdb", "statsmodels", "jwt")
PREFIX = "tripl.features."


def test_a_feature_uses_only_the_public_parts_of_another():
    wrong = []
    for path in feature_files():
        for name, line in imports(path):
            parts = name.removeprefix(PREFIX).split(".")
            if not name.startswith(PREFIX) or parts[0] == feature(path) or len(parts) < 2:
                continue
            if parts[1] not in PUBLIC:
                wrong.append(f"{place(path, line)} imports {name}")
    assert wrong == []


def test_services_leave_the_commit_to_the_edge():
    wrong = [
        place(path, node.lineno)
        for path in feature_files("service", "repository", "router", "tasks")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert wrong == []


def test_sql_stays_in_repositories():
    """Services may name sessions, rows and errors of SQLAlchemy, never build or run a statement."""
    building = {"select", "insert", "update", "delete", "text", "func", "and_", "or_", "exists", "union_all"}
    running = {"execute", "scalar", "scalars", "query"}
    wrong = []
    for path in feature_files("service", "router", "tasks"):
        wrong += [
            f"{place(path, line)} imports {name}"
            for name, line in imports(path)
            if name.startswith("sqlalchemy.") and name.rpartition(".")[2] in building
        ]
        wrong += [
            f"{place(path, node.lineno)} runs a statement"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in running
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "session"
        ]
    assert wrong == []


def test_there_is_one_session_dependency():
    """FastAPI's default scope commits after the answer has left; only the edge may depend on `get_session`."""
    wrong = [
        place(path, line)
        for path in files()
        for name, line in imports(path)
        if name.endswith(".get_session") and path != SOURCE / "edge" / "deps.py"
    ]
    assert wrong == []
    edge = (SOURCE / "edge" / "deps.py").read_text()
    assert edge.count("Depends(get_session") == 1
    assert 'SessionDep = Annotated[Session, Depends(get_session, scope="function")]' in edge


def test_detection_is_arithmetic():
    allowed = {*sys.stdlib_module_names, "numpy", "tripl"}
    wrong = []
    for path in files(SOURCE / "detection"):
        for name, line in imports(path):
            if name.split(".")[0] not in allowed or (name.startswith("tripl.") and "tripl.detection" not in name):
                wrong.append(f"{place(path, line)} imports {name}")
    assert wrong == []


def test_modules_are_imported_by_name():
    """`importlib` would hide an import from the contracts; two registries of lazily loaded adapters may use it."""
    allowed = {SOURCE / "cli" / "__init__.py", SOURCE / "warehouses" / "registry.py"}
    wrong = [
        place(path, line)
        for path in files()
        for name, line in imports(path)
        if name == "importlib" and path not in allowed
    ]
    assert wrong == []


def test_only_the_access_feature_weighs_roles():
    """Queries may compare the column of a membership row; nothing else outside `access` compares a role."""
    words, names = {"owner", "admin", "member"}, {"role", "org_role", "my_role"}
    wrong = []
    for path in [path for path in feature_files("service", "router") if feature(path) != "access"]:
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Compare):
                continue
            compared = [node.left, *node.comparators]
            constants = {part.value for part in compared if isinstance(part, ast.Constant)}
            if constants & words and names & {getattr(part, "attr", getattr(part, "id", "")) for part in compared}:
                wrong.append(place(path, node.lineno))
    assert wrong == []


@pytest.mark.parametrize("module", ["tripl.main"])
def test_importing_the_app_loads_no_heavy_library(module):
    code = f"import sys, {module}; print([n for n in {HEAVY} if n in sys.modules])"
    environment = {"PATH": "", "DEBUG": "true"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (ran.stdout.strip(), ran.returncode) == ("[]", 0), ran.stderr


def test_every_feature_folder_has_only_known_roles():
    known = {
        "__init__",
        "router",
        "tasks",
        "service",
        "repository",
        "hooks",
        "ports",
        "schemas",
        "errors",
        "__pycache__",
    }
    unknown = {
        place(entry)
        for folder in FEATURES.iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
        for entry in folder.iterdir()
        if entry.name.removesuffix(".py") not in known
    }
    assert unknown == set()
