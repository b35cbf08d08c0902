"""Small CRM: who is calling, what they owe, what to remember."""

__version__ = "0.1.0"
