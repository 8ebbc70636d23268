"""The files of the course, and how they become pages. No row of the database is touched.

shelf.py         which lessons there are
syntax.py        a file in blocks; parts.py  blocks as parts of a page
prose.py         words, with links to the glossary (glossary.py)
excerpts.py      live code; commands.py  what is typed, with its output
questions.py     what is asked; drawings.py  figures
search.py        finds words in all of it
"""
