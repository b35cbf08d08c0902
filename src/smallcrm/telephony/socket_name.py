# ruff: noqa: PTH102, PTH103, PTH111, PTH118, PTH120
"""Where the window of a data file listens: one rule for everybody who looks for it.

Standard library only, and little of it: the forwarder of calls pays for every import with a
millisecond (pathlib ten), so `platformdirs` is out. A test holds the data folder here to `paths`.
"""

import os
import stat
import sys

_APP = "SmallCRM"
# A socket's address is a fixed field: 104 bytes on macOS, 108 on Linux, with a zero at its end.
LONGEST_PATH = 99


def default_data_dir() -> str:
    """Return the platform's data folder, as `paths.find()` does without `--data-dir`."""
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA", "")
    else:
        named = os.environ.get("XDG_DATA_HOME", "")
        usual = "~/Library/Application Support" if sys.platform == "darwin" else "~/.local/share"
        home = named if named.startswith("/") else os.path.expanduser(usual)
    return os.path.join(home, _APP)


def file_key(data_dir: str) -> str:
    """Name a data file by its folder: 16 hexadecimal digits (FNV-1a: told apart, not secret)."""
    key = 0xCBF29CE484222325
    for byte in os.fsencode(os.path.normcase(os.path.realpath(data_dir))):
        key = (key ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{key:016x}"


if sys.platform == "win32":

    def addresses(data_dir: str) -> list[str]:
        """Return where the window of this data file may listen: its named pipe."""
        return [rf"\\.\pipe\smallcrm-{file_key(data_dir)}"]

    def address_to_listen_at(data_dir: str) -> str:
        """Return the window's address; who may write there is the listener's own setting."""
        return addresses(data_dir)[0]

    def is_trusted(_address: str) -> bool:
        """Tell whether nobody but the owner can have put there what listens at this address."""
        return True

else:

    def addresses(data_dir: str) -> list[str]:
        """Return where the window of this data file may listen, the best place first.

        The window takes the first that it can have (`address_to_listen_at`). Who looks for the
        window tries them all: a scheduled job may not know the runtime folder of the desktop.
        """
        name = file_key(data_dir)
        paths = [f"{folder}/{name}.sock" for folder in _folders()]
        return [path for path in paths if len(os.fsencode(path)) <= LONGEST_PATH]

    def address_to_listen_at(data_dir: str) -> str:
        """Return the window's address, its folder made the owner's alone; else raise OSError."""
        for path in addresses(data_dir):
            if _made_private(os.path.dirname(path)):
                return path
        raise OSError("there is no folder of the owner's alone for the window's socket")

    def is_trusted(address: str) -> bool:
        """Tell whether nobody but the owner can have put there what listens at this address."""
        return _is_private(os.path.dirname(address))

    def _folders() -> list[str]:
        user = os.getuid()
        folders = [f"/run/user/{user}/{_APP}"]
        named = os.environ.get("XDG_RUNTIME_DIR", "")
        if named.startswith("/"):
            folders.insert(0, f"{named.rstrip('/')}/{_APP}")
        if sys.platform == "darwin":
            folders.append(os.path.expanduser(f"~/Library/Caches/TemporaryItems/{_APP}"))
        folders.append(f"/tmp/smallcrm-{user}")  # noqa: S108  (made and found the owner's alone)
        return list(dict.fromkeys(folders))

    def _made_private(folder: str) -> bool:
        try:
            if folder.startswith(os.path.expanduser("~/")):
                os.makedirs(os.path.dirname(folder), 0o700, exist_ok=True)
            os.mkdir(folder, 0o700)
        except FileExistsError:
            pass
        except OSError:
            return False
        return _is_private(folder)

    def _is_private(folder: str) -> bool:
        try:
            found = os.lstat(folder)
        except OSError:
            return False
        mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        return mine and not found.st_mode & 0o077
