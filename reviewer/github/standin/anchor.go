package standin

// Refusals of a place, in GitHub's words, which have changed: "Line could not be resolved" and "Pull request review thread line
// must be part of the diff" were seen too. In a review they stand alone and do not say which comment is meant.
// https://github.com/parkerbxyz/suggest-changes/issues/64
const (
	notInDiff   = "Line must be part of the diff"
	noSuchPath  = "Path could not be resolved"
	notSameHunk = "Start line must be part of the same hunk as the line."
	notBefore   = "Start line must precede the end line."
)

// place is where somebody wants a comment, as the API takes it.
type place struct {
	Path        string `json:"path"`
	Line        *int   `json:"line"`
	Side        string `json:"side"`
	StartLine   *int   `json:"start_line"`
	StartSide   string `json:"start_side"`
	Position    *int   `json:"position"` // the old way: see row
	SubjectType string `json:"subject_type"`
}

// problem is a refusal, with the field that single comments are told.
type problem struct{ field, message string }

// anchor looks a place up in the changes up to a commit. The error is one of ours; the problem is the asker's.
func (p *Pull) anchor(at place, c *commit) (anchor, *problem, error) {
	base := p.mergeBaseOf(c)
	a := anchor{path: at.Path, commit: c, base: base, side: or(at.Side, Right)}
	patch, found, err := p.patch(base, c, at.Path)
	if err != nil {
		return a, nil, err
	}
	if !found {
		return a, &problem{"path", noSuchPath}, nil
	}
	if at.SubjectType == "file" {
		a.file = true
		return a, nil, nil
	}
	list := rows(patch)
	if at.Line == nil && at.Position != nil {
		return a.byPosition(list, *at.Position)
	}
	return a.byLines(list, at)
}

// patch is that of a file between two commits. A rename is found under either name.
func (p *Pull) patch(base, head *commit, path string) (patch string, found bool, err error) {
	list, err := p.repository.compare(base, head)
	if err != nil {
		return "", false, err
	}
	for _, d := range list {
		if d.path == path {
			return d.patch, true, nil
		}
	}
	return "", false, nil
}

func (r *Repository) compare(base, head *commit) ([]difference, error) {
	return r.server.diffs.compare(r.objects, base.files, head.files)
}

func (a anchor) byPosition(list []row, position int) (anchor, *problem, error) {
	if position < 1 || position >= len(list) || list[position].old+list[position].new == 0 {
		return a, &problem{"position", notInDiff}, nil
	}
	r := list[position]
	a.side = Right
	if r.new == 0 {
		a.side = Left
	}
	a.line = r.line(a.side)
	return a.at(list, r), nil, nil
}

func (a anchor) byLines(list []row, at place) (anchor, *problem, error) {
	if at.Line == nil {
		return a, &problem{"line", notInDiff}, nil
	}
	last, ok := find(list, a.side, *at.Line)
	if !ok {
		return a, &problem{"line", notInDiff}, nil
	}
	a.line = *at.Line
	if at.StartLine == nil {
		return a.at(list, last), nil, nil
	}
	a.start, a.startSide = *at.StartLine, or(at.StartSide, a.side)
	first, ok := find(list, a.startSide, a.start)
	switch {
	case !ok || first.hunk != last.hunk:
		return a, &problem{"start_line", notSameHunk}, nil
	case first.position >= last.position:
		return a, &problem{"start_line", notBefore}, nil
	}
	return a.at(list, last), nil, nil
}

func (a anchor) at(list []row, last row) anchor {
	a.position, a.hunk = last.position, excerpt(list, last)
	return a
}

// now is where a thread stands after the head has moved: nowhere (outdated) if its lines were touched, or if they are no
// longer in a hunk.
type now struct {
	outdated              bool
	line, start, position int
}

func (p *Pull) now(t *thread) (now, error) {
	a := t.anchor
	if a.file {
		_, found, err := p.patch(p.mergeBase(), p.head, a.path)
		return now{outdated: !found}, err
	}
	if p.head == a.commit && p.mergeBase() == a.base {
		return now{line: a.line, start: a.start, position: a.position}, nil
	}
	line, err := p.follow(a, a.side, a.line)
	if err != nil || line == 0 {
		return now{outdated: true}, err
	}
	start, err := p.followStart(a, line)
	if err != nil || a.start != 0 && start == 0 {
		return now{outdated: true}, err
	}
	return p.inHunk(a, line, start)
}

// followStart gives the number of the first line of several; 0 if one of them was touched or another came between.
func (p *Pull) followStart(a anchor, line int) (int, error) {
	if a.start == 0 {
		return 0, nil
	}
	start, err := p.follow(a, a.startSide, a.start)
	if err != nil || start == 0 || a.startSide != a.side {
		return start, err
	}
	if line-start != a.line-a.start {
		return 0, nil
	}
	for i := 1; a.start+i < a.line; i++ {
		if moved, err := p.follow(a, a.side, a.start+i); err != nil || moved != start+i {
			return 0, err
		}
	}
	return start, nil
}

// follow gives the number that a line has in the head or, on the left, in the merge base; 0 if it was touched.
func (p *Pull) follow(a anchor, side string, line int) (int, error) {
	from, to := a.commit, p.head
	if side == Left {
		from, to = a.base, p.mergeBase()
	}
	before, after := from.files[a.path], to.files[a.path]
	if before == after {
		return line, nil
	}
	if before == "" || after == "" {
		return 0, nil
	}
	d := []difference{{before: before, after: after}}
	if err := p.repository.server.diffs.diff(p.repository.objects, d); err != nil {
		return 0, err
	}
	return moved(rows(p.repository.server.diffs.patches[pair{before, after}].patch), line), nil
}

// moved gives the number of a line after a patch; 0 if the patch takes it away.
func moved(list []row, line int) int {
	shift := 0
	for _, r := range list {
		switch {
		case r.old == line && r.new == 0:
			return 0
		case r.old == line:
			return r.new
		case r.old > line:
			return line + shift
		case r.old != 0 && r.new == 0:
			shift--
		case r.new != 0 && r.old == 0 && r.before(list) < line:
			shift++
		}
	}
	return line + shift
}

// before is the last old line above an added one.
func (r row) before(list []row) int {
	for i := r.position; i >= 0; i-- {
		if list[i].old != 0 {
			return list[i].old
		}
		if list[i].old == 0 && list[i].new == 0 { // the head of the hunk
			old, _ := starts(list[i].text)
			return old - 1
		}
	}
	return 0
}

func (p *Pull) inHunk(a anchor, line, start int) (now, error) {
	patch, found, err := p.patch(p.mergeBase(), p.head, a.path)
	if err != nil || !found {
		return now{outdated: true}, err
	}
	list := rows(patch)
	last, ok := find(list, a.side, line)
	if !ok {
		return now{outdated: true}, nil
	}
	return now{line: line, start: start, position: last.position}, nil
}
