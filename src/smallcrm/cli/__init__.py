"""The command line: the contract that softphones, scripts and scheduled jobs rely on.

This file imports nothing: the window starts through here as well, and needs none of it.
"""
