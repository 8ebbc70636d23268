"""Lessons in the browser: steps are put in order by hand, by buttons and by keys."""

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from apps.course.lessons.shelf import shelf

from .person import KeyboardPerson, Person
from .walking import ALL, IS_TOO_WIDE

LESSON = "/learn/tcp/"
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def reader(chromium, development, artifacts):
    desk = {"viewport": {"width": 1280, "height": 800}}
    with Person(chromium, development, artifacts, **desk) as person:
        person.open(LESSON)
        yield person


@pytest.fixture
def typist(chromium, development, artifacts):
    plain = PHONE | {"java_script_enabled": False}
    with KeyboardPerson(chromium, development, artifacts, **plain) as person:
        person.open(LESSON)
        yield person


def steps(person):
    return person.page.locator("#server-calls .step")


def order(person):
    return [each.get_attribute("data-step") for each in steps(person).all()]


def sees_order(person, wanted):
    """Wait until the steps stand so: the browser moves them when it next draws."""
    for place, step in enumerate(wanted):
        expect(steps(person).nth(place)).to_have_attribute("data-step", step)


def grip(person, place):
    """Press on the handle of a step; give the middle of each step."""
    steps(person).first.scroll_into_view_if_needed()
    boxes = [each.bounding_box() for each in steps(person).all()]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    handle = steps(person).nth(place).locator(".step__handle").bounding_box()
    mouse = person.page.mouse
    mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    mouse.down()
    return handle["x"] + 5, middles


class DragTests:
    def test_step_that_is_dragged_stays_where_it_is_dropped(self, reader):
        before = order(reader)
        x, middles = grip(reader, 0)
        reader.page.mouse.move(x, middles[2] + 15, steps=8)
        reader.picture("held")
        after = [*before[1:3], before[0], *before[3:]]
        sees_order(reader, after)
        with reader.page.expect_navigation():
            reader.page.mouse.up()
        sees_order(reader, after)
        # The server has made the page anew: its buttons know the order, too.
        check = reader.page.locator("#server-calls").get_by_role("button", name="Check")
        assert check.get_attribute("value") == ",".join(after)

    def test_escape_puts_it_back(self, reader):
        before, address = order(reader), reader.page.url
        x, middles = grip(reader, 3)
        reader.page.mouse.move(x, middles[0] - 15, steps=8)
        sees_order(reader, [before[3], *before[:3], *before[4:]])
        reader.page.keyboard.press("Escape")
        sees_order(reader, before)
        reader.page.mouse.up()
        assert (order(reader), reader.page.url) == (before, address)

    def test_handle_is_for_a_hand_alone(self, reader):
        handles = reader.page.locator("#server-calls .step__handle")
        expect(handles).to_have_count(len(order(reader)))
        for handle in handles.all():
            assert handle.get_attribute("aria-hidden") == "true"


def test_steps_are_put_in_order_by_keys_without_a_script(typist):
    before = order(typist)
    question = typist.page.locator("#server-calls")
    typist.use(question.get_by_role("button", name="Move down").first)
    sees_order(typist, [before[1], before[0], *before[2:]])
    typist.use(question.get_by_role("button", name="Check this order"))
    expect(question.locator(".verdict")).to_be_visible()


def answered(lesson):
    """Give the address of a lesson with each question answered, and all revealed."""
    given = {name: an_answer(question) for name, question in lesson.questions.items()}
    return f"{lesson.get_absolute_url()}?{urlencode(given)}"


def an_answer(question):
    if hasattr(question, "right"):
        return question.right
    return "1" if question.options else "-"


def test_each_lesson_answered_and_each_lab_is_for_everybody(
    chromium, development, subtests
):
    """The walk over all pages sees a few lessons, and those as nobody has answered."""
    context = chromium.new_context(
        base_url=development, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    lessons = shelf().lessons
    labs = [f"{lesson.get_absolute_url()}lab/" for lesson in lessons if lesson.lab]
    for path in [*map(answered, lessons), *labs]:
        with subtests.test(path=path):
            page.goto(path)
            assert not page.evaluate(IS_TOO_WIDE), "wider than the screen"
            results = Axe().run(page, options=ALL)
            assert results.violations_count == 0, results.generate_report()
    context.close()
