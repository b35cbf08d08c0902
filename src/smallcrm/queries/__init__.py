"""The read side: selects on a read connection in, frozen dataclasses out.

This file imports nothing: the shapes are needed long before SQLAlchemy is.
"""
