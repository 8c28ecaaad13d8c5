"""The pages for phones: progress, supplements, the form to file a request, one's own data."""
