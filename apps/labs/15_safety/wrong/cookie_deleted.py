"""To sign out is to delete the cookie."""

REFUSED_BY = "signed_out"
EDITS = [
    (
        "notes/people.py",
        '    request.session.flush()\n    return redirect("notes:note_list")\n',
        '    response = redirect("notes:note_list")\n'
        '    response.delete_cookie("sessionid")\n'
        "    return response\n",
    ),
]
