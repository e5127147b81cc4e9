"""What holds the project to its word: unit tests, whole sites built by Pelican, and pages in a browser."""
