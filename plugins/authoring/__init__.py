"""Helps the author to begin: `new` starts an entry from a template, `fresh` a blog of one's own.

Has no hooks: it is the command behind those two tasks.
Reads `TIMEZONE` from pelicanconf.py.
`fresh` writes `SITENAME`, `SITESUBTITLE` and `AUTHOR` there, and `SITEURL` in publishconf.py.
"""
