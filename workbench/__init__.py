"""工作台: the home page of everyone who is signed in, with the work items that each package offers."""
