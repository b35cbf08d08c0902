"""Languages: catalogues, formats, and the sentences that screen, paper and terminal share."""
