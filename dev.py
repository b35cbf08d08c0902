#!/usr/bin/env python3
"""Start, test and package Small CRM from a fresh clone; needs nothing but Python 3.11 or newer.

Usage: python3 dev.py COMMAND [ARGUMENTS]   (on Windows: py dev.py COMMAND [ARGUMENTS])

  start [...]    open the program; arguments go to it (without a display: a look-up on the terminal)
  test [...]     every check and test; arguments go to pytest
  bench [...]    measure the speeds that the program promises
  nasty [...]    try thousands of broken and hostile files on the imports
  hostile [...]  print ten thousand hostile names and notes on real papers
  ring [...]     have a real SIP call ring in the real window, and see that it is logged
  screenshots    make the pictures of the README anew
  translations   bring the catalogues up to date with the sources
  package        build dist/SmallCRM with PyInstaller, then start what was built
  lock           pin the newest allowed version of every dependency, with hashes

Each command first makes the environment in .venv, which takes a minute once and no time later.
"""

from __future__ import annotations  # so that an old Python gets as far as being told that it is old

import ctypes
import hashlib
import importlib.util
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

OLDEST_PYTHON = "3.11"
ROOT = Path(__file__).resolve().parent
LINUX = sys.platform.startswith("linux")

# A folder that cannot be written, such as a shared drive, has its environment at home.
VENV = (ROOT if os.access(ROOT, os.W_OK) else Path.home() / ".cache" / "smallcrm") / ".venv"
BIN, EXE = (VENV / "Scripts", ".exe") if os.name == "nt" else (VENV / "bin", "")
PYTHON = BIN / f"python{EXE}"
STAMP = VENV / "smallcrm-stamp"

RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"  # holds all of RUN_LOCK, in the same versions

# What Qt's wheels expect of the system: shared library -> Debian package.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
QT_DISPLAY_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def say(line: str) -> None:
    """Print at once, so that our lines and those of the programs we run keep their order."""
    print(line, flush=True)


def stop(line: str) -> NoReturn:
    """End with one plain line on standard error."""
    sys.exit(f"dev.py: {line}")


def run(*command: str | Path, **variables: str) -> int:
    """Run a command in the project's folder, its output going where ours goes."""
    return subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False).returncode


def succeeds(*command: str | Path) -> bool:
    """Whether a command runs and ends well; nothing of it is shown."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# -- the system's packages ------------------------------------------------------------------------


def install_system_packages(packages: Sequence[str], why: str) -> None:
    """Install Debian packages where no password is needed, else say what to type and stop."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        stop(f"{why}. Please install what Debian calls: {names}")
    if os.geteuid() == 0:
        prefix = []
    elif succeeds("sudo", "-n", "true"):
        prefix = ["sudo", "-n"]
    else:
        stop(f"{why}. Please type: sudo apt-get install {names}")
    say(f"{why}: installing {names}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # One unreachable source fails the update though ours may be fine: the install has the say.
    succeeds(*apt, "update")
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        stop(f"{why}, and this failed: apt-get install {names}\n{done.stderr.strip()}")


def loads(library: str) -> bool:
    """Whether the system has this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_qt_libraries(*, for_display: bool) -> None:
    """Windows and macOS bring all that Qt needs; a Linux made for servers does not."""
    if not LINUX:
        return
    wanted = {**QT_LIBRARIES, **(QT_DISPLAY_LIBRARIES if for_display else {})}
    missing = [package for library, package in wanted.items() if not loads(library)]
    if missing:  # then Chinese letters are most likely missing too
        missing.append("fonts-droid-fallback")
        install_system_packages(missing, "Qt needs libraries of the system")


# -- the environment ------------------------------------------------------------------------------


def pyproject() -> dict[str, Any]:
    """Read the project's description."""
    import tomllib  # an old Python has none, and gets its plain line first

    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def fingerprint() -> str:
    """Change whenever what is installed in the environment has to."""
    parts = [str(sys.version_info), str(ROOT), json.dumps(pyproject()["project"])]
    parts += [lock.read_text("utf-8") for lock in (RUN_LOCK, TEST_LOCK)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def prepare(lock: Path) -> None:
    """Make the environment hold what a lock file says and the project itself."""
    now = fingerprint()
    before = STAMP.read_text("utf-8") if STAMP.exists() and PYTHON.exists() else ""
    if before in {f"{now} {lock.name}", f"{now} {TEST_LOCK.name}"}:
        return
    say(f"Preparing {VENV} (once; a minute or two)")
    STAMP.unlink(missing_ok=True)
    make_environment()
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install")
    if run(*pip, "--require-hashes", "-r", lock) != 0:
        stop("the packages could not be installed, see above. Is the network reachable?")
    # The build backend is pinned in the lock as well, so nothing is fetched here.
    if run(*pip, "--no-build-isolation", "--no-deps", "-e", ROOT) != 0:
        stop("the project itself could not be installed, see above.")
    STAMP.write_text(f"{now} {lock.name}", "utf-8")


def make_environment() -> None:
    """Keep an environment that works, has this Python and was not moved here; replace others."""
    settings = VENV / "pyvenv.cfg"  # names the folder, as do all the scripts in it
    unmoved = settings.exists() and str(VENV) in settings.read_text("utf-8")
    same = f"import sys, pip; sys.exit(sys.version_info != {tuple(sys.version_info)})"
    if unmoved and succeeds(PYTHON, "-c", same):
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install_system_packages([package], "This Python cannot make environments")
    if run(sys.executable, "-m", "venv", "--clear", VENV) != 0:
        stop(f"{VENV} could not be made, see above. If it is in use or broken, delete it.")


def has_display() -> bool:
    """Only Linux can be without one; an empty variable counts as none."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def qt_platform() -> dict[str, str]:
    """Let Qt draw into memory where there is no screen, unless the caller chose a platform."""
    return {} if has_display() else {"QT_QPA_PLATFORM": os.getenv("QT_QPA_PLATFORM", "offscreen")}


def run_on_screen(*command: str | Path) -> int:
    """Run a program that shows a window: on the screen, a virtual one, or in memory."""
    if has_display() or shutil.which("xvfb-run") is None:
        return run(*command, **qt_platform())
    return run("xvfb-run", "-a", *command)


# -- the commands ---------------------------------------------------------------------------------


def start(arguments: list[str]) -> int:
    """Open the program, or do its main job on the terminal where no window can open."""
    prepare(RUN_LOCK)
    if not has_display() and not arguments:
        return look_up_on_terminal()
    if has_display():
        ensure_qt_libraries(for_display=True)
    return run(PYTHON, "-m", "smallcrm", *arguments)


def look_up_on_terminal() -> int:
    """Find someone who owes among made-up clients, and show who that is."""
    say("No display here, so no window: this is a look-up on the terminal, with made-up clients.")
    with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
        crm = (PYTHON, "-m", "smallcrm", "--data-dir", folder)

        def show(*arguments: str) -> bool:
            say(f"\n$ smallcrm {shlex.join(arguments)}")
            return run(*crm, *arguments) == 0

        if not show("sample", "--clients", "200", "--seed", "1"):
            return 1
        listing = (*crm, "list", "overdue", "--limit", "1", "--json")
        answer = subprocess.run(listing, stdout=subprocess.PIPE, cwd=ROOT, check=False)
        if answer.returncode != 0:
            return 1
        client = json.loads(answer.stdout)[0]["client"]
        found = show("find", client["name"]) and show("card", f"id:{client['id']}")
    say("\nYour own data: python3 dev.py start add client --name NAME, and start --help for more.")
    return 0 if found else 1


def test(arguments: list[str]) -> int:
    """Run every check even when one fails; pytest comes last and has the last line."""
    prepare(TEST_LOCK)
    ensure_qt_libraries(for_display=has_display())
    checks = {
        "ruff check": (PYTHON, "-m", "ruff", "check", "."),
        "ruff format": (PYTHON, "-m", "ruff", "format", "--check", "."),
        "mypy": (PYTHON, "-m", "mypy"),
        "import-linter": (BIN / f"lint-imports{EXE}",),
    }
    failed = []
    for name, command in checks.items():
        say(f"-- {name}")
        if run(*command) != 0:
            failed.append(name)
    if failed:
        say(f"-- FAILED, see above: {', '.join(failed)}. The tests run all the same.")
    say("-- pytest")
    # A script that runs us in the background has Ctrl-C ignored, which tests of Ctrl-C inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pytest = (PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal")
    return run(*pytest, *arguments, **qt_platform()) or int(bool(failed))


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    prepare(TEST_LOCK)
    ensure_qt_libraries(for_display=has_display())
    return run(PYTHON, "-m", "tests.benchmarks", *arguments, **qt_platform())


def nasty(arguments: list[str]) -> int:
    """Try every nasty file."""
    prepare(TEST_LOCK)
    return run(PYTHON, "-m", "tests.importers.nasty", *arguments)


def hostile(arguments: list[str]) -> int:
    """Print what nobody types."""
    prepare(TEST_LOCK)
    return run(PYTHON, "-m", "tests.reports.hostile", *arguments)


def ring(arguments: list[str]) -> int:
    """Let the phone ring; it says which system packages it needs."""
    prepare(TEST_LOCK)
    ensure_qt_libraries(for_display=True)
    return run(PYTHON, "-m", "tests.telephony.ring", *arguments)


def screenshots(arguments: list[str]) -> int:
    """Make the README's pictures."""
    prepare(TEST_LOCK)
    ensure_qt_libraries(for_display=True)
    return run_on_screen(PYTHON, "-m", "tests.screenshots", *arguments)


def translations(arguments: list[str]) -> int:
    """Update and compile the catalogues."""
    prepare(TEST_LOCK)
    return run(PYTHON, ROOT / "tools" / "translations.py", *arguments)


def package(arguments: list[str]) -> int:
    """Build the program as a folder and see that what was built starts."""
    prepare(TEST_LOCK)
    ensure_qt_libraries(for_display=True)
    if LINUX and shutil.which("objdump") is None:
        install_system_packages(["binutils"], "PyInstaller needs objdump")
    pyinstaller = (PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR")
    if run(*pyinstaller, *arguments, "smallcrm.spec") != 0:
        stop("the build failed, see above.")
    program = ROOT / "dist" / "SmallCRM" / f"SmallCRM{EXE}"
    if run(program, "--version") != 0:
        stop(f"{program} does not start.")
    patience = ("timeout", "60") if LINUX else ()
    with tempfile.TemporaryDirectory(prefix="smallcrm-") as data:
        if run_on_screen(*patience, program, "--data-dir", data, "--smoke-test") != 0:
            stop(f"{program} does not open its window, or not close it.")
    say(f"Built and started: {program}")
    return 0


def lock(_arguments: list[str]) -> int:
    """Pin everything anew, for every platform; no address is written, nor any local setting."""
    prepare(RUN_LOCK)
    if run(PYTHON, "-m", "pip", "-qq", "install", "uv") != 0:
        stop("uv could not be installed, see above.")
    compile_lock = (
        *(PYTHON, "-m", "uv", "--no-config", "pip", "compile", "--quiet", "--upgrade"),
        *("--universal", "--python-version", OLDEST_PYTHON),
        *("--generate-hashes", "--no-header", "--no-annotate"),
    )
    with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
        build = Path(folder) / "build.in"  # what installing the project itself needs
        requires = [*pyproject()["build-system"]["requires"], "editables"]
        build.write_text("\n".join(requires), "utf-8")
        sources = ("pyproject.toml", build)
        if run(*compile_lock, *sources, "-o", RUN_LOCK) != 0:
            return 1
        return run(*compile_lock, *sources, "--all-extras", "-c", RUN_LOCK, "-o", TEST_LOCK)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__: command
    for command in (
        *(start, test, bench, nasty, hostile, ring, screenshots, translations, package, lock),
    )
}


def main() -> int:
    """Choose the command."""
    if sys.version_info < tuple(map(int, OLDEST_PYTHON.split("."))):
        stop(f"Python {OLDEST_PYTHON} or newer is needed, and this is {sys.version.split()[0]}.")
    # A Windows pipe would otherwise choke on a name that its old code page lacks, here or below.
    os.environ["PYTHONUTF8"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in {"-h", "--help", "help"}:
        say((__doc__ or "").strip())
        return 0
    if name not in COMMANDS:
        stop(f"there is no command {name!r}, but: {', '.join(COMMANDS)}")
    try:
        return COMMANDS[name](arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
