"""`smallcrm-call NUMBER`: hands a softphone's caller to the window, which it starts if needed.

Its argument is data and never an option, whatever it looks like. Everything is imported as late and
as little as possible: 20 milliseconds lie between the start of this process and the card.
"""

import sys

from smallcrm.telephony.handover import deliver
from smallcrm.telephony.socket_name import default_data_dir
from smallcrm.telephony.wire import MAX_BYTES, encode_call, plain

_WRONG_USAGE = 2
_FAILED = 1


def main(arguments: list[str] | None = None) -> int:
    """Forward one call; exit 1 where no window is open and none can be started."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        return _complain("usage: smallcrm-call NUMBER", _WRONG_USAGE)
    # A phone that does not quote `+49 30 1234` sends three arguments and means one.
    number = plain(" ".join(given), MAX_BYTES)
    if deliver(default_data_dir(), encode_call(number)):
        return 0
    try:
        _start(number)
    except OSError:
        return _complain("smallcrm-call: Small CRM is not running and cannot be started.", _FAILED)
    return 0


def _start(number: str) -> None:
    """Start the program, apart from this process, to show the card of this caller."""
    from smallcrm.telephony.launch import start_window

    start_window(["call", "--start", "--", number])


def _complain(line: str, status: int) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
