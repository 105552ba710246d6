"""The console: the pages on which the helpdesk and the coordinators work all day.

Default deny: every view says who may enter. Pages show what the subjects' doors give (tickets, records) and change
things only through those doors; nothing here decides who may see what.
"""
