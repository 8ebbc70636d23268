"""What the pinboard keeps. The tables are good as they are.

Django has members of its own, django.contrib.auth, and a real site uses them: most of what
this lab mends is right there from the beginning. Here they are made by hand, to see it.
"""

from django.db import models


class Member(models.Model):
    name = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=200)
    homepage = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    # A moderator may delete every note.
    is_moderator = models.BooleanField(default=False)
    # Somebody has forgotten the password, and the warden is to call.
    needs_help = models.BooleanField(default=False)

    def __str__(self):
        return self.name


class Note(models.Model):
    author = models.ForeignKey(Member, models.CASCADE, related_name="notes")
    text = models.TextField()
    # For the author's eyes only.
    is_private = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.text[:60]
