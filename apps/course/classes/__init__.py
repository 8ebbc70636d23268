"""Classes: who learns in one, and who teaches it.

learning_views.py  what learners see of their class
teaching_views.py  what its teacher sees, with forms.py and inviting.py (letters)
tables.py          learner x lesson; exports.py  the same as files
failing.py         where many fail, and with which message
solutions.py       what a class has agreed on about the solutions of labs
"""
