import pytest

from apps.course.lessons import parts, questions
from apps.course.lessons.prose import Prose
from apps.course.lessons.shelf import make
from apps.course.lessons.syntax import LessonError, parse

FACTS = "---\ntitle: T\nslug: t\nsummary: S\nafterwards:\n  - read\n---\n"


def made(body, facts=FACTS):
    facts, blocks = parse("99_t.md", facts + body)
    return make("99_t.md", facts, blocks, {"socket": "socket"}, {"02_tcp.md": "tcp"})


def complaint(body):
    with pytest.raises(LessonError) as caught:
        made(body)
    return str(caught.value)


class BlockTests:
    def test_prose_fences_and_containers_are_told_apart(self):
        _, blocks = parse(
            "x.md", FACTS + "Words.\n\n```python\n::: quiz\n```\n\n```code\na.py\n```"
        )
        assert [block.kind for block in blocks] == ["prose", "code"]
        assert blocks[1].line == 15

    def test_facts_are_words_and_lists(self):
        facts, _ = parse("x.md", FACTS)
        assert facts["afterwards"] == ["read"]
        assert facts["title"] == "T"

    def test_reveal_divides_a_prediction(self):
        lesson = made("::: predict a\nWhat?\n\n- x\n- y\n::: reveal\nThis.\n:::\n")
        assert lesson.questions["a"].parts[0].html == "<p>This.</p>"


class ComplaintTests:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("```cod\na\n```", "Did you mean code?"),
            ("```code\nmyweb/wsgi.py", "never closed"),
            (
                "\n::: quizz a\n:::",
                "line 9: ::: quizz: no such word. Did you mean quiz?",
            ),
            ("::: quiz a\nWhat?", "not closed"),
            (":::", "closes nothing"),
            (
                "```code\nmyweb/wsgi.py#nothing\n```",
                "There is no nothing in myweb/wsgi",
            ),
            ("```code\nmyweb/none.py\n```", "There is no file myweb/none.py"),
            ("```code\nvar/secret_key\n```", "no file of the project"),
            ("```code\napps/../var/x.py\n```", "no file of the project"),
            ("```code\nmyweb/.env\n```", "no file of the project"),
            ("```rooms\nforum:nowhere\n```", "No address is named forum:nowhere"),
            ("```console run\nhello\n```", "begins with `$ `"),
            ("::: lab\nDo.\n:::", "name no `lab:`"),
            ("::: xray /no/such/\nLook.\n:::", "99_t.md, line 9"),
            ("::: wrong X is Y.\nNo.\n:::", "ends with `Source:"),
            ("![](figures/view.svg)", "Say in [words]"),
            ("![A view](figures/none.svg)", "There is no figures/none.svg"),
            ("::: quiz a\nWhat?\n\n- [x] a\n  > y\n- [x] b\n  > y\n:::", "exactly one"),
            ("::: quiz a\nWhat?\n\n- [x] a\n  > y\n- [ ] b\n:::", "below it `  > why`"),
            (
                "::: quiz A b\nWhat?\n\n- [x] a\n  > y\n- [ ] b\n  > n\n:::",
                "has a name",
            ),
            ("::: order a\nWhat?\n\n1. x\n2. y\n3. x\n> z\n:::", "different steps"),
            ("::: predict a\nWhat?\n:::", "needs `::: reveal`"),
        ],
    )
    def test_mistake_is_named(self, body, words):
        assert words in complaint(body)
        assert complaint(body).startswith(("99_t.md, line", "apps/course/content/99"))

    def test_same_name_twice(self):
        one = "::: predict a\nWhat?\n::: reveal\nThis.\n:::\n"
        assert "same name" in complaint(one + one)


class ProseTests:
    def test_word_of_the_glossary_is_linked_once(self):
        lesson = made(
            "A socket.\n\n## A socket\n\n`socket`\n\n:::predict a\nsocket?\n::: reveal\nA socket.\n:::"
        )
        html = "".join(part.html for part in lesson.parts)
        assert html.count('class="term"') == 1

    def test_links_between_files_become_links_between_pages(self):
        html = Prose({}, {"02_tcp.md": "tcp"}).html(
            "[a](02_tcp.md#no-messages) [b](../../forum/views.py) [c](https://x.org/)"
        )
        assert 'href="/learn/tcp/#no-messages"' in html
        assert 'href="/learn/files/apps/forum/views.py/"' in html
        assert "nofollow" not in html

    def test_html_is_shown_and_not_obeyed(self):
        assert "<script>" not in Prose({}, {}).html("<script>alert(1)</script>")


class EditTests:
    def test_new_lines_of_an_edit_are_marked(self):
        assert list(parts.fresh_lines("a\nb\nc", "a\nx\nc\nd")) == [2, 4]

    def test_edit_shows_both_files_whole(self):
        path = "apps/labs/02_tcp/{}lookup.py"
        lesson = made(f"```edit\n{path.format('starter/')} -> {path.format('')}\n```")
        edit = lesson.parts[0]
        assert edit.before.first == edit.after.first == 1
        assert any(is_fresh for _, _, is_fresh in edit.rows)


class QuestionTests:
    def test_order_is_shown_shuffled_and_never_right(self):
        for name in "abcdefgh":
            steps = questions.lettered(name, ["one", "two", "three"])
            assert [letter for letter, _ in steps] != ["a", "b", "c"]

    def test_what_no_form_sends_is_refused(self):
        lesson = made("::: order a\nWhat?\n\n1. x\n2. y\n3. z\n> so\n:::")
        order = lesson.questions["a"]
        assert order.judge(order.right)
        for given in "", "a", "a,b", "a,b,b", "a,b,c,d":
            with pytest.raises(ValueError, match="no such order"):
                order.judge(given)

    def test_prediction_in_ones_own_words(self):
        lesson = made("::: predict a\nWhat?\n::: reveal\nThis.\n:::")
        prediction = lesson.questions["a"]
        assert prediction.judge("<b>42") is None
        for given in "", " ", "x" * 301, "1\0", "\u202e1":
            with pytest.raises(ValueError, match="no prediction"):
                prediction.judge(given)
