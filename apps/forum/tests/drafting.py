"""What tests of unsent words need: the pages for writing, and their forms."""

import uuid

from django.urls import reverse

from apps.accounts.models import User
from apps.forum.models import Draft


def form(text="A *text*.", **fields):
    return {"text": text, "form_key": str(uuid.uuid4()), **fields}


def new_topic(board):
    return reverse("forum:topic_create", args=[board.slug])


def answer(topic):
    return reverse("forum:comment_create", args=[topic.pk])


def change(comment):
    return reverse("forum:comment_edit", args=[comment.pk])


def keep(author, place, text="Kept words.", **fields):
    return Draft.objects.keep(author, place, text=text, **fields)


def number(author):
    return User.objects.get(pk=author.pk).draft_count
