"""Without an answer to QUIT the letter is tried again, which was taken long ago."""

REFUSED_BY = "last_word"
EDITS = [("send.py", "except (OSError, No) as error:", "except No as error:")]
