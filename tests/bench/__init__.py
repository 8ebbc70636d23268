"""What the site costs, as multiples of what its parts cost by themselves.

    make bench                              1,000 topics × 20 comments
    make bench TOPICS=50000                 a million comments

Seconds depend on the machine, ratios much less: so every run measures its own
floors, through the same nginx, uWSGI and PostgreSQL as the pages.
"""
