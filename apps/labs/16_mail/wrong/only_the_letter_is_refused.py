"""A refusal is an SMTPResponseException; that of the recipients is another in smtplib."""

REFUSED_BY = "gives_up_recipient"
EDITS = [
    (
        "worker.py",
        "    if isinstance(error, smtplib.SMTPRecipientsRefused):\n"
        "        return all(code >= 500 for code, _ in error.recipients.values())\n",
        "",
    )
]
