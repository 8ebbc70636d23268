"""What lab 15 asks of the pinboard: each attack is refused, and each honest use works.

A step begins with what honest people do, and ends with what Mallory does. All of it goes
over HTTP; what came of it is read from the pages, the database and the folder itself.
These are the steps, in the order of learning; each is written where its kind is.
"""

from . import check_accounts as accounts
from . import check_data as data
from . import check_forms as forms
from . import check_pages as pages

honest = forms.honest
csrf = forms.csrf
safe_methods = forms.safe_methods
stored_xss = pages.stored_xss
reflected_xss = pages.reflected_xss
attribute = pages.attribute
homepage = pages.homepage
session_fixation = accounts.session_fixation
signed_out = accounts.signed_out
open_redirect = accounts.open_redirect
mass_assignment = forms.mass_assignment
private = forms.private
sql_injection = data.sql_injection
sql_order = data.sql_order
path_traversal = data.path_traversal
same_name = data.same_name
uploaded_page = pages.uploaded_page
passwords = accounts.passwords
enumeration = accounts.enumeration
same_work = accounts.same_work
