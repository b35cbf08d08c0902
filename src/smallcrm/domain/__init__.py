"""What Small CRM knows without a database, a screen or a network: money, time, names, numbers."""
