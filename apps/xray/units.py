"""Moments as they are noted, nanoseconds of a clock, and as the trace writes them."""


def us(nanoseconds):
    """Give whole microseconds."""
    return round(nanoseconds / 1000)


def since(zero):
    """Give the function from a moment of the clock to microseconds from zero."""

    def moment(nanoseconds):
        return None if nanoseconds is None else us(nanoseconds - zero)

    return moment
