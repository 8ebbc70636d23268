"""What the forum's templates may use: `{% posting %}`."""

from django import template
from django.conf import settings

from apps.look import figures, markup

register = template.Library()

TEXT = 5_000  # characters; a machine that wants more can read the page


@register.simple_tag
def posting(topic, opening):
    """Say for machines what this page is: schema.org's DiscussionForumPosting.

    The opening comment only. With the answers every word of the page would be sent
    twice.
    """
    address = settings.SITE_URL + topic.get_absolute_url()
    author = {"@type": "Person", "name": opening.author.name}
    if not opening.author.deleted_at:
        author["url"] = settings.SITE_URL + opening.author.get_absolute_url()
    facts = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": topic.title,
        "text": markup.words(opening.html, TEXT),
        "author": author,
        "datePublished": opening.created_at.isoformat(timespec="seconds"),
        "isPartOf": {
            "@type": "WebPage",
            "name": topic.board.name,
            "url": settings.SITE_URL + topic.board.get_absolute_url(),
        },
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": topic.answer_count,
        },
    }
    if opening.edited_at:
        facts["dateModified"] = opening.edited_at.isoformat(timespec="seconds")
    return markup.data_block(facts)


@register.filter
def words(html, length):
    """Give the beginning of a stored text, without its marks."""
    return markup.words(html, length)


@register.filter
def first_picture(html):
    """Give the address of the first picture that a stored text shows, or nothing."""
    return figures.first_in(html)
