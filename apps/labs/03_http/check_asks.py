"""What several steps of lab 03 ask."""

PAGE = "public/index.html"
PICTURE = "public/test.jpg"
