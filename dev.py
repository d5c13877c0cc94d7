#!/usr/bin/env python3
"""The one entrance for developers; standard library only, nothing needs to be installed before it.

python3 dev.py demo             a demo factory on http://localhost:8000
python3 dev.py test [pytest …]  checks, all tests on SQLite with browser, then the marked ones on PostgreSQL
python3 dev.py check            linters, types, arrows between packages, missing migrations
python3 dev.py shell            Python with the database of this checkout
python3 dev.py messages         collect texts into the catalogues and compile them
python3 dev.py build            the wheel, into dist/
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS, VENV, LOCK = ROOT / ".tools", ROOT / ".venv", ROOT / "requirements-dev.lock"
UV = "uv==0.13.8"
PYTHON = VENV / "bin" / "python"
SOURCE = ROOT / "src"

DEBIAN: dict[str, Callable[[], bool]] = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip") is not None,
    "postgresql": lambda: postgres_folder() is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "fonts-noto-cjk": lambda: any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
    "gettext": lambda: shutil.which("xgettext") is not None,
    "poppler-utils": lambda: shutil.which("pdftotext") is not None,
}
"""Debian package: is it there already?"""


def postgres_folder() -> Path | None:
    """Folder with initdb and pg_ctl, the newest one; Debian keeps them off PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def system_packages(*wanted: str) -> None:
    """Install what Debian must give; without root print the line to run and stop."""
    missing = [name for name in wanted if not DEBIAN[name]()]
    if not missing:
        return
    line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    if shutil.which("apt-get") is None:
        sys.exit(
            f"Missing, and this is no Debian: install what corresponds to {', '.join(missing)}, then run this again."
        )
    if os.geteuid() != 0:
        sys.exit(f"Missing system packages. Run this line, then the same command again:\n\n    sudo sh -c '{line}'\n")
    print(f"Installing {', '.join(missing)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["sh", "-c", line], env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\nThis failed: {line}")
    importlib.invalidate_caches()


def environment() -> None:
    """Make .tools with uv and .venv with exactly the locked packages; does nothing when the lock has not changed."""
    if sys.version_info < (3, 11):  # noqa: UP036  # an older one may well run this very file
        sys.exit("Huzhu needs Python 3.11 or newer; run this file with one.")
    system_packages("python3-venv")
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        stamp, wanted = VENV / "synced", hashlib.sha256(LOCK.read_bytes() + UV.encode()).hexdigest()
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        print("Making the Python environment …", flush=True)
        uv = TOOLS / "bin" / "uv"
        if not uv.exists():
            call(sys.executable, "-m", "venv", TOOLS)
            call(TOOLS / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", UV)
        if not PYTHON.exists():
            call(uv, "venv", "-q", "--python", sys.executable, VENV)
        call(uv, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, LOCK)
        packages = next((VENV / "lib").glob("python3.*/site-packages"))
        (packages / "huzhu.pth").write_text(f"{SOURCE}\n")
        stamp.write_text(wanted)


def surroundings(**more: str) -> dict[str, str]:
    """Environment variables of every child."""
    return {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "PYTHONDONTWRITEBYTECODE": "",  # else each of hundreds of processes compiles half a thousand files anew
        "DJANGO_SETTINGS_MODULE": "huzhu.settings",
        "PYTHONPATH": str(SOURCE),
        "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '')}",
        **more,
    }


def call(*command: object, **more: str) -> None:
    """Run a command in the checkout; end with its code if it fails."""
    code = subprocess.run([str(part) for part in command], cwd=ROOT, env=surroundings(**more)).returncode
    if code:
        sys.exit(code)


def demo(arguments: list[str]) -> None:
    """Migrate, seed and serve the demo factory until interrupted."""
    environment()
    os.execve(PYTHON, [str(PYTHON), "-m", "huzhu", "demo", *arguments], surroundings())


def shell(arguments: list[str]) -> None:
    """Django's shell on this checkout's database."""
    environment()
    os.execve(PYTHON, [str(PYTHON), "-m", "django", "shell", *arguments], surroundings())


CHECKS = {
    "ruff": "ruff check .",
    "format": "ruff format --check .",
    "mypy": "mypy src/huzhu",
    "arrows": "lint-imports --no-cache",
    "templates": "djlint src/huzhu --lint --quiet",
    "bandit": "bandit -q -c pyproject.toml -r src/huzhu",
    "migrations": "python -m django makemigrations --check --dry-run",
    "django": "python -m django check --fail-level WARNING",
    "kernels": "python -m huzhu.engine.matching.warming",  # compiled here once, not by every process of the tests
}


def check(arguments: list[str]) -> None:
    """Run all checks, two at a time, and show what those that fail say."""
    environment()
    if not checks_hold():
        sys.exit(1)


def checks_hold() -> bool:
    """True if every check passes; prints a line for each and the whole output of those that fail."""
    with tempfile.TemporaryDirectory(prefix="huzhu-check-") as home, concurrent.futures.ThreadPoolExecutor(2) as pool:
        clean = {name: value for name, value in surroundings().items() if not name.startswith("HUZHU_")}

        def one(command: str) -> tuple[subprocess.CompletedProcess[str], float]:
            begun = time.monotonic()
            done = subprocess.run(
                shlex.split(command),
                cwd=ROOT,
                env={**clean, "HUZHU_HOME": home},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            return done, time.monotonic() - begun

        first = sorted(CHECKS, key=lambda name: name != "mypy")
        running = {name: pool.submit(one, CHECKS[name]) for name in first}
        holds = True
        for name, future in running.items():
            done, seconds = future.result()
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name:<10} {seconds:4.1f} s", flush=True)
            if done.returncode:
                holds = False
                print(done.stdout, flush=True)
        return holds


def test(arguments: list[str]) -> None:
    """Checks; everything on SQLite; what is marked `db_both` on PostgreSQL. Further arguments go to pytest.

    Ends with pytest's own closing line: that of the run that failed, else of the last one.
    """
    environment()
    system_packages(*DEBIAN)
    holds = checks_hold()
    if not holds:
        print("Checks failed (above). The tests run all the same; this command will end with 1.", flush=True)
    workers = (os.cpu_count() or 1) + 1  # one more than cores: some wait for a browser or for a process of their own
    side_by_side = ("-n", f"{workers}", "--dist", "worksteal")  # what a file sets up is set up once
    own = [str(PYTHON), "-m", "pytest", "-q", *side_by_side]
    print("Tests on SQLite", flush=True)
    code = subprocess.run([*own, *arguments], cwd=ROOT, env=surroundings()).returncode
    if code == 0 or (code == 5 and arguments):
        print("Tests on PostgreSQL", flush=True)
        with postgres() as url:
            code = subprocess.run(
                [*own, "-m", "db_both", *arguments], cwd=ROOT, env=surroundings(HUZHU_TEST_DATABASE_URL=url)
            ).returncode
        code = 0 if code == 5 and arguments else code
    sys.exit(code or (0 if holds else 1))


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL cluster of its own on a free port, gone afterwards; yields its address.

    initdb and pg_ctl refuse root, so root steps down to the user `postgres`. Nothing is flushed to disk.
    """
    binaries = postgres_folder()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="huzhu-pg-", dir="/tmp"))
    down = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if down:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str) -> None:
        done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **down)
        if done.returncode:
            sys.exit(f"PostgreSQL did not start:\n{done.stdout}")

    data = folder / "data"
    try:
        make = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        run(f"{binaries}/initdb", "-D", f"{data}", "-U", "app", *make)
        fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300"
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {fast}"
        log = folder / "log"
        started = [f"{binaries}/pg_ctl", "-D", f"{data}", "-w", "-s", "-l", f"{log}", "-o", options, "start"]
        # pg_ctl hands its output to the server, so a pipe would never end: no pipe here
        if subprocess.run(started, cwd="/", stdout=subprocess.DEVNULL, **down).returncode:
            sys.exit(f"PostgreSQL did not start:\n{log.read_text() if log.exists() else ''}")
        yield f"postgresql://app@127.0.0.1:{port}/huzhu"
    finally:
        stop_postgres(data / "postmaster.pid")
        shutil.rmtree(folder, ignore_errors=True)


def stop_postgres(pid_file: Path) -> None:
    """Stop the cluster by the process id that it wrote down itself (SIGQUIT: at once)."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        for _ in range(100):
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)


def messages(arguments: list[str]) -> None:
    """Collect the texts of code and templates into locale/*.po and write the .mo beside each."""
    environment()
    system_packages("gettext")
    package = SOURCE / "huzhu"
    (package / "locale").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="huzhu-messages-") as home:
        options = ("--no-location", "--no-obsolete", "--ignore", "collected")
        done = subprocess.run(
            [str(PYTHON), "-m", "django", "makemessages", "-l", "zh_Hans", "-l", "en", *options],
            cwd=package,
            env=surroundings(HUZHU_HOME=home),
        )
        if done.returncode:
            sys.exit(done.returncode)
    compile_messages()


def compile_messages() -> None:
    """Write each .mo from its .po; guesses of gettext (fuzzy) are emptied, for nobody has read them."""
    code = (
        "import pathlib, polib\n"
        "for path in sorted(pathlib.Path('src/huzhu/locale').rglob('*.po')):\n"
        "    book = polib.pofile(str(path))\n"
        "    book.metadata.pop('POT-Creation-Date', None)\n"
        "    book.metadata_is_fuzzy = None\n"
        "    for entry in book:\n"
        "        if entry.fuzzy:\n"
        "            entry.flags.remove('fuzzy'); entry.msgstr = ''\n"
        "            entry.msgstr_plural = {n: '' for n in entry.msgstr_plural}\n"
        "        entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None\n"
        "    book.save()\n"
        "    book.save_as_mofile(str(path.with_suffix('.mo')))\n"
        "    print(path, f'{book.percent_translated()} %', 'missing:', len(book.untranslated_entries()))\n"
    )
    call(PYTHON, "-c", code)


def build(arguments: list[str]) -> None:
    """Write the .mo files and collected static files, then the wheel and source archive into dist/."""
    environment()
    compile_messages()
    with tempfile.TemporaryDirectory(prefix="huzhu-build-") as home:
        call(PYTHON, "-m", "django", "collectstatic", "--clear", "--noinput", "-v", "0", HUZHU_HOME=home)
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    try:
        call(TOOLS / "bin" / "uv", "build", "-q", "--python", PYTHON, "--out-dir", "dist")
    finally:
        shutil.rmtree(SOURCE / "huzhu" / "collected")  # else this checkout would go on serving the files of today
    for path in sorted((ROOT / "dist").iterdir()):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB")


COMMANDS = {f.__name__: f for f in (demo, test, check, shell, messages, build)}


def main() -> None:
    """Run the command named by the first argument."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `finally` runs
    COMMANDS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    main()
