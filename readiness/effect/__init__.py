"""Did it help: boards that had something beside boards alike that had not, with honest intervals."""
