"""Files of rows brought in: read within bounds, columns matched to fields on screen, a report by row.

The room knows no domain word: what rows become is a `Target` that a room above registers.
"""
