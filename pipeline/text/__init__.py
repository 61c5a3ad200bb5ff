"""Reading a text without understanding it: sentences, quotations, numbers, dates, names, and what carries what.

Everything here is pure, works on any Unicode string in near-linear time and reports offsets in Python characters
of the string it was given.
"""
