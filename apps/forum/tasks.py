from django_tasks import task

from . import notices
from .models import Comment, Topic


@task()
def tell_watchers(pk):
    """Tell those who watch a comment's topic, or the board of a new topic."""
    comments = Comment.objects.select_related("topic__board", "author")
    comment = comments.filter(pk=pk).first()
    if comment:
        notices.tell_watchers(comment)


@task()
def take_back_notices(pk):
    """Take back what tells of a topic's comments to who cannot see them any more."""
    topic = Topic.objects.select_related("board").filter(pk=pk).first()
    if topic:
        notices.take_back(topic)
