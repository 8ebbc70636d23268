"""Every field of the request becomes a variable, and Proxy becomes HTTP_PROXY."""

REFUSED_BY = "no_proxy"
EDITS = [
    ("gateway.py", 'KEPT_BACK |= {"proxy", ', "KEPT_BACK |= {"),
]
