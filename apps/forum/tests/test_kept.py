"""What comments and members know besides their words: links, addresses, counts."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.forum.counts import recount
from apps.forum.housekeeping import KEEP_ADDRESSES, forget_addresses
from apps.forum.models import Comment, State, Topic

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db

fill = import_module("apps.forum.migrations.0008_fill_links_and_counts")


class HasLinksTests:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("See https://example.org/.", True),
            ("[Here](/rules/)", True),
            ("`<a href=x>` and <a href=x>", False),
            ("Nothing.", False),
        ],
    )
    def test_follows_the_text(self, text, expected):
        comment = make_topic(text="Before.").comments.get()
        comment.edit(text)
        assert Comment.objects.get().has_links == expected
        make_topic(text=text)
        assert Comment.objects.latest("pk").has_links == expected


class AddressTests:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:DB8:0::1", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("fe80::1%eth0", "fe80::1"),
            ("", None),
            ("unix:", None),
        ],
    )
    def test_is_kept_with_topic_and_answer(self, client, sent, kept):
        board, form = make_board(), {"title": "T", "text": "x"}
        client.force_login(make_user())
        keys = [f"12345678-1234-1234-1234-12345678900{n}" for n in range(2)]
        client.post(
            reverse("forum:topic_create", args=[board.slug]),
            form | {"form_key": keys[0]},
            REMOTE_ADDR=sent,
        )
        topic = board.topics.get()
        client.post(
            reverse("forum:comment_create", args=[topic.pk]),
            form | {"form_key": keys[1]},
            REMOTE_ADDR=sent,
        )
        assert list(Comment.objects.values_list("address", flat=True)) == [kept] * 2

    def test_is_forgotten_in_time(self, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr("apps.forum.housekeeping.BITE", 2)
        topic = make_topic_with(comments=6)
        Comment.objects.update(address="192.0.2.1")
        old = timezone.now() - KEEP_ADDRESSES - timedelta(minutes=1)
        Comment.objects.filter(number__lte=5).update(created_at=old)
        forget_addresses()
        left = topic.comments.exclude(address=None)
        assert [comment.number for comment in left] == [6]
        with django_assert_num_queries(1):
            forget_addresses()

    def test_privacy_page_says_how_long(self, client):
        assert f"for {KEEP_ADDRESSES.days} days" in client.get("/pages/privacy/").text


class CommentCountTests:
    def count(self, user):
        return User.objects.get(pk=user.pk).comment_count

    def test_follows_what_is_published(self):
        topic = make_topic_with(comments=3)
        assert self.count(topic.author) == 3
        comment = topic.comments.get(number=2)
        comment.become(State.HIDDEN, "x")
        comment.become(State.HELD)
        assert self.count(topic.author) == 2
        comment.become(State.PUBLISHED)
        assert self.count(topic.author) == 3

    def test_counted_anew(self):
        topic, reader = make_topic_with(comments=3), make_user()
        User.objects.update(comment_count=7)
        topic.comments.filter(number=2).update(state=State.HIDDEN)
        recount(Topic.objects.all())
        assert (self.count(topic.author), self.count(reader)) == (2, 0)


class FillTests:
    def test_older_comments_and_members(self, monkeypatch):
        monkeypatch.setattr(fill, "BITE", 2)
        linked = make_topic(text="https://example.org")
        plain = make_topic_with(comments=4, author=linked.author)
        plain.comments.filter(number=4).update(state=State.HIDDEN)
        Comment.objects.update(has_links=False)
        User.objects.update(comment_count=0)
        fill.fill_links(apps, None)
        fill.count_comments(apps, None)
        assert list(Comment.objects.filter(has_links=True)) == [linked.comments.get()]
        assert User.objects.get(pk=linked.author_id).comment_count == 4
