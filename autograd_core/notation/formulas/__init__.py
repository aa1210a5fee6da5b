"""One formula as people write it, read into a program that runs over any namespace."""
