"""One file per change, named after its number. What has been released is never edited."""
