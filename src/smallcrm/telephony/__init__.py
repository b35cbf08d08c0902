"""Who is calling: the way of a call to the window, and the sources it may come from.

This file imports nothing: the forwarder of calls has 20 milliseconds from its start to the window.
The protocol of a source and the registry are in `sources.py`.
"""
