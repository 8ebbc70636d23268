"""It is put into the queue, and tried at once all the same: it mostly works."""

REFUSED_BY = "queue_answers"
EDITS = [
    (
        "contact.py",
        "    Letter.objects.create(**form.cleaned_data)\n",
        "    letter = Letter.objects.create(**form.cleaned_data)\n"
        "    try:\n"
        "        letter_of(form.cleaned_data, letter.message_id).send()\n"
        '        Letter.objects.filter(pk=letter.pk).update(state="sent")\n'
        "    except OSError as error:\n"
        "        print(error)\n",
    )
]
