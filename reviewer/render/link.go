package render

// LinkOf finds where to read a right or a piece of guidance, given as a rule cites it.
func LinkOf(ref string) Link { return linkOf(ref) }
