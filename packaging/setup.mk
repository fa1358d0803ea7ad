# setup.mk - the distribution packages that building and testing need
setup:
	packaging/setup
