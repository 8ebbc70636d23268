import pytest

from apps.course.lessons.excerpts import NotThere, find, source

TEXT = '''\
import os

# region wiring
NAME = "x"
# endregion


class Topic:
    @property
    def reply(self):
        """Say.

        More.
        """
'''


class FindTests:
    @pytest.mark.parametrize(
        ("symbol", "lines"),
        [
            ("", (1, 14)),
            ("NAME", (4, 4)),
            ("wiring", (4, 4)),
            ("Topic", (8, 14)),
            ("Topic.reply", (9, 14)),
        ],
    )
    def test_python(self, symbol, lines):
        assert find(TEXT.rstrip("\n"), "a/models.py", symbol) == lines

    def test_pattern_by_its_name(self):
        urls = 'urlpatterns = [\n    path(\n        "a/", a, name="a_b"\n    ),\n]'
        assert find(urls, "a/urls.py", "a_b") == (2, 4)

    def test_block_with_blocks_within(self):
        html = "{% block a %}\n{% block b %}x{% endblock %}\n{% endblock a %}"
        assert find(html, "a.html", "a") == (1, 3)
        assert find(html, "a.html", "b") == (2, 2)

    def test_unknown(self):
        with pytest.raises(NotThere, match="no Nothing in a.py"):
            find(TEXT, "a.py", "Nothing")


class ExcerptTests:
    def test_lines_lose_what_all_are_indented_by(self):
        excerpt = source("apps/course/lessons/excerpts.py").excerpt("Source.role")
        numbered = list(excerpt.lines)
        assert numbered[0][0] == excerpt.first
        assert numbered[0][1].startswith('<span class="nd">@property')

    def test_marks_of_a_region_are_not_shown(self):
        excerpt = source("deploy/nginx/application.conf").excerpt("request")
        assert "region" not in "".join(line for _, line in excerpt.lines)

    @pytest.mark.parametrize(
        ("path", "role"),
        [
            ("apps/forum/views.py", "V"),
            ("apps/forum/reading_views.py", "V"),
            ("apps/forum/models/topic.py", "M"),
            ("apps/forum/templates/forum/board_list.html", "T"),
            ("apps/forum/urls.py", "F"),
            ("deploy/nginx/application.conf", "S"),
            ("apps/labs/02_tcp/lookup.py", ""),
        ],
    )
    def test_role_comes_from_the_path(self, path, role):
        assert source(path).role == role

    def test_every_line_of_a_file_is_there(self):
        shown = source("apps/course/lessons/shelf.py")
        assert len(shown.lines) == shown.text.count("\n") + 1
