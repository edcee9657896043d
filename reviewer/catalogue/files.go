package catalogue

import "io/fs"

// Files is the built-in catalogue as the files that it is read from, for those who point to a line in one.
func Files() fs.FS { return builtin }
