"""References to models of the Hub in a repository's files: code, configurations, notebooks, Dockerfiles, scripts."""
