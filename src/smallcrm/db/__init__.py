"""The data file: models, connections, transactions, journal, search index, backups."""
