"""What lab 01 asks: the hops in order, the number of queries, who wrote which value.

No answer stands here. Each is compared with traces that are recorded for this check, on this
machine, of the site as it is today (check_traces.py).
"""

from apps.labs import programs

from . import check_development, check_production

PARTS = [check_development]
# The journey through nginx can be made only where nginx is; lab.toml says so, too.
if programs.find("nginx") and programs.find("uwsgi"):
    PARTS.append(check_production)
