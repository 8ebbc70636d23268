"""Deliver the letters that wait in contact.py's queue, and try again where it is worth it.

    python worker.py            until Ctrl-C
    python worker.py --batch    until nothing waits any more, then exit status 0

RETRY in the environment is the number of seconds before the second attempt (30), LEASE for
how long a worker may be busy with one letter (600): then another may take it.
"""

from contact import Letter, make_table


def main():
    make_table()
    # Your part: take a letter that waits, so that no other worker has it too; try; note
    # what came of it.
    print(f"{Letter.objects.count()} letters wait, and should be delivered here.")


if __name__ == "__main__":
    main()
