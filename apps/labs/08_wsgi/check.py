"""What lab 08 asks: of an application, of a middleware, and of a prediction."""

from . import check_application, check_middleware, check_prediction

PARTS = [check_application, check_middleware, check_prediction]
