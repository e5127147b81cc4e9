"""Builds the site into a folder: all of it or, when anything fails, none of it.

Pelican writes into a staging folder; only a build without errors is brought over to the output folder,
where files that did not change keep their time and files that are not ours are left alone.
Has no hooks and reads no settings: it is the command behind `build` and `check`.
"""
