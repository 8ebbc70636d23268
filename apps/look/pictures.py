"""Pictures that people upload: decoded, made small and drawn anew.

What reaches the disk is what this process drew, never the bytes that came: no
script in an SVG or behind the last byte of a PNG, no GPS position in a photo, no
bomb of a billion pixels.
"""

import logging
from contextlib import contextmanager
from io import BytesIO
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

logger = logging.getLogger(__name__)

FORMATS = ("PNG", "WEBP", "JPEG")
MAX_BYTES = 5 * 1024 * 1024
# The photo of a camera with 24 megapixels. Decoded it takes up to 100 MB of
# memory, for as long as it takes to make it small.
MAX_PIXELS = 25_000_000
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def redraw(upload, width, height):
    """Give an uploaded picture as a PNG that fits into width × height pixels.

    Raises ValidationError, with a sentence for the person, for anything else.
    """
    with opened(upload) as picture:
        drawn = upright(picture, max(width, height))
        drawn.thumbnail((width, height))
    return as_file(drawn, "PNG", optimize=True)


def redraw_square(upload, side, least=48):
    """Give the middle of an uploaded picture as a square WebP, `side` pixels at most.

    Raises ValidationError as redraw() does, also for what is smaller than `least`.
    """
    with opened(upload) as picture:
        if min(picture.size) < least:
            raise ValidationError(
                f"The picture has {picture.width} × {picture.height} pixels. "
                f"Please choose one of at least {least} × {least}."
            )
        if max(picture.size) > 8 * min(picture.size):
            raise ValidationError(
                "The picture is a narrow strip. Please choose one that is closer "
                "to a square."
            )
        # Small enough on its longer side, large enough on its shorter one.
        drawn = upright(picture, side * max(picture.size) // min(picture.size))
        side = min(side, *drawn.size)
        drawn = ImageOps.fit(drawn, (side, side), Image.Resampling.LANCZOS)
    return as_file(drawn, "WEBP", quality=85)


def redraw_sizes(upload, *boxes):
    """Give an uploaded picture as WebPs that fit into these boxes, the largest first.

    [(file, (width, height)), …]; none twice, where it is small from the beginning.
    Raises ValidationError as redraw() does.
    """
    files = []
    with opened(upload) as picture:
        drawn = upright(picture, max(boxes[0]))
        for box in boxes:
            drawn.thumbnail(box)
            if not files or drawn.size != files[-1][1]:
                files.append((as_file(drawn, "WEBP", quality=82), drawn.size))
    return files


@contextmanager
def opened(upload):
    """Open what was uploaded as a picture, or say what is wrong with it.

    Only its head is read here; that its end is missing shows when it is decoded.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(
            f"The picture is larger than {MAX_BYTES // 1024**2} MB. "
            "Please make it smaller."
        )
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as picture:
            check(picture)
            yield picture
    except BOMBS:
        raise too_many_pixels() from None
    except ValidationError:
        raise
    except Exception as error:
        # A decoder raises a dozen kinds of errors on broken bytes.
        logger.info("A picture could not be read: %r", error)
        raise ValidationError(
            "This is not a PNG, WebP or JPEG picture, or it is damaged."
        ) from None


def check(picture):
    """Refuse a picture that is too large to decode, or that moves."""
    if picture.width * picture.height > MAX_PIXELS:
        raise too_many_pixels()
    # A phone's JPEG may hold a second picture, for bright screens: it does not move.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise ValidationError("The picture moves. Please choose one that stands still.")


def too_many_pixels():
    return ValidationError(
        f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. "
        "Please make it smaller."
    )


def upright(picture, side):
    """Decode a picture, no larger than needed, and turn it as its camera was held."""
    if picture.mode == "P":  # the colours of a palette cannot be mixed
        picture = picture.convert("RGBA")
    # Small first: a JPEG is then never decoded in full, and what follows is cheap.
    picture.thumbnail((side, side), reducing_gap=3)
    return ImageOps.exif_transpose(picture).convert("RGBA")


def as_file(drawn, kind, **options):
    """Give a picture without anything but its pixels, under a name nobody can guess."""
    drawn.info.clear()
    if drawn.getextrema()[3][0] == 255:  # nothing shines through
        drawn = drawn.convert("RGB")
    data = BytesIO()
    drawn.save(data, kind, **options)
    return ContentFile(data.getvalue(), name=f"{token_hex(16)}.{kind.lower()}")
