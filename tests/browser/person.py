"""Somebody in front of the site: with a pointer, or with the keyboard alone."""

import re

from playwright.sync_api import expect

# More presses of Tab than any page of ours has places to stop.
MANY = 200
IN_FOCUS = "element => element === document.activeElement"
# Of radio buttons Tab reaches one; the arrows lead to the others.
IN_GROUP = "element => element.name === document.activeElement.name"


class Person:
    """Does what is asked by pointing and clicking, and takes a picture of each page."""

    def __init__(self, browser, site, artifacts, **context):
        self.context = browser.new_context(base_url=site, **context)
        self.page = self.context.new_page()
        self.artifacts = artifacts
        self.pictures = 0

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.picture("the end")
        self.context.close()

    def open(self, address):
        self.page.goto(address)

    def follow(self, name, within="body"):
        """Follow the first link of this name."""
        self.use(self.find("link", name, within))

    def press(self, name):
        self.picture(f"before {name}")
        self.use(self.find("button", name, "body"))

    def open_menu(self):
        self.use(self.page.locator("header summary"))

    def fill(self, label, text):
        field = self.page.get_by_label(re.compile(f"^{re.escape(label)}", re.I)).first
        field.fill(text)

    def choose(self, label):
        """Choose one of several by its words."""
        self.page.get_by_label(label).check()

    def sees(self, text):
        expect(self.page.locator("main")).to_contain_text(text)

    def use(self, element):
        element.click()

    def find(self, role, name, within):
        pattern = re.compile(f"^{re.escape(name)}", re.I)
        return self.page.locator(within).get_by_role(role, name=pattern).first

    def picture(self, name):
        self.pictures += 1
        stem = re.sub(r"\W+", "-", name.lower())
        path = self.artifacts / f"{self.pictures:02}-{stem}.png"
        self.page.screenshot(path=path, full_page=True)


class KeyboardPerson(Person):
    """Does the same with Tab, Enter and letters; each stop must be seen."""

    def use(self, element):
        self.reach(element)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def fill(self, label, text):
        field = self.page.get_by_label(re.compile(f"^{re.escape(label)}", re.I)).first
        self.reach(field)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, label):
        """Reach the choices by Tab, and go among them with the arrows."""
        choice = self.page.get_by_label(label)
        self.reach(choice, IN_GROUP)
        if self.page.locator(":focus").is_checked() is False:
            self.page.keyboard.press("Space")
        for _ in range(MANY):
            if choice.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(choice).to_be_checked()

    def reach(self, element, reached=IN_FOCUS):
        """Press Tab until the element has the focus, and see that it shows it."""
        expect(element).to_be_visible()
        for _ in range(MANY):
            if element.evaluate(reached):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{element} is out of reach of the keyboard")
        marked = self.page.locator(":focus").evaluate(IS_MARKED)
        assert marked, f"{element} does not show that it has focus"


IS_MARKED = """element => {
  const style = getComputedStyle(element);
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return outline || style.boxShadow !== "none";
}"""
