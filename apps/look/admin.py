"""What every list of the back office shares."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class BoundedPaginator(Paginator):
    """Page through the first 1,000 rows; beyond, a search or a filter helps more.

    Counting a whole table costs more with each row of it. This paginator never
    counts further than one row past its limit. With it, a ModelAdmin says
    `show_full_result_count = False`: that count has no limit.
    """

    limit = 1_000

    @cached_property
    def count(self):
        rows = self.object_list.order_by()[: self.limit + 1].count()
        return MoreThan(self.limit) if rows > self.limit else rows


class MoreThan(int):
    """A number to reckon with that reads "more than 1,000"."""

    def __str__(self):
        return f"more than {int(self):,}"
