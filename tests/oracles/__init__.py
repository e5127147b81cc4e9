"""What the renderer is compared with: published examples, other parsers, and readers of HTML that are not ours."""
