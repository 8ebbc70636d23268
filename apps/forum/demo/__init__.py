"""The demo community: who, where and what was said, in files that people write.

people.toml, boards.toml   the cast and the stage
topics/NN-slug.md          the conversations
marks.toml                 who reacted to what, and who keeps what
reading.py                 reads these files, and says what is wrong in which line
community.py               puts them into the database
phrases.py, crowd.py       make large forums out of them, to measure with
"""
