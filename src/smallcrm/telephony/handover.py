"""Handing a message to the window that is open, if one is; standard library only."""

import sys

from smallcrm.telephony.socket_name import addresses, is_trusted

_TIMEOUT = 1.0
_PAUSE = 0.1


def deliver(data_dir: str, line: bytes, *, patience: float = 0.0) -> bool:
    """Give one encoded message to the window of this data file; False: no window takes it.

    With `patience` (in seconds) a window that is about to open is waited for.
    """
    while True:
        if any(is_trusted(address) and _send(address, line) for address in addresses(data_dir)):
            return True
        if patience <= 0:
            return False
        import time

        time.sleep(_PAUSE)
        patience -= _PAUSE


if sys.platform == "win32":

    def _send(address: str, line: bytes) -> bool:
        import time

        for _ in range(10):
            try:
                with open(address, "r+b", buffering=0) as pipe:  # noqa: PTH123  (pathlib costs)
                    pipe.write(line)
            except FileNotFoundError:
                return False
            except OSError:  # every instance of the pipe is busy with another caller
                time.sleep(_PAUSE)
            else:
                return True
        return False

else:
    # The module below `socket`, which costs 8 ms less to import; `socket` inherits its class.
    from _socket import AF_UNIX, SOCK_STREAM, socket

    def _send(address: str, line: bytes) -> bool:
        connection = socket(AF_UNIX, SOCK_STREAM)
        try:
            connection.settimeout(_TIMEOUT)
            connection.connect(address)
            connection.sendall(line)
        except OSError:
            return False
        else:
            return True
        finally:
            connection.close()
