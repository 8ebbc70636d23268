"""What a client sends, the application may have."""

REFUSED_BY = "tells_the_truth"
EDITS = [
    ("sites/forum.conf", 'uwsgi_param HTTP_PROXY "";', ""),
]
