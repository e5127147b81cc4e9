"""Shows the site while it is being written: each page made when it is asked for, and brought up to date by itself.

A server on this machine alone, with a process behind it that plans the site and makes its pages.
Has no hooks and reads no settings: it is the command behind `preview`.
"""
