"""How fast the real stack is, beside a bare route: `make bench`, or `python -m bench`.

Environment: SECONDS (each measurement lasts so long, 3 without it), JSON=1 (one JSON object instead of tables).
"""
