"""Labs on the page: what a reader has done, what helps them, and what machines report.

work.py         what is known of a reader's work at a lab, and where it is known from
lab_views.py    the page of a lab; comparing.py  its solution beside one's own programs
claim_views.py  takes what learners' machines report, and has the keys for it
"""
