"""How fast Doodlebook is, measured against Hugo and plain Pelican on this very machine: `python3 tasks.py bench`.

`corpus` writes the same blog for each, `contenders` knows how each is set up and run, `measuring` runs whole
processes, `rounds` takes the contenders through the same steps in turn, `figures` holds the results against the goals.
"""
