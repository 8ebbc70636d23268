"""Review was written into the first migration, which a database in use has run long ago.

On a new database all is well: that is why it is noticed only where the site is used.
"""

REFUSED_BY = "old_database"
EDITS = []
