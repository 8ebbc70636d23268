"""Lessons as somebody reads them: their pages, with this reader's answers.

lesson_views.py  the pages; sheets.py  a lesson and one reader's answers together
map_views.py     the map; hops.py      the way of a request, with the lessons about it
ask_views.py     asks about a lesson; asking.py  makes and finds its topic in the forum
"""
