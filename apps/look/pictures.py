"""Pictures that people upload: decoded, made small and drawn anew.

What reaches the disk is what this process drew, never the bytes that came: no
script in an SVG, no GPS position in a photo, no bomb of a billion pixels.
"""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

FORMATS = ("PNG", "WEBP", "JPEG")
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000


def redraw(upload, width, height):
    """Give an uploaded picture as a PNG that fits into width × height pixels.

    Raises ValidationError, with a sentence for the person, for anything else.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(
            "The picture is larger than 5 MB. Please make it smaller."
        )
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError("The picture has more than 40 million pixels.")
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise ValidationError(
            "This is not a PNG, WebP or JPEG picture, or it is damaged."
        ) from None
    drawn.thumbnail((width, height))
    data = BytesIO()
    drawn.save(data, "PNG", optimize=True)
    return ContentFile(data.getvalue(), name="picture.png")
