"""The write side: verbs. A command in, a result out, one transaction each.

This file imports nothing: the commands are needed long before SQLAlchemy is.
"""
