"""Small makers of what a test needs; every field can be said otherwise."""

from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.models import User
from apps.forum.models import Board, Picture
from apps.forum.models.picture import LARGE, SMALL
from apps.look import pictures

numbers = count(1)


def make_user(username=None, **fields):
    username = username or f"user{next(numbers)}"
    fields.setdefault("email", f"{username}@example.org")
    return User.objects.create_user(username, **fields)


def make_board(**fields):
    number = next(numbers)
    fields.setdefault("name", f"Board {number}")
    fields.setdefault("slug", f"board-{number}")
    return Board.objects.create(**fields)


def make_topic(author=None, board=None, title="How does it work?", text="Tell me."):
    author = author or make_user()
    return (board or make_board()).start_topic(author, title, text)


def make_topic_with(comments, **fields):
    """Make a topic with that many comments, the opening one among them."""
    topic = make_topic(**fields)
    for number in range(2, comments + 1):
        topic.reply(topic.author, f"Comment number {number}")
    return topic


def make_upload(size=(64, 48), kind="PNG", **options):
    """Make a file as a browser sends it."""
    data = BytesIO()
    Image.new("RGB", size, "navy").save(data, kind, **options)
    name = f"picture.{kind.lower()}"
    return SimpleUploadedFile(name, data.getvalue(), f"image/{kind.lower()}")


def make_picture(owner=None, size=(64, 48)):
    drawn = pictures.redraw_sizes(make_upload(size), LARGE, SMALL)
    return Picture.objects.keep(owner or make_user(), drawn)
