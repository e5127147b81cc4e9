"""Builds the site into a folder: what has changed since the last build; all of it or, when anything fails, none.

What is made lies beside the output until all of it is there, and is then moved by a process that outlives the build.
Files that did not change keep their time, and files that are not ours are left alone.
Has no hooks: it is the command behind `build`, `verify` and `check`, and makes the pages that `preview` shows.
"""
